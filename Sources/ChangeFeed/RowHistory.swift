import Directory

/// The rows of an organization as they were at a revision that is still in the ring.
enum RowHistory {
    /// Every row at `revision`, as one that did not change.
    ///
    /// - Parameters:
    ///   - organization: Whose rows.
    ///   - revision: As of when.
    ///   - image: The newest image.
    ///   - later: Every revision after `revision`.
    /// - Returns: The rows, old and new alike.
    static func rows(
        of organization: (id: OrganizationID, key: String),
        at revision: Revision,
        in image: any RowImage,
        later: ArraySlice<FeedRevision>
    ) -> [FeedRow] {
        // What a row was before the first of the later revisions that touched it is what it was then.
        var before: [AssetID: FeedRow] = [:]
        for next in later {
            for row in next.rows where row.organization == organization.id {
                if before[row.asset] == nil { before[row.asset] = row }
            }
        }
        var rows: [FeedRow] = []
        let append = { (asset: AssetID, publicID: GUID, bytes: [UInt8]) in
            rows.append(
                FeedRow(
                    revision: revision,
                    organization: organization.id,
                    organizationKey: organization.key,
                    asset: asset,
                    publicID: publicID,
                    old: bytes,
                    new: bytes,
                    mask: []
                )
            )
        }
        for row in before.values.sorted(by: { $0.asset < $1.asset }) {
            if let old = row.old { append(row.asset, row.publicID, old) }
        }
        for kind in GroupKind.allCases {
            _ = image.rows(of: organization.id, kind: kind, from: 0) { asset, publicID, bytes in
                if before[asset] == nil { append(asset, publicID, bytes) }
                return true
            }
        }
        return rows
    }
}

extension FeedRevision {
    /// The net effect of consecutive whole revisions.
    convenience init(merging revisions: [FeedRevision]) {
        guard let first = revisions.first, let last = revisions.last else {
            preconditionFailure("nothing to merge")
        }
        var rows: [FeedRow] = []
        var places: [AssetID: Int] = [:]
        for row in revisions.flatMap(\.rows) {
            guard let place = places[row.asset] else {
                places[row.asset] = rows.count
                rows.append(row)
                continue
            }
            rows[place].merge(row)
        }
        let told = Set(rows.map(\.revision))
        self.init(
            first: first.first,
            number: last.number,
            chain: last.chain,
            changesPolicy: revisions.contains { $0.changesPolicy },
            details: revisions.flatMap(\.details).filter { told.contains($0.revision) },
            // A subscriber that is told the latest only applies them in one, in the order of their revisions.
            rows: rows.sorted { ($0.revision, $0.asset) < ($1.revision, $1.asset) },
            isComplete: revisions.allSatisfy { $0.isComplete }
        )
    }
}

extension FeedRow {
    /// Makes this change and the later one one.
    fileprivate mutating func merge(_ later: FeedRow) {
        revision = later.revision
        organizationKey = later.organizationKey
        new = later.new
        members += later.members
        mask.formUnion(later.mask)
        switch (old, new) {
        case (nil, _): mask = .created
        case (_, nil): mask = .deleted
        case (_?, _?): mask.subtract([.created, .deleted])
        }
    }
}

extension PrincipalGroups {
    /// Takes back a difference that came later; the count may pass below nothing on the way.
    mutating func rewind(_ difference: Int, of asset: AssetID) {
        add(-difference, to: asset)
    }
}
