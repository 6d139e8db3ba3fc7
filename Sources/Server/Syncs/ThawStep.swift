import Directory
import Logging
import Store
import Sync

/// Brings a tenant's groups up to date after the settings began to follow more of them: step by step, in bounded publishes.
///
/// What Entra said last of each group is handed in again as a change; the router finds that the group is open now, gives
/// it an asset if it has none, and takes over what waited. Until the last step the tenant's state carries a note, so that a
/// restart goes on.
struct ThawStep: Sendable {
    let tenant: TenantID
    let logger: Logger
    /// The last group that was looked at.
    var last: GUID?

    /// The note in the tenant's state that says a thaw is due.
    static let note: [UInt8] = [1]

    /// Groups that one step looks at; each may bring all of its members.
    private static let groupsMax = 500

    init(tenant: TenantID, logger: Logger) {
        self.tenant = tenant
        self.logger = logger
    }

    func post(to writer: Writer<WriterState>) {
        _ = writer.post(.step) { state in
            do throws(StoreError) {
                guard let next = try run(state.publisher) else { return }
                next.post(to: writer)
            } catch {
                logger.error("groups that were switched on wait for the next start: \(error)")
            }
        }
    }

    /// Looks at one batch; answers where the next begins, or `nil` at the end.
    private func run(_ publisher: Publisher) throws(StoreError) -> ThawStep? {
        let objects = try publisher.store.read { reader throws(StoreError) in
            try reader.mirroredObjects(of: tenant, after: last, limit: Self.groupsMax)
        }
        var batch = ChangeBatch(.sync)
        for object in objects where object.type == .group {
            guard let properties = object.properties else { continue }
            batch.changes.append(.object(object.id, properties))
        }
        if let end = objects.last?.entraID {
            if !batch.changes.isEmpty { _ = try publisher.publish(batch) }
            var next = self
            next.last = end
            return next
        }
        let state = try publisher.store.read { reader throws(StoreError) in
            try reader.tenantState(of: tenant)
        }
        if var state {
            state.notes = []
            batch.tenantStates[tenant] = state
            _ = try publisher.publish(batch)
        }
        return nil
    }
}
