import Directory
import Logging
import Store
import Sync

/// Brings a tenant up to date after a hold was released or the settings began to follow more of its groups: step by
/// step, in bounded publishes.
///
/// What Entra said last is handed in again as a change; the router finds that it may be documented now, gives a group an
/// asset if it has none, and takes over what waited. Until the last step the tenant's state carries a note, so that a
/// restart goes on.
struct ThawStep: Sendable {
    let tenant: TenantID
    let logger: Logger
    /// Where this step begins.
    var position = PendingWalk.Position.start

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
                logger.error("what waits to be documented waits for the next start: \(error)")
            }
        }
    }

    /// Publishes one batch; answers where the next begins, or `nil` at the end.
    func run(_ publisher: Publisher) throws(StoreError) -> ThawStep? {
        let walk = PendingWalk(store: publisher.store, tenant: tenant, groups: .all)
        let batch = try walk.batch(at: position)
        if !batch.changes.isEmpty {
            var waiting = ChangeBatch(.sync, batch.changes)
            waiting.comesFromPending = true
            _ = try publisher.publish(waiting)
        }
        if let next = batch.next {
            var step = self
            step.position = next
            return step
        }
        let state = try publisher.store.read { reader throws(StoreError) in
            try reader.tenantState(of: tenant)
        }
        if var state {
            state.notes = []
            var closing = ChangeBatch(.sync)
            closing.tenantStates[tenant] = state
            _ = try publisher.publish(closing)
        }
        return nil
    }
}
