public import Directory
public import Store

/// All that waits for a tenant's documentation, as the changes that would bring it up to date, in bounded batches.
///
/// First users, devices and other members, then groups: so nobody is in a group before they are described. A publish
/// that is handed a group takes over its pending memberships by itself, and documents what may be documented now.
public struct PendingWalk: Sendable {
    /// Where the next batch begins.
    public enum Position: Hashable, Sendable {
        case members(after: ObjectID?)
        case groups(after: GUID?)

        public static let start = Position.members(after: nil)
    }

    /// The changes of one batch, and where the next one begins; `nil` at the end.
    public struct Batch: Sendable {
        public var changes: [Change] = []
        public var next: Position?
    }

    /// Which groups are among the changes.
    public enum Groups: Sendable {
        case withPending
        /// Those too that are documented from now on, of which nothing waits.
        case all
    }

    private let store: Store
    private let tenant: TenantID
    private let groups: Groups

    public init(store: Store, tenant: TenantID, groups: Groups) {
        self.store = store
        self.tenant = tenant
        self.groups = groups
    }

    public func batch(at position: Position) throws(StoreError) -> Batch {
        try store.read { reader throws(StoreError) in
            switch position {
            case .members(let last): try members(after: last, reader)
            case .groups(let last): try groups(after: last, reader)
            }
        }
    }

    private func members(after last: ObjectID?, _ reader: StoreReader) throws(StoreError) -> Batch {
        let limit = SyncLimits.objectsPerStepMax
        let ids = try reader.objectsWithPending(in: tenant, after: last, limit: limit)
        var batch = Batch(next: ids.last.map { .members(after: $0) } ?? .groups(after: nil))
        for case let object? in try reader.mirrored(ids)
        where object.type != .group && object.pending != nil {
            batch.changes.append(.object(object.id, object.properties))
        }
        return batch
    }

    private func groups(after last: GUID?, _ reader: StoreReader) throws(StoreError) -> Batch {
        let objects = try reader.mirroredObjects(
            of: tenant,
            after: last,
            limit: SyncLimits.pendingGroupsPerStepMax
        )
        guard let end = objects.last?.entraID else { return Batch() }
        var batch = Batch(next: .groups(after: end))
        for object in objects where object.type == .group {
            switch (groups, object.pending) {
            case (_, .some):
                batch.changes.append(.object(object.id, object.properties))
            case (.all, nil):
                guard let properties = object.properties else { continue }
                batch.changes.append(.object(object.id, properties))
            case (.withPending, nil):
                let waiting = try reader.pendingMembers(of: object.id)
                guard !waiting.isEmpty, let properties = object.properties else { continue }
                batch.changes.append(.object(object.id, properties))
            }
        }
        return batch
    }
}
