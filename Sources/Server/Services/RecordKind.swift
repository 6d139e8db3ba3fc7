import Directory
import Store
import Wire

/// One of the two kinds of record that the platform imports, as far as its service needs to tell them apart.
protocol RecordKind: Sendable {
    associatedtype Record: Hashable, Sendable
    associatedtype ID: Hashable, Sendable
    associatedtype Row: V1.Record

    static func externalID(of record: Record) -> String
    /// The first field that cannot be taken, and why; `nil` when the row is good.
    static func problem(in row: Row) -> (field: String, reason: String)?
    static func record(_ row: Row, of organization: OrganizationID) -> Record
    static func row(_ record: Record) -> Row
    /// What a record is found by.
    static func texts(of record: Record) -> [String]
    static func sortKey(of record: Record) -> (name: String, externalID: String)

    static func intern(
        _ externalIDs: [String],
        of organization: OrganizationID,
        in store: Store
    ) throws(StoreError) -> [ID]
    static func id(
        _ externalID: String,
        of organization: OrganizationID,
        reader: StoreReader
    ) throws(StoreError) -> ID?
    static func records(_ ids: [ID], reader: StoreReader) throws(StoreError) -> [Record?]
    static func all(
        of organization: OrganizationID,
        reader: StoreReader
    ) throws(StoreError) -> [(id: ID, record: Record)]
    static func change(_ id: ID, _ record: Record?) -> Change
}

/// People.
enum ContactKind: RecordKind {
    static let emailsMax = 100

    static func externalID(of contact: Contact) -> String { contact.externalID }

    static func problem(in row: V1.Contact) -> (field: String, reason: String)? {
        if let problem = RecordRules.problem(externalID: row.externalID) { return problem }
        if row.firstName.isBlank, row.lastName.isBlank {
            return ("last_name", "neither a first nor a last name; give one of them")
        }
        guard row.emails.count <= emailsMax else {
            return ("emails", "\(row.emails.count) addresses; at most \(emailsMax)")
        }
        for (field, texts) in [
            ("first_name", [row.firstName]), ("last_name", [row.lastName]), ("emails", row.emails),
        ] {
            if let problem = RecordRules.problem(texts, field: field) { return problem }
        }
        return nil
    }

    static func record(_ row: V1.Contact, of organization: OrganizationID) -> Contact {
        Contact(
            organization: organization,
            externalID: row.externalID,
            firstName: row.firstName,
            lastName: row.lastName,
            emails: row.emails
        )
    }

    static func row(_ contact: Contact) -> V1.Contact {
        V1.Contact {
            $0.externalID = contact.externalID
            $0.firstName = contact.firstName
            $0.lastName = contact.lastName
            $0.emails = contact.emails
        }
    }

    static func texts(of contact: Contact) -> [String] { [contact.fullName] + contact.emails }

    static func sortKey(of contact: Contact) -> (name: String, externalID: String) {
        (CaseFolding.folded(contact.fullName), contact.externalID)
    }

    static func intern(
        _ externalIDs: [String],
        of organization: OrganizationID,
        in store: Store
    ) throws(StoreError) -> [ContactID] {
        try store.intern(contacts: externalIDs, of: organization)
    }

    static func id(
        _ externalID: String,
        of organization: OrganizationID,
        reader: StoreReader
    ) throws(StoreError) -> ContactID? {
        try reader.contactID(externalID: externalID, of: organization)
    }

    static func records(_ ids: [ContactID], reader: StoreReader) throws(StoreError) -> [Contact?] {
        try reader.contacts(ids)
    }

    static func all(
        of organization: OrganizationID,
        reader: StoreReader
    ) throws(StoreError) -> [(id: ContactID, record: Contact)] {
        try reader.contacts(of: organization).map { ($0.id, $0.contact) }
    }

    static func change(_ id: ContactID, _ contact: Contact?) -> Change { .contact(id, contact) }
}

/// Machines.
enum ConfigurationKind: RecordKind {
    static func externalID(of configuration: Directory.Configuration) -> String {
        configuration.externalID
    }

    static func problem(in row: V1.Configuration) -> (field: String, reason: String)? {
        if let problem = RecordRules.problem(externalID: row.externalID) { return problem }
        if row.name.isBlank { return ("name", "there is no name; give one") }
        return RecordRules.problem([row.name], field: "name")
            ?? RecordRules.problem([row.hostname], field: "hostname")
    }

    static func record(
        _ row: V1.Configuration,
        of organization: OrganizationID
    ) -> Directory.Configuration {
        Directory.Configuration(
            organization: organization,
            externalID: row.externalID,
            name: row.name,
            hostname: row.hostname,
            isArchived: row.archived
        )
    }

    static func row(_ configuration: Directory.Configuration) -> V1.Configuration {
        V1.Configuration {
            $0.externalID = configuration.externalID
            $0.name = configuration.name
            $0.hostname = configuration.hostname
            $0.archived = configuration.isArchived
        }
    }

    static func texts(of configuration: Directory.Configuration) -> [String] {
        [configuration.name, configuration.hostname]
    }

    static func sortKey(
        of configuration: Directory.Configuration
    ) -> (name: String, externalID: String) {
        (CaseFolding.folded(configuration.name), configuration.externalID)
    }

    static func intern(
        _ externalIDs: [String],
        of organization: OrganizationID,
        in store: Store
    ) throws(StoreError) -> [ConfigurationID] {
        try store.intern(configurations: externalIDs, of: organization)
    }

    static func id(
        _ externalID: String,
        of organization: OrganizationID,
        reader: StoreReader
    ) throws(StoreError) -> ConfigurationID? {
        try reader.configurationID(externalID: externalID, of: organization)
    }

    static func records(
        _ ids: [ConfigurationID],
        reader: StoreReader
    ) throws(StoreError) -> [Directory.Configuration?] {
        try reader.configurations(ids)
    }

    static func all(
        of organization: OrganizationID,
        reader: StoreReader
    ) throws(StoreError) -> [(id: ConfigurationID, record: Directory.Configuration)] {
        try reader.configurations(of: organization).map { ($0.id, $0.configuration) }
    }

    static func change(_ id: ConfigurationID, _ configuration: Directory.Configuration?) -> Change {
        .configuration(id, configuration)
    }
}

/// What holds for the fields of both kinds.
private enum RecordRules {
    static let externalIDBytesMax = 256

    static func problem(externalID: String) -> (field: String, reason: String)? {
        if externalID.isBlank { return ("external_id", "there is no id; give one") }
        guard externalID.utf8.count <= externalIDBytesMax else {
            return ("external_id", "longer than \(externalIDBytesMax) bytes")
        }
        return nil
    }

    static func problem(_ texts: [String], field: String) -> (field: String, reason: String)? {
        for text in texts where text.utf8.count > CallLimits.textBytesMax {
            return (field, "longer than \(CallLimits.textBytesMax) bytes")
        }
        return nil
    }
}

extension String {
    /// Nothing but white space.
    var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
