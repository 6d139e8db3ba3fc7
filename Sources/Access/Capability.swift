public import Directory

/// One thing that a role lets its holder do.
public enum Capability: UInt8, Hashable, Sendable, CaseIterable {
    /// Lists, groups, members, related items, subscriptions, one group as a document.
    case read = 1
    case editCustomFields = 2
    /// Say who may see a group.
    case editAccess = 3
    case create = 4
    case archive = 5
    case delete = 6
    /// Whole lists and runbooks.
    case export = 7
    /// Switch the sync of a group on and off.
    case switchSync = 8
    /// Match by hand, unmatch, ignore.
    case match = 9
    /// Organizations, integrations, tenants, the two kinds and the feature switch.
    case configure = 10
    /// Import and delete contacts and configurations.
    case editRecords = 11
    case managePrincipals = 12
    case readActivity = 13
    /// Backups, statistics, compaction.
    case operate = 14
}

extension Principal.Role {
    /// Whether a principal of this role has `capability`, on everything that it can see.
    public func has(_ capability: Capability) -> Bool {
        capabilities.contains(capability)
    }

    private var capabilities: Set<Capability> {
        switch self {
        case .administrator: Set(Capability.allCases)
        case .manager: Set(Capability.allCases).subtracting([.managePrincipals, .operate])
        case .customDocumentationRemoving: Self.documenting.union([.delete, .editRecords])
        case .customDocumentation: Self.documenting
        case .editor, .customRemoving: Self.editing.union([.editRecords])
        case .creator, .custom: Self.editing
        case .readOnly, .lite, .clientUser: [.read]
        }
    }

    private static let editing: Set<Capability> = [.read, .editCustomFields, .editAccess]
    private static let documenting = editing.union([.create, .archive, .export])
}
