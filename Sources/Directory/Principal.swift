/// Who calls: a person or a service, never a credential.
public struct Principal: Hashable, Sendable {
    /// The same for ever; a principal that is made again under it is another one.
    public var key: String
    /// What people call it; empty when nobody said.
    public var name: String
    public var role: Role
    /// The organizations that it can see at all.
    public var organizations: OrganizationScope
    public var isDisabled: Bool

    public init(
        key: String,
        name: String = "",
        role: Role,
        organizations: OrganizationScope = .all,
        isDisabled: Bool = false
    ) {
        self.key = key
        self.name = name
        self.role = role
        self.organizations = organizations
        self.isDisabled = isDisabled
    }

    /// What a principal may do, on whatever it can see.
    public enum Role: UInt8, Hashable, Sendable, CaseIterable {
        case administrator = 1
        case manager = 2
        /// A custom role as a creator.
        case custom = 3
        case editor = 4
        case creator = 5
        /// Read-only, in at most five organizations.
        case lite = 6
        case readOnly = 7
        /// Someone who works for the organization that is documented.
        case clientUser = 8
        /// A custom role that may also remove, as an editor.
        case customRemoving = 9
        /// A custom role that also administers the documentation of groups.
        case customDocumentation = 10
        /// A custom role with both.
        case customDocumentationRemoving = 11

        /// The custom role with these additions.
        public static func custom(administersDocumentation: Bool, removes: Bool) -> Role {
            switch (administersDocumentation, removes) {
            case (false, false): .custom
            case (false, true): .customRemoving
            case (true, false): .customDocumentation
            case (true, true): .customDocumentationRemoving
            }
        }

        /// What was added to a custom role; `nil` for every other one.
        public var additions: (administersDocumentation: Bool, removes: Bool)? {
            switch self {
            case .custom: (false, false)
            case .customRemoving: (false, true)
            case .customDocumentation: (true, false)
            case .customDocumentationRemoving: (true, true)
            case .administrator, .manager, .editor, .creator, .lite, .readOnly, .clientUser: nil
            }
        }

        /// How many organizations its holder can see; `nil` for any number, all of them included.
        public var organizationsMax: Int? {
            switch self {
            case .lite: 5
            case .clientUser: 1000
            case .administrator, .manager, .custom, .customRemoving, .customDocumentation,
                .customDocumentationRemoving, .editor, .creator, .readOnly:
                nil
            }
        }
    }
}

/// All organizations, those of tomorrow included, or a list of them.
public enum OrganizationScope: Hashable, Sendable {
    case all
    case only(Set<OrganizationID>)

    public func contains(_ organization: OrganizationID) -> Bool {
        switch self {
        case .all: true
        case .only(let listed): listed.contains(organization)
        }
    }
}
