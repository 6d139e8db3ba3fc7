import Access
import Directory
import Store
import Transport
import Wire

/// What an import did, whatever it imported.
struct ImportResult {
    var created: UInt64 = 0
    var updated: UInt64 = 0
    var unchanged: UInt64 = 0
    var deleted: UInt64 = 0
    var rejected: UInt64 = 0
    var rejections: [V1.ImportRejection] = []
    var revision: UInt64 = 0
}

/// The records of one import call: collected as they come, checked one by one, published together at the end.
struct RecordImport<Kind: RecordKind>: Sendable {
    private(set) var organizationKey = ""
    private(set) var deletesOthers = false
    private var rows: [Kind.Row] = []
    private var seen: Set<String> = []
    private var index: UInt64 = 0
    private var rejected: UInt64 = 0
    private(set) var rejections: [V1.ImportRejection] = []

    /// Takes the records of one message.
    mutating func add(
        _ rows: [Kind.Row],
        organizationKey key: String,
        deletesOthers: Bool
    ) throws(CallError) {
        if organizationKey.isEmpty {
            guard !key.isEmpty else { throw .missing("organization_id") }
            organizationKey = key
        }
        guard key.isEmpty || key == organizationKey else {
            throw .invalid(
                "organization_id",
                "one import is for one organization; begin another call"
            )
        }
        self.deletesOthers = self.deletesOthers || deletesOthers
        for row in rows {
            add(row)
            index += 1
        }
        guard self.rows.count <= CallLimits.importRecordsMax else {
            throw CallError(
                .requestTooLarge,
                "more than \(CallLimits.importRecordsMax) records in one import; split it"
            )
        }
    }

    private mutating func add(_ row: Kind.Row) {
        let externalID = Kind.externalID(of: row)
        if let (field, reason) = Kind.problem(in: row) {
            reject(externalID, field: field, reason: reason)
        } else if !seen.insert(externalID).inserted {
            reject(
                externalID,
                field: "external_id",
                reason: "this import has it already; ids are unique"
            )
        } else {
            rows.append(row)
        }
    }

    private mutating func reject(_ externalID: String, field: String, reason: String) {
        rejected += 1
        guard rejections.count < CallLimits.importRejectionsMax else { return }
        rejections.append(
            V1.ImportRejection {
                $0.index = index
                $0.externalID = externalID
                $0.field = field
                $0.reason = reason
            }
        )
    }

    /// Publishes what was taken, on the writer's thread.
    func publish(_ context: CommandContext, _ publisher: Publisher) throws(CallError)
        -> ImportResult
    {
        let organization = try publisher.organization(organizationKey, for: context.caller)
        var result = ImportResult()
        result.rejected = rejected
        result.rejections = rejections
        var batch = context.batch(.importing)
        do throws(StoreError) {
            let store = publisher.store
            let ids = try Kind.intern(rows.map(Kind.externalID), of: organization, in: store)
            try store.read { reader throws(StoreError) in
                let known = try Kind.records(ids, reader: reader)
                for (row, (id, before)) in zip(rows, zip(ids, known)) {
                    let record = Kind.record(row, of: organization)
                    switch before {
                    case nil: result.created += 1
                    case record: result.unchanged += 1
                    default: result.updated += 1
                    }
                    if before != record { batch.changes.append(Kind.change(id, record)) }
                }
                guard deletesOthers else { return }
                let named = Set(ids)
                for (id, _) in try Kind.all(of: organization, reader: reader)
                where !named.contains(id) {
                    batch.changes.append(Kind.change(id, nil))
                    result.deleted += 1
                }
            }
        } catch {
            throw CallError(error)
        }
        if !batch.changes.isEmpty {
            batch.activity = [
                context.activity(
                    "\(Kind.noun)s imported",
                    subject: organizationKey,
                    organization: organization,
                    detail:
                        "\(result.created) created, \(result.updated) updated, \(result.deleted) deleted"
                )
            ]
        }
        result.revision = try publisher.commit(batch).revision.number
        return result
    }
}

/// Receives the messages of an import and answers at their end.
final class ImportReceiver<Kind: RecordKind, Request: Message>: RequestReceiver {
    private let call: Call
    private let state: LoopState
    private let add: (Request, inout RecordImport<Kind>) throws(CallError) -> Void
    private let answer: @Sendable (ImportResult) -> [UInt8]
    private var records = RecordImport<Kind>()
    private var hasFailed = false
    private var mayImport = false

    init(
        _ call: Call,
        _ state: LoopState,
        add: @escaping (Request, inout RecordImport<Kind>) throws(CallError) -> Void,
        answer: @escaping @Sendable (ImportResult) -> [UInt8]
    ) {
        self.call = call
        self.state = state
        self.add = add
        self.answer = answer
    }

    func received(_ message: Span<UInt8>) {
        guard !hasFailed else { return }
        do throws(CallError) {
            // Before anything is kept: a stranger's records would fill the memory until the end of the call.
            if !mayImport { _ = try state.commandContext(for: call, needs: .editRecords) }
            mayImport = true
            try add(try Request(callBytes: message), &records)
        } catch {
            fail(error)
        }
    }

    func receivedEnd() {
        guard !hasFailed else { return }
        do throws(CallError) {
            let context = try state.commandContext(for: call, needs: .editRecords)
            guard !records.organizationKey.isEmpty else {
                throw CallError.missing("organization_id")
            }
            let records = records
            let answer = answer
            try state.submit(call) { publisher throws(CallError) in
                answer(try records.publish(context, publisher))
            }
        } catch {
            fail(error)
        }
    }

    func fail(_ error: CallError) {
        hasFailed = true
        call.end(error.status)
    }
}
