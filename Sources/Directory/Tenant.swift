/// A tenant, the integration that reads it and the organization that it documents.
public struct Tenant: Hashable, Sendable {
    public var entraID: GUID
    /// As `/organization` gave it; empty before the first contact.
    public var displayName: String
    /// The default verified domain; empty before the first contact.
    public var defaultDomain: String
    public var integrationKey: String
    public var organization: OrganizationID
    public var isRemoved: Bool

    public init(
        entraID: GUID,
        displayName: String = "",
        defaultDomain: String = "",
        integrationKey: String,
        organization: OrganizationID,
        isRemoved: Bool = false
    ) {
        self.entraID = entraID
        self.displayName = displayName
        self.defaultDomain = defaultDomain
        self.integrationKey = integrationKey
        self.organization = organization
        self.isRemoved = isRemoved
    }
}
