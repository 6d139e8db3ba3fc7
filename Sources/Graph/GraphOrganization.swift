public import Directory

/// A tenant as its own `/organization` describes it.
public struct GraphOrganization: Sendable, Equatable {
    public let id: GUID
    public let displayName: String
    /// `AAD`, `AAD B2C` or `CIAM`; nil where Graph does not say.
    public let tenantType: String?
    public let verifiedDomains: [GraphDomain]

    /// Delta queries exist in workforce tenants only.
    public var hasDeltaQueries: Bool {
        guard let tenantType = tenantType?.lowercased() else { return true }
        return tenantType == "aad"
    }

    public init(id: GUID, displayName: String, tenantType: String?, verifiedDomains: [GraphDomain])
    {
        self.id = id
        self.displayName = displayName
        self.tenantType = tenantType
        self.verifiedDomains = verifiedDomains
    }
}

/// A domain of a tenant.
public struct GraphDomain: Sendable, Equatable {
    public let name: String
    /// The one that new users get.
    public let isDefault: Bool
    /// The `onmicrosoft.com` one that the tenant began with.
    public let isInitial: Bool
    public let isVerified: Bool

    public init(name: String, isDefault: Bool, isInitial: Bool, isVerified: Bool) {
        self.name = name
        self.isDefault = isDefault
        self.isInitial = isInitial
        self.isVerified = isVerified
    }
}

/// One page of the direct members of a group, which is not a delta: no entry is a removal.
public struct GraphMemberPage: Sendable, Equatable {
    public let members: [GraphMember]
    public let nextLink: String?

    public init(members: [GraphMember], nextLink: String?) {
        self.members = members
        self.nextLink = nextLink
    }
}

extension JSONDocument {
    func organization(_ node: Node) throws(JSONError) -> GraphOrganization {
        var domains: [GraphDomain] = []
        if let list = value(of: "verifiedDomains", in: node), var elements = elements(of: list) {
            while let element = nextElement(&elements) {
                domains.append(try domain(element, nameKey: "name", isVerified: true))
            }
        }
        return GraphOrganization(
            id: try guid(of: node),
            displayName: value(of: "displayName", in: node).flatMap { string($0) } ?? "",
            tenantType: value(of: "tenantType", in: node).flatMap { string($0) },
            verifiedDomains: domains
        )
    }

    /// A row of `/domains`, whose id is its name.
    func domain(_ node: Node) throws(JSONError) -> GraphDomain {
        let isVerified = value(of: "isVerified", in: node).flatMap { boolean($0) } ?? false
        return try domain(node, nameKey: "id", isVerified: isVerified)
    }

    private func domain(
        _ node: Node,
        nameKey: String,
        isVerified: Bool
    ) throws(JSONError) -> GraphDomain {
        guard let nameNode = value(of: nameKey, in: node), let name = string(nameNode) else {
            throw .unexpected("a domain has no name")
        }
        return GraphDomain(
            name: name,
            isDefault: value(of: "isDefault", in: node).flatMap { boolean($0) } ?? false,
            isInitial: value(of: "isInitial", in: node).flatMap { boolean($0) } ?? false,
            isVerified: isVerified
        )
    }
}
