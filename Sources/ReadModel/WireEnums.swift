public import Directory
public import Wire

// The contract's enums from the service's own values: every case by name, so that a new one breaks the build.

/// Directory's values as the contract names them.
extension V1.GroupKind {
    public init(_ kind: GroupKind) {
        switch kind {
        case .microsoft365: self = .microsoft365
        case .security: self = .security
        }
    }
}

extension V1.SyncStatus {
    public init(_ status: SyncStatus) {
        switch status {
        case .none: self = .none
        case .enabled: self = .enabled
        case .orphaned: self = .orphaned
        case .disabled: self = .disabled
        }
    }
}

extension V1.IconColour {
    init(_ colour: StatusColour?) {
        switch colour {
        case nil: self = .unspecified
        case .grey: self = .grey
        case .green: self = .green
        case .yellow: self = .yellow
        case .red: self = .red
        }
    }
}

extension V1.MembershipType {
    init(_ type: MembershipType) {
        switch type {
        case .assigned: self = .assigned
        case .dynamicUser: self = .dynamicUser
        case .dynamicDevice: self = .dynamicDevice
        }
    }
}

extension V1.UpdatedSource {
    init(_ source: ObservedChange.Source) {
        switch source {
        case .notYetObserved: self = .notYetObserved
        case .observedBySync: self = .observedBySync
        case .manual: self = .manual
        }
    }
}
