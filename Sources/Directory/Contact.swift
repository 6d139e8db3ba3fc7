/// A person as the platform records them.
public struct Contact: Hashable, Sendable {
    public var organization: OrganizationID
    /// The importer's own id: unique within the organization.
    public var externalID: String
    public var firstName: String
    public var lastName: String
    public var emails: [String]

    public init(
        organization: OrganizationID,
        externalID: String,
        firstName: String,
        lastName: String,
        emails: [String]
    ) {
        self.organization = organization
        self.externalID = externalID
        self.firstName = firstName
        self.lastName = lastName
        self.emails = emails
    }

    /// First and last name, or what there is of them.
    public var fullName: String {
        if firstName.isEmpty { return lastName }
        return lastName.isEmpty ? firstName : "\(firstName) \(lastName)"
    }
}
