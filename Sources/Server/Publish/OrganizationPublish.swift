import Directory
import ReadModel
import Store

/// What one publish makes of one organization: drafted, and waiting for the commit.
struct OrganizationPublish {
    let image: OrganizationSnapshot
    let matches: [(object: ObjectID, match: Match)]
    let rows: [RowChange]
    /// What became of the rows' members is all there, and not too much to be told one by one.
    let hasAllMembers: Bool

    /// Adds the matches, the rows that have to be stored anew and the change log's records.
    func add(to publication: inout Publication) {
        for (object, match) in matches { publication.addMatch(match, of: object) }
        for row in rows {
            if row.isRowChanged { publication.addRow(row.new, of: row.asset) }
            publication.addRecord(of: row.asset, in: image.organization, mask: row.mask)
        }
    }

    var event: RevisionEvent {
        RevisionEvent(organization: image.organization, rows: rows)
    }
}
