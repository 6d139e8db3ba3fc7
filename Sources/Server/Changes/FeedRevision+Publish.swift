import ChangeFeed
import Directory
import ReadModel
import Store

extension FeedRevision {
    /// What subscribers are told of a publish that was committed.
    convenience init(
        _ published: Published,
        of batch: ChangeBatch,
        drafts: [OrganizationPublish],
        changesPolicy: Bool,
        organizationKeys: (OrganizationID) -> String
    ) {
        var rows: [FeedRow] = []
        for draft in drafts {
            let organization = draft.image.organization
            let key = organizationKeys(organization)
            for row in draft.rows {
                rows.append(
                    FeedRow(
                        revision: published.revision,
                        organization: organization,
                        organizationKey: key,
                        asset: row.asset,
                        publicID: row.publicID,
                        old: row.old,
                        new: row.new,
                        mask: row.mask,
                        members: row.members
                    )
                )
            }
        }
        self.init(
            number: published.revision,
            chain: published.chain.bytes,
            changesPolicy: changesPolicy,
            details: [
                RevisionDetails(
                    revision: published.revision,
                    time: published.time,
                    cause: batch.cause,
                    runID: batch.run.map { String($0.rawValue) } ?? "",
                    actor: batch.actor
                )
            ],
            rows: rows,
            isComplete: drafts.allSatisfy(\.hasAllMembers)
        )
    }
}
