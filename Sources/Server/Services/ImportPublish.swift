import Directory
import Store
import Transport
import Wire

/// The records of an import on their way into the store: in their order, so many with each publish, deletions last.
///
/// Whatever stops it leaves what was published until then, and importing everything again does the rest. Other commands
/// have their turn between two publishes; what one of them does to a record that was published already stands.
struct ImportPublish<Kind: RecordKind>: Sendable {
    private let records: RecordImport<Kind>
    private let recordsPerPublishMax: Int
    private(set) var result = V1.ImportRecordsResponse<Kind.Row>()
    private var publishedCount = 0
    /// What the import does not name and has to delete; known once everything else is published.
    private var others: [Kind.ID]?
    private var lookedAtOthersCount = 0

    init(
        _ records: RecordImport<Kind>,
        recordsPerPublishMax: Int = CallLimits.importRecordsPerPublishMax
    ) {
        self.records = records
        self.recordsPerPublishMax = recordsPerPublishMax
        result.rejected = records.rejected
        result.rejections = records.rejections
    }

    /// What has been done so far, for whoever has to repeat the import; empty while nothing was published.
    var standing: String {
        guard result.revision > 0 else { return "" }
        return "; \(publishedCount) records were imported and \(result.deleted) deleted before "
            + "that, import all again for the rest"
    }

    /// Publishes the next records, on the writer's thread.
    ///
    /// - Returns: Whether that was the last publish. The import is as it was before when this throws.
    mutating func publishNext(
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> Bool {
        let organization = try publisher.organization(records.organizationKey, for: context.caller)
        var next = self
        var batch = context.batch(.importing)
        do throws(StoreError) {
            try next.addRows(of: organization, in: publisher.store, to: &batch)
            try next.addDeletions(of: organization, in: publisher.store, to: &batch)
            if !batch.changes.isEmpty {
                batch.activity = [next.activity(since: result, organization, context)]
            }
            next.result.revision = try publisher.publish(batch).revision.number
        } catch {
            let isFirst = result.revision == 0
            throw CallError(
                error,
                outcome: isFirst ? "nothing was changed" : "nothing more was changed"
            )
        }
        self = next
        return next.isComplete
    }

    private var isComplete: Bool {
        guard publishedCount == records.rows.count else { return false }
        return !records.deletesOthers || lookedAtOthersCount == others?.count
    }

    private mutating func addRows(
        of organization: OrganizationID,
        in store: Store,
        to batch: inout ChangeBatch
    ) throws(StoreError) {
        let rows = records.rows.dropFirst(publishedCount).prefix(recordsPerPublishMax)
        let ids = try Kind.intern(rows.map(\.externalID), of: organization, in: store)
        let known = try store.read { reader throws(StoreError) in
            try Kind.records(ids, reader: reader)
        }
        for (row, (id, before)) in zip(rows, zip(ids, known)) {
            let record = Kind.record(row, of: organization)
            switch before {
            case nil: result.created += 1
            case record: result.unchanged += 1
            default: result.updated += 1
            }
            if before != record { batch.changes.append(Kind.change(id, record)) }
        }
        publishedCount += rows.count
    }

    /// Adds as many deletions as the rows have left room for; none before the last row.
    private mutating func addDeletions(
        of organization: OrganizationID,
        in store: Store,
        to batch: inout ChangeBatch
    ) throws(StoreError) {
        let room = recordsPerPublishMax - batch.changes.count
        guard records.deletesOthers, publishedCount == records.rows.count, room > 0 else { return }
        if others == nil { others = try unnamed(of: organization, in: store) }
        let ids = Array((others ?? []).dropFirst(lookedAtOthersCount).prefix(room))
        let known = try store.read { reader throws(StoreError) in
            try Kind.records(ids, reader: reader)
        }
        // Another command may have deleted it since the others were counted.
        for (id, record) in zip(ids, known) where record != nil {
            batch.changes.append(Kind.change(id, nil))
            result.deleted += 1
        }
        lookedAtOthersCount += ids.count
    }

    private func unnamed(
        of organization: OrganizationID,
        in store: Store
    ) throws(StoreError) -> [Kind.ID] {
        try store.read { reader throws(StoreError) in
            try Kind.all(of: organization, reader: reader)
                .filter { !records.externalIDs.contains(Kind.externalID(of: $0.record)) }
                .map(\.id)
        }
    }

    /// The activity log's row for one publish.
    private func activity(
        since before: V1.ImportRecordsResponse<Kind.Row>,
        _ organization: OrganizationID,
        _ context: CommandContext
    ) -> ActivityRecord {
        let created = result.created - before.created
        let updated = result.updated - before.updated
        let deleted = result.deleted - before.deleted
        return context.activity(
            "\(Kind.Row.plural) imported",
            subject: records.organizationKey,
            organization: organization,
            detail: "\(created) created, \(updated) updated, \(deleted) deleted"
        )
    }
}

/// One publish of an import after the other on the writer's thread, until the call is answered.
struct ImportStep<Kind: RecordKind>: Sendable {
    private var publish: ImportPublish<Kind>
    private let context: CommandContext
    private let handle: CallHandle

    init(_ publish: ImportPublish<Kind>, _ context: CommandContext, _ handle: CallHandle) {
        self.publish = publish
        self.context = context
        self.handle = handle
    }

    /// Hands the next publish in: the first one of an import as a command, further ones as steps, behind all commands.
    func post(_ priority: Writer<WriterState>.Priority) {
        context.core.writer.post(priority, for: handle, standing: publish.standing) {
            publisher throws(CallError) in
            var next = self
            if try next.publish.publishNext(context, publisher) {
                handle.respond(MessageBytes(next.publish.result.encoded()))
            } else {
                next.post(.step)
            }
        }
    }
}
