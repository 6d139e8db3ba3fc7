public import Wire

/// A list of groups as a table, one record a group, with every column of either kind.
public enum ListTable {
    public static let header = [
        "id", "name", "kind", "subtype", "status", "status_reasons", "integration", "nested_groups",
        "nested_group_names", "members_matched", "matched_contact", "members_not_matched",
        "other_members", "devices_matched", "device_names_matched", "devices_not_matched",
        "device_names_not_matched", "email", "domain", "description", "membership_type",
        "membership_rule", "updated", "archived", "restricted", "entra_id", "tenant_id",
    ]

    public static func record(_ row: V1.GroupRow) -> [String] {
        [
            row.id, row.name, GroupTable.word(row.kind), GroupTable.word(row.subtype),
            GroupTable.word(row.syncStatus),
            row.statusReasons.map(GroupTable.word).joined(separator: " "),
            GroupText.integration(row.integration), count(row.nestedGroups),
            names(row.nestedGroups), row.membersMatched.map { String($0.count) } ?? "",
            row.membersMatched?.contact?.name ?? "", row.membersNotMatched.map { String($0) } ?? "",
            row.otherMembers.map { String($0) } ?? "", count(row.devicesMatched),
            names(row.devicesMatched), count(row.devicesNotMatched), names(row.devicesNotMatched),
            row.email, row.domain, row.description, GroupText.membershipType(row.membershipType),
            row.membershipRule, row.updated?.text ?? "", String(row.archived),
            String(row.restricted), row.entraID, row.tenantID,
        ]
    }

    /// What is not known is empty, not 0.
    private static func count(_ cell: V1.NamesCell?) -> String {
        cell.map { String($0.count) } ?? ""
    }

    /// The first names, one a line.
    private static func names(_ cell: V1.NamesCell?) -> String {
        cell.map { $0.first.map(\.name).joined(separator: "\n") } ?? ""
    }
}
