import Wire

/// The columns of each kind of record.
extension V1.Contact: ShownRecord {
    static let columns: [Column<V1.Contact>] = [
        Column("external-id", "External id") { Cell($0.externalID) },
        Column("first-name", "First name") { Cell($0.firstName) },
        Column("last-name", "Last name") { Cell($0.lastName) },
        Column("emails", "Emails") {
            Cell($0.emails.joined(separator: ", "), raw: $0.emails.joined(separator: ";"))
        },
    ]
}

extension V1.Configuration: ShownRecord {
    static let columns: [Column<V1.Configuration>] = [
        Column("external-id", "External id") { Cell($0.externalID) },
        Column("name", "Name") { Cell($0.name) },
        Column("hostname", "Hostname") { Cell($0.hostname) },
        Column("archived", "Archived") { Cell($0.archived ? "yes" : "", raw: String($0.archived)) },
    ]
}
