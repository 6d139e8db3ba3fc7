import Directory
import Synchronization

@testable import GraphSimulator

/// What the tenants were like lately: who says that something is gone must have been right at some moment.
final class TruthHistory: Sendable {
    private struct Moment: Sendable {
        let seconds: Int64
        let tenant: GraphSimulator.Tenant
    }

    private let simulator: Simulator
    private let clock: VirtualClock
    /// Of each tenant, oldest first.
    private let moments: Mutex<[[Moment]]>

    init(_ simulator: Simulator, clock: VirtualClock) {
        self.simulator = simulator
        self.clock = clock
        moments = Mutex(
            simulator.simulation.tenants.map { [Moment(seconds: clock.seconds, tenant: $0)] }
        )
    }

    /// Notes what has changed since the last look.
    func observe() {
        let seconds = clock.seconds
        let simulation = simulator.simulation
        moments.withLock { moments in
            for (place, tenant) in simulation.tenants.enumerated()
            where moments[place].last?.tenant.sequence != tenant.sequence {
                moments[place].append(Moment(seconds: seconds, tenant: tenant))
            }
        }
    }

    /// Forgets what was before a moment, as far as nothing can refer to it any more.
    func forget(_ place: Int, beforeSeconds seconds: Int64) {
        moments.withLock { moments in
            let old = moments[place].prefix { $0.seconds < seconds }.count
            if old > 1 { moments[place].removeFirst(old - 1) }
        }
    }

    /// What was lost between two looks at the documentation although it has been there all the time.
    func wronglyLost(
        _ place: Int,
        from before: DocumentedContents,
        to after: DocumentedContents
    ) -> [String] {
        observe()
        let tenants = moments.withLock { $0[place].map(\.tenant) }
        var lost: [String] = []
        for id in before.present.subtracting(after.present) {
            guard let key = tenants.last?.key(of: id.text) else { continue }
            if tenants.allSatisfy({ $0.isLive(key) }) {
                lost.append("tenant \(place): \(key.kind) \(key.ordinal) is lost")
            }
        }
        for (group, members) in before.members {
            guard let key = tenants.last?.key(of: group.text) else { continue }
            for member in members.subtracting(after.members[group] ?? []) {
                guard let memberKey = tenants.last?.key(of: member.text) else { continue }
                let isMember = tenants.allSatisfy {
                    $0.isLive(memberKey) && $0.links(ofGroup: key.ordinal).contains(memberKey)
                }
                if isMember {
                    lost.append(
                        "tenant \(place): group \(key.ordinal) has lost \(memberKey.kind) "
                            + "\(memberKey.ordinal)"
                    )
                }
            }
        }
        return lost
    }
}
