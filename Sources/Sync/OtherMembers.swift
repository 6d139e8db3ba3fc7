import Directory
import Store
import Synchronization

/// The members of no stream that a round has named, with their types exactly as Graph wrote them.
///
/// Nothing else tells the type of one that may not be looked up, or whose type is newer than this program.
final class OtherMembers: Sendable {
    private let types = Mutex<[GUID: String]>([:])

    /// Past it the types of further ones are only known as unknown.
    static let countMax = 200_000

    init() {}

    func note(_ memberships: [StagedMembership]) {
        let others = memberships.filter { membership in
            membership.isMember && !ObjectType(odataType: membership.odataType).hasStream
        }
        guard !others.isEmpty else { return }
        types.withLock { types in
            for membership in others where types.count < Self.countMax {
                types[membership.member] = membership.odataType
            }
        }
    }

    func type(of member: GUID) -> String? { types.withLock { $0[member] } }
}
