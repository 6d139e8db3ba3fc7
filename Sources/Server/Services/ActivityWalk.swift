import Access
import Directory
import ReadModel
import Store
import Wire

/// A walk down the activity log, newest first, past whatever the caller may not see or did not ask for.
///
/// It reads in bounded batches: memory does not grow with the log, nor with how little of it fits.
struct ActivityWalk: Sendable {
    let query: ActivityQuery
    /// Folded part of a text; empty: any.
    let needle: String
    let caller: Caller
    let snapshot: Snapshot
    /// The entry that was looked at last; `nil` at the beginning.
    var last: Int64?

    private static let batchSize = 500

    init(query: ActivityQuery, needle: String, caller: Caller, snapshot: Snapshot) {
        self.query = query
        self.needle = needle
        self.caller = caller
        self.snapshot = snapshot
    }

    /// The next entries that fit, at most `count` of them; none at the end.
    mutating func next(
        _ count: Int,
        _ reader: StoreReader
    ) throws(CallError) -> [LoggedActivity] {
        var found: [LoggedActivity] = []
        while found.count < count {
            let batch: [LoggedActivity]
            do throws(StoreError) {
                batch = try reader.activity(query, before: last, limit: Self.batchSize)
            } catch {
                throw CallError(error)
            }
            for entry in batch where found.count < count {
                last = entry.id
                if isWanted(entry.record) { found.append(entry) }
            }
            if batch.count < Self.batchSize { break }
        }
        return found
    }

    /// Whether another entry follows.
    func hasMore(_ reader: StoreReader) throws(CallError) -> Bool {
        var walk = self
        return try !walk.next(1, reader).isEmpty
    }

    private func isWanted(_ record: ActivityRecord) -> Bool {
        guard isVisible(record) else { return false }
        guard !needle.isEmpty else { return true }
        let texts =
            [record.subject, record.detail, record.action]
            + record.changes.flatMap { [$0.field, $0.before, $0.after] }
        return texts.contains { CaseFolding.folded($0).contains(needle) }
    }

    /// Acts that belong to no organization are told to those who see all of them.
    private func isVisible(_ record: ActivityRecord) -> Bool {
        guard let organization = record.organization else {
            return caller.visible.organizations == .all
        }
        guard caller.visible.contains(organization) else { return false }
        guard let asset = record.asset else { return true }
        guard let facts = snapshot.organizations[organization]?.facts(of: asset) else {
            return true
        }
        return caller.visible.contains(asset, of: facts.kind, in: organization)
    }

    func message(_ entry: LoggedActivity) -> V1.ActivityEntry {
        let record = entry.record
        return V1.ActivityEntry {
            $0.id = UInt64(entry.id)
            $0.time = Google.Timestamp(record.time)
            $0.actor = record.actor
            $0.action = record.action
            $0.subject = record.subject
            $0.detail = record.detail
            $0.address = record.address
            $0.revision = entry.revision?.number ?? 0
            $0.changes = record.changes.map { change in
                V1.ActivityChange {
                    $0.field = change.field
                    $0.before = change.before
                    $0.after = change.after
                }
            }
            guard let organization = record.organization else { return }
            $0.organizationID = snapshot.policy.organizations[organization]?.key ?? ""
            guard let asset = record.asset else { return }
            $0.groupID =
                snapshot.organizations[organization]?.facts(of: asset)?.publicID.text ?? ""
        }
    }
}
