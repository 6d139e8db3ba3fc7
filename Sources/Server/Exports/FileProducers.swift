import Directory
import Documents
import ReadModel
import Wire

/// One group with its members as CSV or JSON.
final class GroupFileProducer: ExportProducer {
    private let format: FileFormat
    private let group: (row: V1.GroupRow, detail: V1.GroupDetail)
    private let subject: ExportSubject
    private let columns: CustomColumns
    private var reader: MemberReader
    private var json = JSONStream()
    private var openArray = ""
    private var doneCount = 0
    private var isBegun = false

    /// - Throws: That the caller cannot see the group.
    init(
        _ asset: AssetID,
        id: String,
        subject: ExportSubject,
        format: FileFormat
    ) throws(CallError) {
        guard let facts = subject.image.facts(of: asset), let group = subject.group(asset) else {
            throw .notFound("group", field: "id", id)
        }
        self.group = group
        self.subject = subject
        self.format = format
        columns = subject.customColumns(of: facts.kind)
        reader = MemberReader(asset, of: facts.kind, subject: subject)
    }

    func next() throws(CallError) -> ExportPart {
        let rows = reader.next()
        doneCount += rows?.count ?? 0
        var part = ExportPart(
            done: UInt64(doneCount),
            total: UInt64(reader.totalCount),
            isLast: rows == nil
        )
        switch format {
        case .csv: part.bytes = csv(rows)
        case .json: part.bytes = jsonBytes(rows)
        }
        isBegun = true
        return part
    }

    private func csv(_ rows: MemberReader.Rows?) -> [UInt8] {
        var bytes: [UInt8] = []
        if !isBegun {
            CSVText.append(GroupTable.header + columns.header, to: &bytes)
            let custom = columns.record(group.detail.customFields)
            CSVText.append(GroupTable.record(group.row) + custom, to: &bytes)
        }
        // Members have no custom fields.
        let none = columns.record([])
        switch rows {
        case .members(let rows):
            for row in rows { CSVText.append(GroupTable.record(row) + none, to: &bytes) }
        case .nestedGroups(let rows):
            for row in rows { CSVText.append(GroupTable.record(row) + none, to: &bytes) }
        case .devices(let rows):
            for row in rows { CSVText.append(GroupTable.record(row) + none, to: &bytes) }
        case nil: break
        }
        return bytes
    }

    private func jsonBytes(_ rows: MemberReader.Rows?) -> [UInt8] {
        if !isBegun {
            json.member("group", group.row)
            json.member("detail", group.detail)
            json.member("freshness", subject.freshness)
        }
        switch rows {
        case .members(let rows):
            openArray("members")
            for row in rows { json.element(row) }
        case .nestedGroups(let rows):
            openArray("nestedGroups")
            for row in rows { json.element(row) }
        case .devices(let rows):
            openArray("devices")
            for row in rows { json.element(row) }
        case nil:
            if !openArray.isEmpty { json.endArray() }
            json.end()
        }
        return json.take()
    }

    private func openArray(_ name: String) {
        guard openArray != name else { return }
        if !openArray.isEmpty { json.endArray() }
        json.beginArray(name)
        openArray = name
    }
}

/// A whole list as CSV or JSON.
final class ListFileProducer: ExportProducer {
    private let format: FileFormat
    private let subject: ExportSubject
    private let columns: CustomColumns
    private let hasFields: Bool
    private var reader: ListReader
    private var json = JSONStream()
    private var doneCount = 0
    private var isBegun = false

    init(_ query: ListQuery, subject: ExportSubject, format: FileFormat) {
        self.subject = subject
        self.format = format
        columns = subject.customColumns(of: query.kind)
        hasFields = !(subject.assetTypes[query.kind]?.fields.isEmpty ?? true)
        reader = ListReader(query, subject: subject)
    }

    func next() throws(CallError) -> ExportPart {
        let rows = reader.next()
        doneCount += rows?.count ?? 0
        var part = ExportPart(
            done: UInt64(doneCount),
            total: UInt64(reader.totalCount),
            isLast: rows == nil
        )
        switch format {
        case .csv:
            if !isBegun { CSVText.append(ListTable.header + columns.header, to: &part.bytes) }
            for row in rows ?? [] {
                let custom = columns.record(subject.customFields(of: row))
                CSVText.append(ListTable.record(row) + custom, to: &part.bytes)
            }
        case .json:
            if !isBegun {
                json.member("freshness", subject.freshness)
                json.beginArray("groups")
            }
            for row in rows ?? [] {
                if hasFields {
                    json.element(row, with: "customFields", subject.customFields(of: row))
                } else {
                    json.element(row)
                }
            }
            if rows == nil {
                json.endArray()
                json.end()
            }
            part.bytes = json.take()
        }
        isBegun = true
        return part
    }
}

/// The form of a file.
enum FileFormat: Sendable {
    case csv
    case json

    init?(_ format: V1.ExportFormat) {
        switch format {
        case .csv: self = .csv
        case .json: self = .json
        case .unspecified, .unrecognized: return nil
        }
    }

    var mediaType: String {
        switch self {
        case .csv: "text/csv; charset=utf-8; header=present"
        case .json: "application/json"
        }
    }

    var suffix: String {
        switch self {
        case .csv: "csv"
        case .json: "json"
        }
    }
}
