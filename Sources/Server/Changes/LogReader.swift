import ChangeFeed
import Directory
import ReadModel
import Store

/// Reads the log of changes from the store, for subscribers that are behind what is in memory.
///
/// What it answers is what the publisher told of the same revisions.
struct LogReader {
    private let reader: StoreReader
    private var members: MemberEventReader

    init(_ reader: StoreReader) {
        self.reader = reader
        members = MemberEventReader(reader)
    }

    /// The parts of the log from `position` on, within the bounds of one page; at least one row, if there is one.
    mutating func parts(from position: FeedPosition) throws(StoreError) -> [FeedRevision] {
        let start =
            position.row > 0
            ? LogPosition(revision: position.complete.next, sequence: position.row - 1)
            : LogPosition(after: position.complete)
        let page = try reader.changes(after: start, limit: LogReadLimits.rowsPerPage)
        let revisions = try reader.revisions(
            after: position.complete,
            limit: LogReadLimits.revisionsPerPage
        )
        var parts: [FeedRevision] = []
        var byteCount = 0
        var changes = page.changes[...]
        for info in revisions {
            let isWhole = info.revision <= page.completeThrough
            var rows: [FeedRow] = []
            let firstRow = changes.first.map { $0.position.sequence } ?? position.row
            while let change = changes.first, change.position.revision == info.revision,
                byteCount < LogReadLimits.bytesPerPage
            {
                let row = try row(of: change, info)
                byteCount += row.memoryBytes
                rows.append(row)
                changes.removeFirst()
            }
            let isLast = isWhole && changes.first?.position.revision != info.revision
            guard isLast || !rows.isEmpty else { break }
            parts.append(
                FeedRevision(
                    number: info.revision,
                    chain: info.chain.bytes,
                    changesPolicy: info.changedPolicy,
                    details: [RevisionDetails(info)],
                    firstRow: parts.isEmpty ? position.row : rows.isEmpty ? 0 : firstRow,
                    isLast: isLast,
                    rows: rows
                )
            )
            guard isLast, byteCount < LogReadLimits.bytesPerPage else { break }
        }
        return parts
    }

    private mutating func row(
        of change: LoggedChange,
        _ info: RevisionInfo
    ) throws(StoreError) -> FeedRow {
        guard let identity = try reader.identity(of: change.asset) else {
            preconditionFailure("the log names an asset that was never given out")
        }
        return FeedRow(
            revision: info.revision,
            organization: change.organization,
            organizationKey: try reader.organizationKey(of: change.organization) ?? "",
            asset: change.asset,
            publicID: identity.publicID,
            old: change.old,
            new: change.new,
            mask: change.mask,
            members: try members.events(of: identity.object, change, info)
        )
    }
}

/// The bounds of one read of the log.
enum LogReadLimits {
    static let rowsPerPage = 2000
    static let revisionsPerPage = 1000
    static let bytesPerPage = 4 << 20
}

extension FeedRow {
    /// About what it takes in memory.
    fileprivate var memoryBytes: Int {
        (old?.count ?? 0) + (new?.count ?? 0) + members.count * 176 + 160
    }
}

extension RevisionDetails {
    init(_ info: RevisionInfo) {
        self.init(
            revision: info.revision,
            time: info.time,
            cause: info.cause,
            runID: info.run.map { String($0.rawValue) } ?? "",
            actor: info.actor
        )
    }
}
