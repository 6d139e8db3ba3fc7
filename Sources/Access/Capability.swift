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

    private var capabilities: Capabilities {
        switch self {
        case .administrator: .all
        case .manager: .managing
        case .customDocumentationRemoving: .documentingAndRemoving
        case .customDocumentation: .documenting
        case .editor, .customRemoving: .editingAndRemoving
        case .creator, .custom: .editing
        case .readOnly, .lite, .clientUser: .reading
        }
    }
}

/// Some capabilities, a bit each: asked for in every call, so it costs no allocation.
private struct Capabilities {
    static let all = Capabilities(bits: 0).with(Capability.allCases)
    static let managing = all.without([.managePrincipals, .operate])
    static let reading = Capabilities(bits: 0).with([.read])
    static let editing = reading.with([.editCustomFields, .editAccess])
    static let editingAndRemoving = editing.with([.editRecords])
    static let documenting = editing.with([.create, .archive, .export])
    static let documentingAndRemoving = documenting.with([.delete, .editRecords])

    private let bits: UInt32

    func contains(_ capability: Capability) -> Bool {
        bits & Self.bit(of: capability) != 0
    }

    func with(_ more: [Capability]) -> Capabilities {
        Capabilities(bits: more.reduce(bits) { $0 | Self.bit(of: $1) })
    }

    func without(_ fewer: [Capability]) -> Capabilities {
        Capabilities(bits: fewer.reduce(bits) { $0 & ~Self.bit(of: $1) })
    }

    private static func bit(of capability: Capability) -> UInt32 { 1 << capability.rawValue }
}
