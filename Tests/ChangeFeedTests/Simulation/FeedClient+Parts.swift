import Access
import ChangeFeed
import Directory
import Wire

extension FeedClient {
    /// What no field of a row shows.
    static let partsBesideRows: Set<V1.ChangedPart> = [.access, .customFields]

    /// Whatever changed beside the rows of groups in view was told, and nothing else: revision by revision, where
    /// what the principal may see stood still.
    ///
    /// - Parameters:
    ///   - told: The parts of every row change of the message, and of those before it that it completes.
    ///   - start: Where the client stood before.
    ///   - world: As it is now.
    mutating func checkParts(
        _ told: [String: [V1.ChangedPart]],
        since start: V1.ResumePoint,
        _ world: FeedWorld
    ) {
        let visible = world.state(at: Revision(point.policyRevision)).visible
        guard request.delivery != .latestPerKey, request.fields.isEmpty,
            start.completeThrough > 0, start.completeThrough < point.completeThrough,
            visible == world.state(at: Revision(start.policyRevision)).visible
        else { return }
        if case .group? = request.filter?.principal { return }
        for revision in world.revisions[Int(start.completeThrough)..<Int(point.completeThrough)] {
            let before = world.state(at: Revision(revision.number.number - 1)).groups
            let after = world.state(at: revision.number).groups
            for row in revision.rows {
                guard let old = before[row.asset], let new = after[row.asset],
                    FeedModel.passes(row.asset, old, request, visible),
                    FeedModel.passes(row.asset, new, request, visible)
                else { continue }
                var expected: Set<V1.ChangedPart> = []
                if old.fieldChanges != new.fieldChanges { expected.insert(.customFields) }
                let isListShown =
                    visible.isOfClientUser
                    ? old.clientListChanges != new.clientListChanges
                    : old.listChanges != new.listChanges
                if isListShown { expected.insert(.access) }
                let parts = told["\(revision.number.number) \(new.row.id)"] ?? []
                expect(
                    Self.partsBesideRows.intersection(parts) == expected,
                    "I5: \(new.row.id) at \(revision.number.number) is told with \(parts), not \(expected)"
                )
                partCount += expected.count
            }
        }
    }
}
