import Access
import Cryptography
import Directory
import Wire

/// How far the snapshot of one subscriber has come.
///
/// It keeps the image that it began on, so every row is as of one revision however long it takes.
struct SnapshotProgress {
    let image: any RowImage
    let visible: VisibleSet
    /// Where the filter's principal is a member; `nil` without such a filter.
    let groups: PrincipalGroups?
    private let organizations: [(id: OrganizationID, key: String)]
    private var organizationIndex = 0
    private var kindIndex = 0
    private var place = 0
    private var count: UInt64 = 0
    private let digest = RunningDigest()

    init(_ plan: SubscriptionPlan, image: any RowImage, visible: VisibleSet) {
        self.image = image
        self.visible = visible
        organizations = image.organizations.filter {
            plan.filter.covers($0.id) && visible.contains($0.id)
        }
        if let principal = plan.filter.principal {
            groups =
                plan.filter.organizations?.first.map { image.groups(of: principal, in: $0) }
                ?? PrincipalGroups()
        } else {
            groups = nil
        }
    }

    enum Next {
        /// The contents of a `SnapshotChunk`.
        case chunk([UInt8])
        /// Enough has been looked at for one step.
        case pause
        /// The contents of the `SnapshotEnd`.
        case end([UInt8])
    }

    mutating func next(_ plan: SubscriptionPlan) -> Next {
        var chunk: [UInt8] = []
        var rowsSeen = 0
        while organizationIndex < organizations.count {
            let organization = organizations[organizationIndex]
            var rows: [UInt8] = []
            let isAtEnd = gather(plan, organization, into: &rows, after: chunk.count, &rowsSeen)
            if !rows.isEmpty {
                var writer = WireWriter()
                writer.tag(1, .lengthDelimited)
                writer.lengthDelimited(organization.key)
                writer.raw(rows)
                chunk.appendRecord(1, writer.bytes)
            }
            guard isAtEnd else { return chunk.isEmpty ? .pause : .chunk(chunk) }
            organizationIndex += 1
            kindIndex = 0
        }
        if !chunk.isEmpty { return .chunk(chunk) }
        return .end(
            V1.SnapshotEnd {
                $0.revision = image.revision.number
                $0.count = count
                $0.checksum = digest.finish()
            }.encoded()
        )
    }

    /// Appends rows of one organization as records while there is room; `true` when it has no more.
    private mutating func gather(
        _ plan: SubscriptionPlan,
        _ organization: (id: OrganizationID, key: String),
        into rows: inout [UInt8],
        after chunkBytes: Int,
        _ rowsSeen: inout Int
    ) -> Bool {
        let roomBytes = plan.batchBytes - chunkBytes - organization.key.utf8.count - 128
        while kindIndex < GroupKind.allCases.count {
            let kind = GroupKind.allCases[kindIndex]
            let rest = image.rows(of: organization.id, kind: kind, from: place) {
                asset,
                publicID,
                kept in
                guard rowsSeen < FeedLimits.rowsPerStep else { return false }
                let row = visible.shown(kept, in: organization.id)
                if visible.contains(asset, of: kind, in: organization.id),
                    groups?.contains(asset) ?? true,
                    plan.filter.passes(row, publicID: publicID, in: organization.id)
                {
                    let shaped = plan.shape.applied(to: row)
                    let isFirst = rows.isEmpty && chunkBytes == 0
                    guard isFirst || rows.count + shaped.count + 8 <= roomBytes else {
                        return false
                    }
                    rows.appendRecord(2, shaped)
                    digest.add(shaped)
                    count += 1
                }
                rowsSeen += 1
                return true
            }
            if let rest {
                place = rest
                return false
            }
            place = 0
            kindIndex += 1
        }
        return true
    }
}

/// SHA-256 over rows, each behind its length as four bytes.
private final class RunningDigest {
    private var digest = SHA256()

    func add(_ row: [UInt8]) {
        let count = UInt32(row.count)
        let length = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> UInt32($0)) }
        digest.update(length.span)
        digest.update(row.span)
    }

    func finish() -> [UInt8] {
        var finished = SHA256()
        swap(&finished, &digest)
        return finished.finalize()
    }
}
