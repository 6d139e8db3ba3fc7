/// A machine as the platform records it.
public struct Configuration: Hashable, Sendable {
    public var organization: OrganizationID
    /// The importer's own id: unique within the organization.
    public var externalID: String
    public var name: String
    public var hostname: String
    public var isArchived: Bool

    public init(
        organization: OrganizationID,
        externalID: String,
        name: String,
        hostname: String,
        isArchived: Bool = false
    ) {
        self.organization = organization
        self.externalID = externalID
        self.name = name
        self.hostname = hostname
        self.isArchived = isArchived
    }
}
