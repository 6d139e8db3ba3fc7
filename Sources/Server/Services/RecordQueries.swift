import Access
import Directory
import ReadModel
import Store
import Transport
import Wire

/// Lists, looks up and deletes records of one kind; they live in the store, so reads go through the read pool.
enum RecordQueries<Kind: RecordKind> {
    /// A page of records: by name, then by external id.
    static func list(
        _ request: V1.ListRecordsRequest<Kind.Row>,
        _ context: ReadContext
    ) throws(CallError) {
        let organization = try context.organization(request.organizationID)
        let rowsMax: Int?
        do throws(InvalidField) {
            try ListQuery.check(request.contains, field: "contains")
            rowsMax = try ListQuery.rowsMax(
                pageSize: request.pageSize,
                hasToken: !request.pageToken.isEmpty
            )
        } catch {
            throw CallError(error)
        }
        let needle = CaseFolding.folded(request.contains)
        let query = [Kind.Row.noun, request.organizationID, needle]
        let page = try RecordPage(request.pageToken, query: query, context)
        context.streamPooled { reader throws(CallError) -> PooledReply.Part in
            var rows = try matching(needle, of: organization, reader: reader)
            if let last = page.last {
                rows.removeAll { ($0.key.name, $0.key.externalID) <= (last.name, last.externalID) }
            }
            var nextPageToken = ""
            if let rowsMax, rows.count > rowsMax {
                rows.removeSubrange(rowsMax...)
                if let last = rows.last { nextPageToken = page.token(after: last.key) }
            }
            let end = V1.ListRecordsResponse<Kind.Row> {
                $0.nextPageToken = nextPageToken
            }
            return part(of: rows.map(\.record)[...], before: end, revision: try head(reader))
        }
    }

    /// The first of `records` as a message, and the rest as what follows; `end` goes with the last of them.
    private static func part(
        of records: ArraySlice<Kind.Record>,
        before end: V1.ListRecordsResponse<Kind.Row>,
        revision: UInt64
    ) -> PooledReply.Part {
        let rest = records.dropFirst(CallLimits.recordsPerMessage)
        var message = V1.ListRecordsResponse<Kind.Row>()
        if rest.isEmpty {
            message = end
            message.revision = revision
        }
        message.records = records.prefix(CallLimits.recordsPerMessage).map { Kind.row($0) }
        let step: PooledReply.Step = { _ throws(CallError) in
            Self.part(of: rest, before: end, revision: revision)
        }
        return PooledReply.Part(
            message: MessageBytes(message.encoded()),
            next: rest.isEmpty ? nil : step
        )
    }

    static func get(
        _ request: V1.GetRecordRequest<Kind.Row>,
        _ context: ReadContext
    ) throws(CallError) {
        let organization = try context.organization(request.organizationID)
        guard !request.externalID.isEmpty else { throw .missing("external_id") }
        try context.pooled { reader, handle throws(CallError) in
            let record: Kind.Record?
            do throws(StoreError) {
                let id = try Kind.id(request.externalID, of: organization, reader: reader)
                record = try id.flatMap { id throws(StoreError) in
                    try Kind.records([id], reader: reader)[0]
                }
            } catch {
                throw CallError(error)
            }
            guard let record else {
                throw .notFound(Kind.Row.noun, field: "external_id", request.externalID)
            }
            let revision = try head(reader)
            let response = V1.GetRecordResponse<Kind.Row> {
                $0.record = Kind.row(record)
                $0.revision = revision
            }
            handle.respond(MessageBytes(response.encoded()))
        }
    }

    static func delete(
        _ request: V1.DeleteRecordsRequest<Kind.Row>,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.DeleteRecordsResponse<Kind.Row> {
        let organization = try publisher.organization(request.organizationID, for: context.caller)
        guard (1...CallLimits.deletedRecordsMax).contains(request.externalIDs.count) else {
            throw .invalid("external_ids", "must be 1 to \(CallLimits.deletedRecordsMax) ids")
        }
        var response = V1.DeleteRecordsResponse<Kind.Row>()
        var batch = context.batch()
        do throws(StoreError) {
            try publisher.store.read { reader throws(StoreError) in
                for externalID in Set(request.externalIDs).sorted() {
                    guard let id = try Kind.id(externalID, of: organization, reader: reader),
                        try Kind.records([id], reader: reader)[0] != nil
                    else {
                        response.unknownExternalIDs.append(externalID)
                        continue
                    }
                    response.deleted += 1
                    batch.changes.append(Kind.change(id, nil))
                    batch.activity.append(
                        context.activity(
                            "\(Kind.Row.noun) deleted",
                            subject: externalID,
                            organization: organization
                        )
                    )
                }
            }
        } catch {
            throw CallError(error)
        }
        response.revision = try publisher.commit(batch).revision.number
        return response
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
