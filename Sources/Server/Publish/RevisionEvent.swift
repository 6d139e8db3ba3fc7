import Directory
import ReadModel

/// What became of one documented group in a publish.
typealias RowEvent = RowChange

/// What one revision changed of one organization, as subscribers are told.
struct RevisionEvent: Sendable {
    let organization: OrganizationID
    /// Ascending by asset.
    let rows: [RowEvent]
}
