import ArgumentParser
import Client
import Wire

/// `muster groups show`: a group's page as text, its fields and what is in it.
struct GroupsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show everything that is documented of a group."
    )

    @OptionGroup var target: GroupArguments
    @OptionGroup var point: PointOptions

    @Option(
        help: .init(
            "At most so many members, devices and groups of each kind, 0 to 1000.",
            valueName: "count"
        )
    )
    var rows: UInt32 = 20

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard rows <= 1000 else { throw ValidationError("--rows must be 0 to 1000.") }
    }

    func run() throws {
        let client = try connection.client()
        let id = try target.assetID(client, at: point.wire)
        let reply = try client.call(
            V1.GroupsService.get,
            .init {
                $0.id = id; $0.at = point.wire
            }
        )
        let printer = output.printer()
        guard printer.format != .json else { return try printer.json(reply) }
        printer.properties(Self.properties(reply))
        if rows > 0, printer.format == .table {
            try GroupPage(
                client: client,
                id: id,
                target: target,
                point: point.wire,
                rowsMax: rows,
                printer: printer
            ).show(reply)
        }
        printer.note(FreshnessLine.text(reply.freshness, at: point.wire))
    }

    /// What the page shows, in its order.
    static func properties(_ reply: V1.GetGroupResponse) -> [(title: String, cell: Cell)] {
        let row = reply.row ?? V1.GroupRow()
        let detail = reply.detail ?? V1.GroupDetail()
        let isSecurity = row.kind == .security
        var properties: [(String, Cell)] = [
            ("Name", Cell(row.name, paint: .bold)),
            ("Kind", Cell(GroupColumns.kind(row))),
            ("Status", status(row)),
            ("Reasons", Cell(GroupColumns.reasons(row.statusReasons))),
            ("Integration", Cell(GroupColumns.integration(row.integration))),
            ("Description", Cell(row.description)),
            ("Email", Cell(row.email)),
            ("Domain", Cell(row.domain)),
            ("Membership type", Cell(GroupColumns.membershipType(row.membershipType))),
            (
                "Membership rule",
                Cell(row.membershipRule + (row.membershipRulePaused ? " (paused)" : ""))
            ),
            ("Members matched", GroupColumns.matched(row)),
            ("Members not matched", GroupColumns.count(row.membersNotMatched, in: row)),
            ("Other members", GroupColumns.count(row.otherMembers, in: row)),
        ]
        if isSecurity {
            properties += [
                ("Nested groups", GroupColumns.names(row.nestedGroups)),
                ("Devices matched", GroupColumns.names(row.devicesMatched)),
                ("Devices not matched", GroupColumns.names(row.devicesNotMatched)),
            ]
        }
        properties += [
            ("Visibility", Cell(detail.visibility)),
            ("Can hold a role", Cell(detail.assignableToRole ? "yes" : "")),
            ("From on-premises", Cell(detail.onPremisesSynced ? detail.onPremisesDomain : "")),
            ("Archived", Cell(row.archived ? "yes" : "")),
            ("Restricted", Cell(row.restricted ? "yes" : "")),
            ("Sync error", Cell(row.syncError, paint: .red)),
            ("Created", time(detail.createdAt)),
            ("Updated", time(row.updated)),
            ("Stands as of", time(row.frozenAt)),
            ("Id", Cell(row.id)),
            ("Entra id", Cell(row.entraID)),
            ("Tenant id", Cell(row.tenantID)),
            ("Manage", Cell(detail.manageURL)),
        ]
        return properties + detail.customFields.map { customField($0) }
    }

    /// A heading stands alone, as a line of its own.
    private static func customField(_ field: V1.GroupCustomField) -> (String, Cell) {
        let name = field.field?.name ?? ""
        guard field.field?.type != .header else { return (name, Cell(" ", raw: "")) }
        return (name, Cell(field.values.joined(separator: ", ")))
    }

    /// On the page the icon of an enabled group is green, where the list's plug is grey.
    private static func status(_ row: V1.GroupRow) -> Cell {
        var shown = row
        shown.listIcon = row.assetIcon
        return GroupColumns.status(shown)
    }

    private static func time(_ time: Google.Timestamp?) -> Cell {
        guard let time else { return Cell("") }
        return Cell("\(TimeText.short(time)) UTC", raw: TimeText.full(time))
    }
}
