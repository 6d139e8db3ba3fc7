import Directory
import GraphSimulator
import ReadModel
import Sync
import TestSupport

/// A service, some tenants and some hours of faults, all from one seed; then the faults stop.
struct FaultRun {
    /// What happened, and what should not have.
    struct Report: Sendable {
        var rounds = 0
        var failures = 0
        var faultHits = 0
        /// Lines of the log, each of which was searched for secrets.
        var logLines = 0
        var problems: [String] = []
    }

    let seed: UInt64
    var profile = Profile.tiny
    var tenantCount = 1
    var hours = 6
    /// How many random changes come with each hour and tenant, at most.
    var changesPerHour = 12
    /// Rounds at every full hour, instead of now and then.
    var isPunctual = false

    func perform() throws -> Report {
        let clock = VirtualClock()
        let thread = OneThread(seed: seed, clock: clock)
        var mixture = FaultMixture(seed: seed)
        let behaviors = (0..<tenantCount).map { _ in mixture.behavior() }
        let world = try FaultWorld(
            seed: seed,
            profile: profile,
            behaviors: behaviors,
            executor: thread
        )
        let drawn = mixture
        return try thread.run {
            var story = FaultStory(world: world, mixture: drawn, behaviors: behaviors)
            story.isPunctual = isPunctual
            for _ in 0..<hours { try await story.hour(changes: changesPerHour) }
            try await story.end()
            return story.report
        }
    }
}

/// The hours of one run.
private struct FaultStory {
    let world: FaultWorld
    var mixture: FaultMixture
    let behaviors: [DeltaBehavior]
    var isPunctual = false
    var report = FaultRun.Report()

    private var places: Range<Int> { world.followed.indices }

    /// Arms or ends faults, runs a round of every tenant while changes happen, and checks that nothing was lost.
    mutating func hour(changes: Int) async throws {
        if mixture.chance(0.3) { disarm() }
        if mixture.chance(0.6) {
            for fault in mixture.faults(of: world.followed.map(\.entraID)) {
                world.simulator.arm(fault)
            }
        }
        if mixture.chance(0.1) { try world.restart() }
        world.stop(atStep: mixture.chance(0.15) ? mixture.number(1...12) : nil)
        let before = try contents()
        let started = world.clock.seconds
        let isFull = mixture.chance(0.1)
        let churns = places.map { place in
            (place: place, count: mixture.number(0...changes), seed: mixture.random.next())
        }
        let pauses = places.map { _ in Int64(mixture.number(0...30_000)) }
        let world = world
        let outcomes = await withTaskGroup(of: (place: Int, hasEnded: Bool)?.self) { group in
            for place in places {
                group.addTask {
                    let hasEnded = (try? await world.sync(place, full: isFull)) != nil
                    return (place, hasEnded)
                }
                group.addTask {
                    // Half of the changes come before the pages are read, half of them somewhere in between.
                    for part in 0..<2 {
                        if part == 1 { try? await world.clock.sleep(milliseconds: pauses[place]) }
                        Self.change(world, churns[place], part: part)
                    }
                    return nil
                }
            }
            var outcomes: [Int: Bool] = [:]
            for await outcome in group {
                if let outcome { outcomes[outcome.place] = outcome.hasEnded }
            }
            return outcomes
        }
        world.stop(atStep: nil)
        report.rounds += places.count
        report.failures += outcomes.values.count { !$0 }
        let after = try contents()
        for place in places {
            report.problems += world.truth.wronglyLost(place, from: before[place], to: after[place])
            // What was staged by a round that has failed is as old as its beginning.
            if outcomes[place] == true {
                let lag = max(behaviors[place].deltaLagSeconds, behaviors[place].readLagSeconds)
                world.truth.forget(place, beforeSeconds: started - lag)
            }
        }
        guard !isPunctual else {
            let second = world.clock.seconds % 3_600
            return try await world.clock.sleep(milliseconds: (3_600 - second) * 1000)
        }
        let absence: Int64 = mixture.chance(0.06) ? 8 * 86_400 : Int64(mixture.number(60...3_600))
        try await world.clock.sleep(milliseconds: absence * 1000)
    }

    private static func change(
        _ world: FaultWorld,
        _ churn: (place: Int, count: Int, seed: UInt64),
        part: Int
    ) {
        world.truth.observe()
        let tenant = world.followed[churn.place].entraID.text
        let count = part == 0 ? churn.count / 2 : churn.count - churn.count / 2
        _ = try? world.simulator.apply(
            .churn(.init(tenant: tenant, count: count, seed: churn.seed &+ UInt64(part)))
        )
        world.truth.observe()
    }

    private mutating func disarm() {
        report.faultHits += world.simulator.faults.reduce(0) { $0 + $1.hitCount }
        world.simulator.disarm()
    }

    private func contents() throws -> [DocumentedContents] {
        try places.map { try world.documented($0).contents() }
    }

    /// The faults stop, and time passes until everything can be seen; then one sync has to be enough.
    mutating func end() async throws {
        disarm()
        try await world.clock.sleep(milliseconds: 7_200_000)
        try await syncAll(full: false)
        let needsFull = behaviors.contains { FaultMixture.needsFullRound($0) }
        if !needsFull {
            report.problems += try world.differences().map { "one sync: \($0)" }
        }
        try await syncAll(full: true)
        report.problems += try world.differences().map { "full sync: \($0)" }
        for full in [false, true] {
            let revision = world.snapshot.revision
            try await syncAll(full: full)
            if world.snapshot.revision != revision {
                report.problems.append(
                    "a sync of what had not changed made a revision, full: \(full)"
                )
            }
        }
        report.problems += world.transport.strayRequests.map { "a request went to \($0)" }
        report.problems += world.log.leaks.map { "the log tells too much: \($0)" }
        report.logLines += world.log.lineCount
    }

    private mutating func syncAll(full: Bool) async throws {
        for place in places {
            report.rounds += 1
            do {
                try await world.sync(place, full: full)
            } catch {
                report.problems.append("tenant \(place) does not recover: \(error)")
            }
        }
    }
}
