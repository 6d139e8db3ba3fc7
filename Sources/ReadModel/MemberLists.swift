import Directory

/// The direct members of one group by what they are, and how many of each kind a row would show.
///
/// The counts leave out members in the recycle bin and are kept by differences: a change to a group of
/// a million members costs no walk over them.
struct MemberLists: Hashable, Sendable {
    var users = SortedIDs()
    var devices = SortedIDs()
    var groups = SortedIDs()
    var others = SortedIDs()
    var counts = MemberCounts()

    init() {}

    var isEmpty: Bool {
        users.isEmpty && devices.isEmpty && groups.isEmpty && others.isEmpty
    }

    var memberCount: Int { users.count + devices.count + groups.count + others.count }

    /// The list that holds members of `type`.
    subscript(type: ObjectType) -> SortedIDs {
        get {
            switch type {
            case .user: users
            case .device: devices
            case .group: groups
            case .servicePrincipal, .organizationalContact, .unknown: others
            }
        }
        _modify {
            switch type {
            case .user: yield &users
            case .device: yield &devices
            case .group: yield &groups
            case .servicePrincipal, .organizationalContact, .unknown: yield &others
            }
        }
    }
}

/// How many members of each category a group has.
struct MemberCounts: Hashable, Sendable {
    private var counts = SIMD8<UInt32>.zero

    subscript(category: MemberCategory) -> UInt32 {
        counts[Int(category.rawValue)]
    }

    mutating func add(_ category: MemberCategory) {
        counts[Int(category.rawValue)] += 1
    }

    mutating func subtract(_ category: MemberCategory) {
        precondition(self[category] > 0, "a member left a count that it was not part of")
        counts[Int(category.rawValue)] -= 1
    }
}
