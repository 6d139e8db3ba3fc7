import Directory
import Synchronization

/// The ids of directory objects that were met lately, by tenant and Entra id.
///
/// It holds only what is committed, and is emptied when it is full: ids never change.
final class IdentityCache: Sendable {
    struct Key: Hashable {
        var tenant: TenantID
        var entraID: GUID

        /// Entra ids are random already: mixing their words is enough, and far cheaper.
        func hash(into hasher: inout Hasher) {
            hasher.combine(entraID.low ^ entraID.high &+ UInt64(tenant.rawValue))
        }
    }

    private let capacity: Int
    private let entries = Mutex<[Key: ObjectID]>([:])

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// What is known of `keys`, with `nil` for the others.
    func lookUp(_ entraIDs: some Collection<GUID>, in tenant: TenantID) -> [ObjectID?] {
        entries.withLock { entries in
            entraIDs.map { entries[Key(tenant: tenant, entraID: $0)] }
        }
    }

    func insert(_ found: [(GUID, ObjectID)], in tenant: TenantID) {
        entries.withLock { entries in
            if entries.count + found.count > capacity { entries.removeAll(keepingCapacity: true) }
            for (entraID, id) in found { entries[Key(tenant: tenant, entraID: entraID)] = id }
        }
    }
}
