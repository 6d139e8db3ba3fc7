import Directory
import Store
import Synchronization

/// The members that a round has named and that its streams need not describe.
///
/// Those of no stream come with their types exactly as Graph wrote them: nothing else tells the type of one that may not
/// be looked up, or whose type is newer than this program. Of the others it keeps whom nothing has described before.
final class OtherMembers: Sendable {
    private struct State {
        var types: [GUID: String] = [:]
        var newcomers: Set<GUID> = []
    }

    private let state = Mutex(State())

    /// Past it the types of further ones are only known as unknown.
    static let countMax = 200_000

    init() {}

    func note(_ memberships: [StagedMembership]) {
        let others = memberships.filter { membership in
            membership.isMember && !ObjectType(odataType: membership.odataType).hasStream
        }
        guard !others.isEmpty else { return }
        state.withLock { state in
            for membership in others where state.types.count < Self.countMax {
                state.types[membership.member] = membership.odataType
            }
        }
    }

    /// Notes a user or a device that nothing has described.
    func noteNewcomer(_ member: GUID) {
        state.withLock { state in
            if state.newcomers.count < SyncLimits.newcomersMax { state.newcomers.insert(member) }
        }
    }

    func type(of member: GUID) -> String? { state.withLock { $0.types[member] } }

    var newcomers: [GUID] { state.withLock { $0.newcomers.sorted() } }
}
