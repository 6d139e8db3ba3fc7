import Directory
import Store

/// What a producer, a sync or a command, hands to the publish: the changes, and what is stored along with them.
struct ChangeBatch: Sendable {
    var cause: Cause
    var changes: [Change] = []
    /// The key of the principal behind a command; empty for the service itself.
    var actor = ""
    var run: RunID?
    /// Nothing of the tenant has been observed before: no group's `updated` moves.
    var isFirstImport = false
    /// The changes are what waits: the memberships of whatever is gone have ended there already.
    var comesFromPending = false
    /// Where the tenant's streams stand once this is published.
    var tenantStates: [TenantID: TenantState] = [:]
    /// Tenants whose pending differences are dropped first.
    var tenantsWithoutPending: [TenantID] = []
    var runs: [RunID: RunRecord] = [:]
    /// Of how many groups the run's own log tells what this publish changed.
    var runNotesMax = 0
    var activity: [ActivityRecord] = []
    /// Sealed credentials by integration; `nil` removes one.
    var credentials: [(key: String, sealed: [UInt8]?)] = []

    init(_ cause: Cause, _ changes: [Change] = [], actor: String = "", run: RunID? = nil) {
        self.cause = cause
        self.changes = changes
        self.actor = actor
        self.run = run
    }
}
