import ArgumentParser
import Wire

/// The two kinds of groups, as words of the command line.
enum KindArgument: String, CaseIterable, ExpressibleByArgument {
    case security
    case microsoft365

    var wire: V1.GroupKind {
        switch self {
        case .security: .security
        case .microsoft365: .microsoft365
        }
    }
}

/// The sortable columns, as words of the command line.
enum SortArgument: String, CaseIterable, ExpressibleByArgument {
    case name
    case membersMatched = "members-matched"
    case membersNotMatched = "members-not-matched"
    case email
    case domain
    case membershipType = "membership-type"
    case status
    case updated

    var wire: V1.GroupSortColumn {
        switch self {
        case .name: .name
        case .membersMatched: .membersMatched
        case .membersNotMatched: .membersNotMatched
        case .email: .email
        case .domain: .domain
        case .membershipType: .membershipType
        case .status: .syncStatus
        case .updated: .updated
        }
    }
}

/// The statuses, as words of the command line.
enum StatusArgument: String, CaseIterable, ExpressibleByArgument {
    case none
    case enabled
    case orphaned
    case disabled

    var wire: V1.SyncStatus {
        switch self {
        case .none: .none
        case .enabled: .enabled
        case .orphaned: .orphaned
        case .disabled: .disabled
        }
    }
}

/// The types of membership, as words of the command line.
enum MembershipArgument: String, CaseIterable, ExpressibleByArgument {
    case assigned
    case dynamicUser = "dynamic-user"
    case dynamicDevice = "dynamic-device"

    var wire: V1.MembershipType {
        switch self {
        case .assigned: .assigned
        case .dynamicUser: .dynamicUser
        case .dynamicDevice: .dynamicDevice
        }
    }
}

/// The sections of a group's members, as words of the command line.
enum SectionArgument: String, CaseIterable, ExpressibleByArgument {
    case matched
    case notMatched = "not-matched"
    case other

    var wire: V1.MemberSection {
        switch self {
        case .matched: .matched
        case .notMatched: .notMatched
        case .other: .other
        }
    }
}
