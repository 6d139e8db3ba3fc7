import Directory
import Graph
import GraphSimulator
import Store
import Sync
import TestSupport
import Testing

/// The whole engine in virtual time: its schedule, its rounds, its store and the tenants that it follows.
@Suite(.serialized) struct EngineWeekTests {
    /// Some hours of some tenants: faults come and go, and things change.
    private struct Story: Sendable {
        let world: FaultWorld
        let host: EngineWorld
        var mixture: FaultMixture
        var changesPerHour = 3
        var problems: [String] = []
        var faultHits = 0

        private var places: Range<Int> { world.followed.indices }

        mutating func hour() async throws {
            if mixture.chance(0.3) { disarm() }
            if mixture.chance(0.5) {
                for fault in mixture.faults(of: world.followed.map(\.entraID)) {
                    world.simulator.arm(fault)
                }
            }
            let before = try contents()
            let started = world.clock.seconds
            let rounds = host.ends.succeeded
            for place in places where mixture.chance(0.3) {
                world.truth.observe()
                let churn = ControlCommand.Churn(
                    tenant: world.followed[place].entraID.text,
                    count: mixture.number(1...changesPerHour),
                    seed: mixture.random.next()
                )
                _ = try world.simulator.apply(.churn(churn))
                world.truth.observe()
            }
            let second = world.clock.seconds % 3_600
            try await world.clock.sleep(milliseconds: (3_600 - second) * 1000)
            let after = try contents()
            for place in places {
                problems += world.truth.wronglyLost(place, from: before[place], to: after[place])
                let tenant = world.followed[place].tenant
                guard host.ends.succeeded[tenant] != rounds[tenant] else { continue }
                // A round that has ended since then may have begun an hour before, and replicas may be behind.
                world.truth.forget(place, beforeSeconds: started - 3_600)
            }
        }

        mutating func disarm() {
            faultHits += world.simulator.faults.reduce(0) { $0 + $1.hitCount }
            world.simulator.disarm()
        }

        private func contents() throws -> [DocumentedContents] {
            try places.map { try world.documented($0).contents() }
        }
    }

    /// Tenants that settle what Graph leaves open each in its own way, as far as delta queries can follow them.
    private static func behaviors(_ count: Int, _ mixture: inout FaultMixture) -> [DeltaBehavior] {
        (0..<count).map { _ in
            var behavior = mixture.behavior()
            behavior.hidesRestoredUsers = false
            return behavior
        }
    }

    /// Rules 24 and 27, and all the others: a week of hourly rounds over twenty tenants, from the first import on.
    @Test func aWeekOfTwentyTenants() throws {
        let clock = ContinuousClock()
        let started = clock.now
        let thread = OneThread(seed: 7, clock: VirtualClock())
        var mixture = FaultMixture(seed: 7)
        let behaviors = Self.behaviors(20, &mixture)
        let world = try FaultWorld(
            seed: 7,
            profile: .tiny,
            behaviors: behaviors,
            executor: thread
        )
        let host = EngineWorld(world, executor: thread)
        let drawn = mixture
        let hours = SimulationSettings.isLong ? 7 * 24 : 24
        let (problems, faultHits) = try thread.run {
            var story = Story(world: world, host: host, mixture: drawn)
            let engine = host.start()
            for _ in 0..<hours { try await story.hour() }
            story.disarm()
            // Time enough for replicas to catch up, for whoever failed to try again, and for one more round of everyone.
            try await world.clock.sleep(milliseconds: 4 * 3_600_000)
            await engine.stop()
            return (story.problems, story.faultHits)
        }
        #expect(problems.isEmpty, "\(problems.prefix(8).joined(separator: "\n"))")
        let differences = try world.differences()
        #expect(differences == [], "\(differences.prefix(8).joined(separator: "\n"))")
        #expect(world.transport.strayRequests == [])
        #expect(faultHits > 0)
        let ends = host.ends
        let counts = world.followed.map { ends.succeeded[$0.tenant] ?? 0 }
        #expect(counts.allSatisfy { $0 >= hours / 3 }, "\(counts)")
        let failed = ends.failed.values.reduce(0, +)
        print(
            "\(hours) hours of twenty tenants: \(counts.reduce(0, +)) rounds, \(failed) failed, "
                + "\(faultHits) faults, \(ends.findingCount) findings, in \(clock.now - started)"
        )
    }

    /// Rules 22, 24 and 27: many tenants on one service, of which some are throttled and some are refused.
    @Test func manyTenantsHaveTheirRoundsWhateverOthersDo() throws {
        let clock = ContinuousClock()
        let started = clock.now
        let count = SimulationSettings.isLong ? 1_000 : 100
        let thread = OneThread(seed: 9, clock: VirtualClock())
        let world = try FaultWorld(
            seed: 9,
            profile: .tiny,
            behaviors: Array(repeating: DeltaBehavior(), count: count),
            executor: thread
        )
        let host = EngineWorld(world, executor: thread)
        for (place, followed) in world.followed.enumerated() where place % 10 < 2 {
            var fault = Fault(place % 10 == 0 ? .throttled : .consentRemoved)
            fault.tenant = followed.entraID.text
            fault.value = place % 10 == 0 ? 300 : nil
            world.simulator.arm(fault)
        }
        let hours = 3
        try thread.run {
            let engine = host.start()
            try await world.clock.sleep(milliseconds: Int64(hours) * 3_600_000)
            let calm = host.ends
            for (place, followed) in world.followed.enumerated() where place % 10 >= 2 {
                let rounds = calm.succeeded[followed.tenant] ?? 0
                #expect(rounds >= hours - 1, "tenant \(place) has had \(rounds) rounds")
                #expect(calm.failed[followed.tenant] == nil, "tenant \(place) has failed")
            }
            world.simulator.disarm()
            try await world.clock.sleep(milliseconds: 3 * 3_600_000)
            await engine.stop()
        }
        let differences = try world.differences()
        #expect(differences == [], "\(differences.prefix(8).joined(separator: "\n"))")
        let rounds = host.ends.succeeded.values.reduce(0, +)
        print("\(count) tenants: \(rounds) rounds in \(clock.now - started)")
    }
}
