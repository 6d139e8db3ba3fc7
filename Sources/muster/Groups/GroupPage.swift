import Client
import Wire

/// What stands below the fields on a group's page: who and what is in the group, what belongs to it, and what the
/// caller may do with it.
///
/// Each section shows its first rows and says how to see the others; one without rows is left out.
struct GroupPage {
    let client: MusterClient
    /// The asset id.
    let id: String
    /// How the group is named on the command line.
    let target: GroupArguments
    /// `nil` for the present.
    let point: V1.ReadPoint?
    /// Of each section, at least 1.
    let rowsMax: UInt32
    let printer: Printer

    /// - Throws: The status of a call.
    func show(_ reply: V1.GetGroupResponse) throws {
        let row = reply.row ?? V1.GroupRow()
        if row.membershipHidden {
            printer.heading("Members")
            printer.note("hidden: unknown, not none")
        } else {
            try members()
        }
        if row.kind == .security {
            try devices()
            try nested()
        }
        if point == nil { try related(reply.detail?.organizationID ?? "") }
        actions(reply.callerView)
    }

    // MARK: Sections

    private func members() throws {
        for (section, title, columns) in Self.memberSections {
            let call = try client.stream(
                V1.GroupsService.members,
                V1.ListMembersRequest {
                    $0.id = id; $0.at = point
                    $0.sections = [section.wire]
                    $0.pageSize = rowsMax
                }
            )
            let found = try collect(call, \.rows, \.totalCount)
            show(title, found, GroupsMembers.columns.named(columns), "members", section)
        }
    }

    private func devices() throws {
        for (section, title, columns) in Self.deviceSections {
            let call = try client.stream(
                V1.GroupsService.devices,
                V1.ListDevicesRequest {
                    $0.id = id; $0.at = point
                    $0.sections = [section.wire]
                    $0.pageSize = rowsMax
                }
            )
            let found = try collect(call, \.rows, \.totalCount)
            show(title, found, GroupsDevices.columns.named(columns), "devices", section)
        }
    }

    private func nested() throws {
        let call = try client.stream(
            V1.GroupsService.nestedGroups,
            V1.ListNestedGroupsRequest {
                $0.id = id; $0.at = point
                $0.pageSize = rowsMax
            }
        )
        let found = try collect(call, \.rows, \.totalCount)
        show(
            "Nested groups",
            found,
            GroupsNested.columns.named(["name", "status", "id"]),
            "nested"
        )
    }

    /// What people related to the group; its members are there already.
    private func related(_ organization: String) throws {
        let call = try client.stream(
            V1.RelatedItemsService.list,
            V1.ListRelatedItemsRequest {
                $0.organizationID = organization
                $0.of = V1.RelatedKey {
                    $0.kind = .group; $0.id = id
                }
            }
        )
        var items: [V1.RelatedItem] = []
        while let message = try call.next() { items += message.items.filter { !$0.automatic } }
        guard !items.isEmpty else { return }
        printer.heading("Related items (\(items.count))")
        printer.rows(
            items,
            RelatedCommand.columns.named(["name", "kind", "note", "made-by", "id"])
        )
    }

    private func actions(_ view: V1.CallerView?) {
        guard let view else { return }
        printer.heading("What you may do")
        printer.properties([
            ("Now", Cell(view.allowed.map(GroupActionText.word).joined(separator: ", "))),
            ("Not now", Cell(GroupActionText.phrase(view.refused))),
        ])
    }

    // MARK: Rows

    /// The first rows of a list, and how many there are.
    private typealias Found<Row> = (rows: [Row], count: UInt64)

    private func collect<Request, Response, Row>(
        _ call: TypedCall<Request, Response>,
        _ rows: (Response) -> [Row],
        _ total: (Response) -> UInt64
    ) throws -> Found<Row> {
        var found: Found<Row> = ([], 0)
        while let message = try call.next() {
            found.rows += rows(message)
            found.count = max(found.count, total(message))
        }
        return found
    }

    private func show<Row>(
        _ title: String,
        _ found: Found<Row>,
        _ columns: [Column<Row>],
        _ verb: String,
        _ section: SectionArgument? = nil
    ) {
        guard !found.rows.isEmpty else { return }
        printer.heading("\(title) (\(found.count))")
        printer.rows(found.rows, columns)
        guard found.count > found.rows.count else { return }
        let part = section.map { " --section \($0.rawValue)" } ?? ""
        printer.note(
            "\(found.count - UInt64(found.rows.count)) more: "
                + "muster groups \(verb) \(target.organization) \(id)\(part) --all"
        )
    }

    private typealias Section = (section: SectionArgument, title: String, columns: [String])

    private static let memberSections: [Section] = [
        (.matched, "Members matched to a contact", ["name", "contact", "type", "mail"]),
        (
            .notMatched, "Members not matched to a contact",
            ["name", "type", "user-principal-name", "match"]
        ),
        (.other, "Other members", ["name", "type"]),
    ]

    private static let deviceSections: [Section] = [
        (
            .matched, "Devices matched to a configuration",
            ["name", "configuration", "operating-system"]
        ),
        (
            .notMatched, "Devices not matched to a configuration",
            ["name", "operating-system", "match"]
        ),
    ]
}

extension Array {
    /// The columns with these names, in the order of `names`.
    func named<Row>(_ names: [String]) -> [Column<Row>] where Element == Column<Row> {
        names.compactMap { name in first { $0.name == name } }
    }
}
