import Directory
import GraphSimulator
import TestSupport

/// Faults and behaviors, drawn by a seed.
struct FaultMixture {
    var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    mutating func chance(_ share: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < share
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &random)]
    }

    /// A tenant with small pages that settles every open question in one way or the other.
    mutating func behavior() -> DeltaBehavior {
        var behavior = DeltaBehavior()
        behavior.objectsPerPageMax = number(4...30)
        behavior.linksPerPageMax = number(6...40)
        behavior.initialRemovedShare = pick([0, 0.5, 1])
        behavior.replayShare = pick([0, 0.1, 1])
        behavior.emptyPageShare = pick([0, 0.02, 0.3])
        behavior.purgeReportedInMembers = chance(0.5)
        behavior.restoreResendsMembers = chance(0.5)
        behavior.hardDeletesSecurityGroups = chance(0.3)
        behavior.softDeletesDevices = chance(0.3)
        behavior.hidesRestoredUsers = chance(0.3)
        behavior.deltaLagSeconds = pick([0, 0, 20, 600])
        behavior.readLagSeconds = pick([0, 0, 20, 600])
        behavior.staleReadShare = pick([0.3, 1])
        behavior.dynamicDelaySeconds = chance(0.5) ? 300 : nil
        behavior.pageTokenSeconds = pick([20, 900])
        behavior.expiryIsGone = chance(0.5)
        behavior.accessTokenSeconds = pick([400, 3_599])
        return behavior
    }

    /// A few faults that may happen together.
    mutating func faults(of tenants: [GUID]) -> [Fault] {
        (0..<number(1...4)).map { _ in fault(of: tenants) }
    }

    private mutating func fault(of tenants: [GUID]) -> Fault {
        var fault = Fault(pick(FaultMode.allCases))
        fault.seed = random.next()
        if chance(0.3) { fault.tenant = pick(tenants).text }
        if chance(0.4) { fault.path = pick(["/users", "/groups", "/devices", "/members"]) }
        if chance(0.5) {
            fault.call = number(1...12)
            fault.count = number(1...3)
        } else {
            fault.probability = pick([0.05, 0.3, 1])
        }
        fault.value = value(for: fault.mode)
        return fault
    }

    private mutating func value(for mode: FaultMode) -> Int? {
        switch mode {
        case .throttled, .throttledApplication, .unavailable, .signInThrottled:
            pick([nil, 0, 5, 200, 1_000])
        case .throttledUntilDate: pick([-5, 5, 200, 1_000])
        case .truncatedJSON, .connectionReset: number(0...99)
        case .stalledHeaders, .slowDrip: pick([5, 600])
        case .signInRefused:
            pick([7_000_215, 7_000_222, 700_016, 90_002, 700_027, 7_000_112, 53_003])
        default: nil
        }
    }

    /// What can be known of `behavior` only by reading everything.
    static func needsFullRound(_ behavior: DeltaBehavior) -> Bool {
        behavior.hidesRestoredUsers
    }
}
