import Access
import Directory
import ReadModel
import Store
import Transport
import Wire

/// Lists, looks up and deletes records of one kind; they live in the store, so reads go through the read pool.
enum RecordQueries<Kind: RecordKind> {
    /// A page of records: by name, then by external id.
    struct Answer: Sendable {
        var rows: [Kind.Row] = []
        var nextPageToken = ""
        var revision: UInt64 = 0
    }

    static func list(
        of organizationKey: String,
        containing text: String,
        pageSize: UInt32,
        pageToken: String,
        _ context: ReadContext,
        _ send: @escaping @Sendable (Answer) -> [UInt8]
    ) throws(CallError) {
        let organization = try context.organization(organizationKey)
        let rowsMax: Int?
        do throws(InvalidField) {
            try ListQuery.check(text, field: "contains")
            rowsMax = try ListQuery.rowsMax(pageSize: pageSize, hasToken: !pageToken.isEmpty)
        } catch {
            throw CallError(error)
        }
        let needle = CaseFolding.folded(text)
        let page = try RecordPage(pageToken, query: [Kind.noun, organizationKey, needle], context)
        try context.pooled { reader, handle throws(CallError) in
            var rows = try matching(needle, of: organization, reader: reader)
            if let last = page.last {
                rows.removeAll { ($0.key.name, $0.key.externalID) <= (last.name, last.externalID) }
            }
            var answer = Answer()
            answer.revision = try head(reader)
            if let rowsMax, rows.count > rowsMax {
                rows.removeSubrange(rowsMax...)
                if let last = rows.last { answer.nextPageToken = page.token(after: last.key) }
            }
            repeat {
                let count = min(rows.count, CallLimits.recordsPerMessage)
                var part = Answer()
                part.rows = rows.prefix(count).map { Kind.row($0.record) }
                rows.removeFirst(count)
                if rows.isEmpty {
                    part.nextPageToken = answer.nextPageToken
                    part.revision = answer.revision
                }
                guard handle.send(MessageBytes(send(part))) != .cancelled else { return }
            } while !rows.isEmpty
            handle.end(.ok)
        }
    }

    static func get(
        _ externalID: String,
        of organizationKey: String,
        _ context: ReadContext,
        _ send: @escaping @Sendable (Kind.Row, UInt64) -> [UInt8]
    ) throws(CallError) {
        let organization = try context.organization(organizationKey)
        guard !externalID.isEmpty else { throw .missing("external_id") }
        try context.pooled { reader, handle throws(CallError) in
            let record: Kind.Record?
            do throws(StoreError) {
                let id = try Kind.id(externalID, of: organization, reader: reader)
                record = try id.flatMap { id throws(StoreError) in
                    try Kind.records([id], reader: reader)[0]
                }
            } catch {
                throw CallError(error)
            }
            guard let record else {
                throw .notFound(Kind.noun, field: "external_id", externalID)
            }
            handle.respond(MessageBytes(send(Kind.row(record), try head(reader))))
        }
    }

    /// What a deletion did.
    struct Deletion {
        var deleted: UInt64 = 0
        var unknown: [String] = []
        var revision: UInt64 = 0
    }

    static func delete(
        _ externalIDs: [String],
        of organizationKey: String,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> Deletion {
        let organization = try publisher.organization(organizationKey, for: context.caller)
        guard (1...CallLimits.deletedRecordsMax).contains(externalIDs.count) else {
            throw .invalid("external_ids", "must be 1 to \(CallLimits.deletedRecordsMax) ids")
        }
        var deletion = Deletion()
        var batch = context.batch()
        do throws(StoreError) {
            try publisher.store.read { reader throws(StoreError) in
                for externalID in Set(externalIDs).sorted() {
                    guard let id = try Kind.id(externalID, of: organization, reader: reader),
                        try Kind.records([id], reader: reader)[0] != nil
                    else {
                        deletion.unknown.append(externalID)
                        continue
                    }
                    deletion.deleted += 1
                    batch.changes.append(Kind.change(id, nil))
                    batch.activity.append(
                        context.activity(
                            "\(Kind.noun) deleted",
                            subject: externalID,
                            organization: organization
                        )
                    )
                }
            }
        } catch {
            throw CallError(error)
        }
        deletion.revision = try publisher.commit(batch).revision.number
        return deletion
    }

    private static func matching(
        _ needle: String,
        of organization: OrganizationID,
        reader: StoreReader
    ) throws(CallError) -> [(key: RecordPage.Key, record: Kind.Record)] {
        let all: [(id: Kind.ID, record: Kind.Record)]
        do throws(StoreError) {
            all = try Kind.all(of: organization, reader: reader)
        } catch {
            throw CallError(error)
        }
        let found = all.map(\.record).filter { record in
            needle.isEmpty
                || Kind.texts(of: record).contains { CaseFolding.folded($0).contains(needle) }
        }
        return
            found
            .map { record in
                let key = Kind.sortKey(of: record)
                return (RecordPage.Key(name: key.name, externalID: key.externalID), record)
            }
            .sorted { ($0.0.name, $0.0.externalID) < ($1.0.name, $1.0.externalID) }
    }

    private static func head(_ reader: StoreReader) throws(CallError) -> UInt64 {
        do throws(StoreError) {
            return try reader.head().revision.number
        } catch {
            throw CallError(error)
        }
    }
}

extension ReadContext {
    /// Answers from the read pool; the call waits there, the loop goes on.
    func pooled(
        _ body: @escaping @Sendable (StoreReader, CallHandle) throws(CallError) -> Void
    ) throws(CallError) {
        guard let handle = call.makeHandle() else { return }
        let submitted = state.core.readPool.submit { reader in
            guard !handle.isCancelled else {
                handle.end(.ok)
                return
            }
            do throws(CallError) {
                try body(reader, handle)
            } catch {
                handle.end(error.status)
            }
        }
        guard submitted != .queued else { return }
        handle.end(CallError.busy("reads").status)
    }
}

extension Publisher {
    /// The organization with this key, if the caller may see it.
    func organization(_ key: String, for caller: Caller) throws(CallError) -> OrganizationID {
        guard !key.isEmpty else { throw .missing("organization_id") }
        guard let id = snapshot.policy.organization(withKey: key), caller.visible.contains(id)
        else {
            throw .notFound("organization", field: "organization_id", key)
        }
        return id
    }
}
