import Wire

/// Every column that a list of groups can show.
enum GroupColumns {
    static let security = [
        "name", "nested-groups", "members-matched", "members-not-matched", "devices-matched",
        "devices-not-matched", "domain", "description", "membership-type", "status", "updated",
    ]
    static let microsoft365 = [
        "name", "members-matched", "members-not-matched", "email", "domain", "description",
        "membership-type", "status", "updated",
    ]
    static let found = ["name", "kind", "members-matched", "members-not-matched", "status", "id"]

    static let all: [Column<V1.GroupRow>] = [
        Column("name", "Name") { Cell($0.name) },
        Column("kind", "Kind") { Cell(kind($0)) },
        Column("nested-groups", "Nested groups") { names($0.nestedGroups) },
        Column("members-matched", "Matched") { matched($0) },
        Column("members-not-matched", "Not matched", alignment: .right) {
            count($0.membersNotMatched, in: $0)
        },
        Column("other-members", "Other", alignment: .right) { count($0.otherMembers, in: $0) },
        Column("devices-matched", "Devices matched") { names($0.devicesMatched) },
        Column("devices-not-matched", "Devices not matched") { names($0.devicesNotMatched) },
        Column("email", "Email") { Cell($0.email) },
        Column("domain", "Domain") { Cell($0.domain) },
        Column("description", "Description") { Cell($0.description) },
        Column("membership-type", "Membership") { Cell(membershipType($0.membershipType)) },
        Column("status", "Status") { status($0) },
        Column("status-reasons", "Reasons") { Cell(reasons($0.statusReasons)) },
        Column("integration", "Integration") { Cell(integration($0.integration)) },
        Column("updated", "Updated") {
            Cell(TimeText.short($0.updated), raw: TimeText.full($0.updated))
        },
        Column("archived", "Archived") { Cell($0.archived ? "yes" : "", raw: String($0.archived)) },
        Column("restricted", "Restricted") {
            Cell($0.restricted ? "yes" : "", raw: String($0.restricted))
        },
        Column("rule", "Rule") { Cell($0.membershipRule) },
        Column("id", "Id") { Cell($0.id) },
        Column("entra-id", "Entra id") { Cell($0.entraID) },
        Column("tenant-id", "Tenant id") { Cell($0.tenantID) },
    ]

    static func kind(_ row: V1.GroupRow) -> String {
        switch row.kind {
        case .microsoft365: "Microsoft 365"
        case .security: row.subtype == .mailEnabledSecurity ? "Security (mail-enabled)" : "Security"
        case .unspecified, .unrecognized: "–"
        }
    }

    /// The status with the colour of its plug.
    static func status(_ row: V1.GroupRow) -> Cell {
        let name = statusName(row.syncStatus)
        let paint: Paint? =
            switch row.listIcon {
            case .grey: .grey
            case .green: .green
            case .yellow: .yellow
            case .red: .red
            case .unspecified, .unrecognized: nil
            }
        return Cell(paint == nil ? name : "● \(name)", paint: paint, raw: name)
    }

    static func statusName(_ status: V1.SyncStatus) -> String {
        switch status {
        case .none: "none"
        case .enabled: "enabled"
        case .orphaned: "orphaned"
        case .disabled: "disabled"
        case .unspecified, .unrecognized: "unknown"
        }
    }

    static func reasons(_ reasons: [V1.SyncStatusReason]) -> String {
        reasons.map { reason in
            switch reason {
            case .manual: "made in Muster"
            case .deletedHere: "deleted in Muster"
            case .archived: "archived"
            case .integrationRemoved: "its integration was removed"
            case .kindSwitchedOff: "its kind is switched off"
            case .syncDisabled: "its sync is disabled"
            case .sourceDeleted: "deleted in Entra"
            case .outOfScope: "no longer of a documented kind"
            case .unspecified, .unrecognized: "another reason"
            }
        }.joined(separator: ", ")
    }

    static func membershipType(_ type: V1.MembershipType) -> String {
        switch type {
        case .assigned: "Assigned"
        case .dynamicUser: "Dynamic User"
        case .dynamicDevice: "Dynamic Device"
        case .unspecified, .unrecognized: "–"
        }
    }

    static func integration(_ integration: V1.IntegrationRef?) -> String {
        guard let integration else { return "" }
        return integration.removed ? "\(integration.name) (removed)" : integration.name
    }

    /// A number, or the only member's name; what is not known is not zero.
    static func matched(_ row: V1.GroupRow) -> Cell {
        guard let cell = row.membersMatched else { return unknown(in: row) }
        let number = String(cell.count)
        return Cell(cell.contact?.name ?? number, raw: number)
    }

    static func count(_ count: UInt32?, in row: V1.GroupRow) -> Cell {
        count.map { Cell($0) } ?? unknown(in: row)
    }

    private static func unknown(in row: V1.GroupRow) -> Cell {
        Cell(
            row.membershipHidden ? "hidden" : row.importing ? "importing" : "–",
            paint: .dim,
            raw: ""
        )
    }

    /// The first names and how many more there are.
    static func names(_ cell: V1.NamesCell?) -> Cell {
        guard let cell, cell.count > 0 else { return Cell("", raw: cell == nil ? "" : "0") }
        let names = cell.first.map(\.name).joined(separator: ", ")
        let more = Int(cell.count) - cell.first.count
        return Cell(more > 0 ? "\(names) +\(more)" : names, raw: String(cell.count))
    }
}
