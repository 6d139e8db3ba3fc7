public import Wire

/// One group with its members as one table: the first record is the group itself, each further one a member.
public enum GroupTable {
    public static let header = [
        "section", "name", "type", "email", "user_principal_name", "id", "entra_id", "match_state",
        "match_stage", "record_id", "record_name", "guest", "disabled", "operating_system",
        "operating_system_version", "trust_type", "status", "description",
    ]

    public static func record(_ row: V1.GroupRow) -> [String] {
        fields([
            "section": "group", "name": row.name, "type": GroupText.kind(row), "email": row.email,
            "id": row.id, "entra_id": row.entraID, "status": GroupText.status(row.syncStatus),
            "description": row.description,
        ])
    }

    public static func record(_ row: V1.MemberRow) -> [String] {
        let section =
            row.type != .user ? "other" : row.matchState == .matched ? "matched" : "not_matched"
        return fields([
            "section": section, "name": row.name.isEmpty ? row.displayName : row.name,
            "type": GroupText.memberType(row.type), "email": row.mail,
            "user_principal_name": row.userPrincipalName, "entra_id": row.entraID,
            "match_state": word(row.matchState), "match_stage": word(row.matchStage),
            "record_id": row.contact?.externalID ?? "", "record_name": row.contact?.name ?? "",
            "guest": String(row.guest), "disabled": String(row.disabled),
        ])
    }

    public static func record(_ row: V1.DeviceRow) -> [String] {
        fields([
            "section": row.matchState == .matched ? "device_matched" : "device_not_matched",
            "name": row.name, "type": "Device", "entra_id": row.entraID,
            "match_state": word(row.matchState), "match_stage": word(row.matchStage),
            "record_id": row.configuration?.externalID ?? "",
            "record_name": row.configuration?.name ?? "", "disabled": String(row.disabled),
            "operating_system": row.operatingSystem,
            "operating_system_version": row.operatingSystemVersion, "trust_type": row.trustType,
        ])
    }

    public static func record(_ row: V1.NestedGroupRow) -> [String] {
        fields([
            "section": "nested_group", "name": row.name, "type": GroupText.kind(row.kind),
            "email": row.email, "id": row.id, "entra_id": row.entraID,
            "status": GroupText.status(row.syncStatus), "description": row.description,
        ])
    }

    private static func fields(_ values: [String: String]) -> [String] {
        header.map { values[$0] ?? "" }
    }

    /// The last word of an enum's value in the contract, in lower case; empty for none.
    static func word<Value: WireEnum>(_ value: Value) -> String {
        guard value.rawValue > 0 else { return "" }
        // MATCH_STATE_MATCHED: what all values of the type have in common is left out.
        let prefix = Value.values.first.map { $0.name.dropLast("UNSPECIFIED".count) } ?? ""
        return value.name.dropFirst(prefix.count).lowercased()
    }
}
