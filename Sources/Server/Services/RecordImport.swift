import Access
import Directory
import Store
import Transport
import Wire

/// The records of one import call: collected as they come and checked one by one, to be published at the end.
struct RecordImport<Kind: RecordKind>: Sendable {
    private(set) var organizationKey = ""
    private(set) var deletesOthers = false
    private(set) var rows: [Kind.Row] = []
    /// The external ids of `rows`.
    private(set) var externalIDs: Set<String> = []
    private(set) var rejected: UInt64 = 0
    private(set) var rejections: [V1.ImportRejection] = []
    private var index: UInt64 = 0
    private let recordsMax: Int

    init(recordsMax: Int = CallLimits.importRecordsMax) {
        self.recordsMax = recordsMax
    }

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
        guard self.rows.count <= recordsMax else {
            throw CallError(
                .requestTooLarge,
                "more than \(recordsMax) records in one import; split it"
            )
        }
    }

    private mutating func add(_ row: Kind.Row) {
        let externalID = row.externalID
        if let (field, reason) = Kind.problem(in: row) {
            reject(externalID, field: field, reason: reason)
        } else if !externalIDs.insert(externalID).inserted {
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
}

/// Receives the messages of an import and answers at their end.
final class ImportReceiver<Kind: RecordKind>: RequestReceiver {
    private let call: Call
    private let state: LoopState
    private var records = RecordImport<Kind>()
    private var hasFailed = false
    private var mayImport = false

    init(_ call: Call, _ state: LoopState) {
        self.call = call
        self.state = state
    }

    func received(_ message: Span<UInt8>) {
        guard !hasFailed else { return }
        do throws(CallError) {
            // Before anything is kept: a stranger's records would fill the memory until the end of the call.
            if !mayImport { _ = try state.commandContext(for: call, needs: .editRecords) }
            mayImport = true
            let request = try V1.ImportRecordsRequest<Kind.Row>(callBytes: message)
            try records.add(
                request.records,
                organizationKey: request.organizationID,
                deletesOthers: request.deleteOthers
            )
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
            guard let handle = call.makeHandle() else { return }
            ImportStep(ImportPublish(records), context, handle).post(.command)
        } catch {
            fail(error)
        }
    }

    func fail(_ error: CallError) {
        hasFailed = true
        call.end(error.status)
    }
}
