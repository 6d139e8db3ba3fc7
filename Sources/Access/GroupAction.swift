public import Directory

/// What a caller can do to one documented group.
public enum GroupAction: UInt8, Hashable, Sendable, CaseIterable {
    case edit = 1
    case access = 2
    case delete = 3
    case archive = 4
    case unarchive = 5
    case enableSync = 6
    case disableSync = 7
    case export = 8
    case runbook = 9
    case pdf = 10
    /// Open the group in Entra.
    case manage = 11

    public var capability: Capability {
        switch self {
        case .edit: .editCustomFields
        case .access: .editAccess
        case .archive, .unarchive: .archive
        case .delete: .delete
        case .enableSync, .disableSync, .manage: .switchSync
        case .export, .runbook: .export
        case .pdf: .read
        }
    }

    /// Whether the action can be done now, or why not.
    public enum Verdict: Hashable, Sendable {
        case possible
        /// It would change nothing: no error as a command, no button in a list.
        case needless(Obstacle)
        case refused(Obstacle)

        public var obstacle: Obstacle? {
            switch self {
            case .possible: nil
            case .needless(let obstacle), .refused(let obstacle): obstacle
            }
        }
    }

    public enum Obstacle: UInt8, Hashable, Sendable, CaseIterable {
        case capabilityMissing = 1
        case alreadyArchived = 2
        case notArchived = 3
        /// An enabled group would come back with the next sync.
        case syncEnabled = 4
        /// A manual group has no sync to switch.
        case notSynced = 5
        case alreadyEnabled = 6
        case alreadyDisabled = 7
        /// While a group is archived its sync cannot be enabled.
        case unarchiveFirst = 8
        case kindSwitchedOff = 9
        case integrationRemoved = 10
    }

    /// What becomes of the action on a group with `reasons`, asked for by someone of `role`.
    public func verdict(for role: Principal.Role, on reasons: StatusReasons) -> Verdict {
        guard role.has(capability) else { return .refused(.capabilityMissing) }
        switch self {
        case .edit, .access, .export, .runbook, .pdf:
            return .possible
        case .manage:
            return reasons.contains(.manual) ? .refused(.notSynced) : .possible
        case .archive:
            return reasons.contains(.archived) ? .needless(.alreadyArchived) : .possible
        case .unarchive:
            return reasons.contains(.archived) ? .possible : .needless(.notArchived)
        case .delete:
            return reasons.status == .enabled ? .refused(.syncEnabled) : .possible
        case .disableSync:
            if reasons.contains(.manual) { return .refused(.notSynced) }
            return reasons.contains(.syncDisabled) ? .needless(.alreadyDisabled) : .possible
        case .enableSync:
            if reasons.contains(.manual) { return .refused(.notSynced) }
            if reasons.contains(.archived) { return .refused(.unarchiveFirst) }
            if reasons.contains(.integrationRemoved) { return .refused(.integrationRemoved) }
            if reasons.contains(.kindSwitchedOff) { return .refused(.kindSwitchedOff) }
            return reasons.contains(.syncDisabled) ? .possible : .needless(.alreadyEnabled)
        }
    }
}
