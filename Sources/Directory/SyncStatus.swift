/// The status of a documented group: a projection of independent facts, never stored by itself.
public enum SyncStatus: UInt8, Hashable, Sendable, CaseIterable {
    /// A manual group: no sync, no icon.
    case none = 1
    case enabled = 2
    case orphaned = 3
    case disabled = 4
}

/// The facts behind a status; any of them can hold at the same time.
public struct StatusReasons: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Made in Muster, outside every sync.
    public static let manual = StatusReasons(rawValue: 1 << 0)
    /// Deleted in Muster: a tombstone that later syncs respect.
    public static let deletedHere = StatusReasons(rawValue: 1 << 1)
    public static let archived = StatusReasons(rawValue: 1 << 2)
    /// The integration that managed it was removed.
    public static let integrationRemoved = StatusReasons(rawValue: 1 << 3)
    /// The integration does not sync groups of this kind.
    public static let kindSwitchedOff = StatusReasons(rawValue: 1 << 4)
    /// A person switched off the sync of this group.
    public static let syncDisabled = StatusReasons(rawValue: 1 << 5)
    /// Deleted in Entra, for the present or for good.
    public static let sourceDeleted = StatusReasons(rawValue: 1 << 6)
    /// No longer of a type that is documented.
    public static let outOfScope = StatusReasons(rawValue: 1 << 7)

    /// The first fact that holds, in this order, decides.
    public var status: SyncStatus {
        if contains(.manual) { return .none }
        if contains(.deletedHere) { return .disabled }
        if contains(.archived) { return .orphaned }
        if !isDisjoint(with: [.integrationRemoved, .kindSwitchedOff, .syncDisabled]) {
            return .disabled
        }
        if !isDisjoint(with: [.sourceDeleted, .outOfScope]) { return .orphaned }
        return .enabled
    }

    /// What Entra says of the group stands still while any of these holds.
    public var isFrozen: Bool { !isEmpty }
}

/// The colour of a status, in the list and on the asset's page.
public enum StatusColour: UInt8, Hashable, Sendable {
    case grey = 1
    case green = 2
    case yellow = 3
    case red = 4
}

extension SyncStatus {
    /// The plug icon of the list; `nil` for a manual group.
    public var listColour: StatusColour? {
        switch self {
        case .none: nil
        case .enabled: .grey
        case .orphaned: .yellow
        case .disabled: .red
        }
    }

    /// The icon of the asset's page; `nil` for a manual group.
    public var assetColour: StatusColour? {
        switch self {
        case .none: nil
        case .enabled: .green
        case .orphaned: .yellow
        case .disabled: .red
        }
    }
}
