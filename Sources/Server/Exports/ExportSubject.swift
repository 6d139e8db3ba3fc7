import Access
import Directory
import Documents
import ReadModel
import Wire

/// What a document is made from, as an export thread needs it: one image, and who may see what of it.
struct ExportSubject: Sendable {
    let image: OrganizationSnapshot
    let organization: Organization
    let caller: Caller
    let freshness: V1.Freshness
    /// What each kind has beside the fields that Entra fills in.
    var assetTypes: [GroupKind: AssetType] = [:]

    /// What a document is true of, in one line.
    var stamp: String {
        var parts = [organization.name]
        let asOf = GroupText.time(freshness.asOf)
        if !asOf.isEmpty { parts.append("as of \(asOf)") }
        parts.append("revision \(freshness.revision)")
        let synced = GroupText.time(freshness.lastSyncCompletedAt)
        if !synced.isEmpty { parts.append("synced \(synced)") }
        if freshness.stale { parts.append("out of date") }
        if freshness.held { parts.append("a mass change is held back") }
        return parts.joined(separator: " · ")
    }

    /// The answer about one group; nil when the caller cannot see it.
    func group(_ asset: AssetID) -> (row: V1.GroupRow, detail: V1.GroupDetail)? {
        guard
            let reply = GroupReply(
                asset,
                in: image,
                organizationKey: organization.key,
                assetType: image.facts(of: asset).flatMap { assetTypes[$0.kind] },
                caller: caller
            )
        else { return nil }
        return (Self.decoded(reply.row), reply.detail)
    }

    /// The custom fields of a kind, as columns.
    func customColumns(of kind: GroupKind) -> CustomColumns {
        CustomColumns((assetTypes[kind]?.fields ?? []).map { V1.CustomField($0) })
    }

    /// What a group of a list holds in its custom fields.
    func customFields(of row: V1.GroupRow) -> [V1.GroupCustomField] {
        guard let id = GUID(row.id), let asset = image.asset(withPublicID: id),
            let facts = image.facts(of: asset)
        else { return [] }
        return GroupReply.customFields(of: facts, assetTypes[facts.kind])
    }

    /// A message that this program encoded.
    static func decoded<Value: Message>(_ bytes: [UInt8]) -> Value {
        do {
            return try Value(decoding: bytes)
        } catch {
            preconditionFailure("a message that this program encoded cannot be read: \(error)")
        }
    }
}

/// The members of one group, part after part, some hundreds of rows at a time, by the door that calls about them use.
struct MemberReader {
    enum Rows {
        case members([V1.MemberRow])
        case nestedGroups([V1.NestedGroupRow])
        case devices([V1.DeviceRow])

        var count: Int {
            switch self {
            case .members(let rows): rows.count
            case .nestedGroups(let rows): rows.count
            case .devices(let rows): rows.count
            }
        }
    }

    /// The rows of all parts.
    let totalCount: Int
    private var cursors: [(part: MemberPart, cursor: MemberCursor)] = []
    private var index = 0

    init(_ asset: AssetID, of kind: GroupKind, subject: ExportSubject) {
        let parts: [MemberPart] =
            kind == .security ? [.members, .nestedGroups, .devices] : [.members]
        var orders = OrderCache()
        for part in parts {
            let cursor = MemberCursor(
                subject.image,
                query: MemberQuery(asset: asset, part: part),
                caller: subject.caller,
                orders: &orders
            )
            cursors.append((part, cursor))
        }
        totalCount = cursors.reduce(0) { $0 + $1.cursor.totalCount }
    }

    /// The next rows; nil when there are no more.
    mutating func next() -> Rows? {
        while index < cursors.count {
            guard let message = cursors[index].cursor.next() else {
                index += 1
                continue
            }
            let bytes = message.joined()
            switch cursors[index].part {
            case .members:
                let reply: V1.ListMembersResponse = ExportSubject.decoded(bytes)
                return .members(reply.rows)
            case .nestedGroups:
                let reply: V1.ListNestedGroupsResponse = ExportSubject.decoded(bytes)
                return .nestedGroups(reply.rows)
            case .devices:
                let reply: V1.ListDevicesResponse = ExportSubject.decoded(bytes)
                return .devices(reply.rows)
            }
        }
        return nil
    }
}
