/// The membership of one group at one position: who, whether still, and since when.
struct MemberLink: Hashable, Sendable {
    let member: ObjectKey
    var isMember: Bool
    /// The tenant's sequence number when this link last changed, 0 if it never did.
    var sequence: UInt64
}

/// What has changed about a group's members since the tenant began.
///
/// A link keeps its place once it has one, so that a position in a page token stays good while the
/// group changes.
struct LinkOverlay: Sendable {
    private(set) var links: [MemberLink] = []
    private var places: [ObjectKey: Int] = [:]
    /// A delta from before this sequence number reports every member, as for a new group.
    var resendSequence: UInt64 = 0

    func link(to member: ObjectKey) -> MemberLink? {
        places[member].map { links[$0] }
    }

    mutating func set(_ link: MemberLink) {
        if let place = places[link.member] {
            links[place] = link
        } else {
            places[link.member] = links.count
            links.append(link)
        }
    }

    /// Gives every link that changed after `sequence` a later number.
    mutating func restamp(after sequence: UInt64, with later: UInt64) {
        for place in links.indices where links[place].sequence > sequence {
            links[place].sequence = later
        }
    }
}

/// All the links of one group by position: those it began with, a former member, then the changes.
///
/// The number of positions only grows, and a position always means the same member. A position is
/// empty where the link of its member is found at a later one.
struct GroupLinks: Sendable {
    private let plan: GroupPlan
    private let overlay: LinkOverlay?

    init(plan: GroupPlan, overlay: LinkOverlay?) {
        self.plan = plan
        self.overlay = overlay
    }

    var positionCount: Int { plan.count + 1 + (overlay?.links.count ?? 0) }

    /// The first position whose link can have changed since the tenant began.
    var firstChangedPosition: Int { plan.count + 1 }

    /// A delta from before this sequence number reports every member, as for a new group.
    var resendSequence: UInt64 { overlay?.resendSequence ?? 0 }

    func link(at position: Int) -> MemberLink? {
        if position < plan.count {
            let member = plan.member(at: position)
            guard overlay?.link(to: member) == nil else { return nil }
            return MemberLink(member: member, isMember: true, sequence: 0)
        }
        if position == plan.count {
            guard let former = plan.formerMember, overlay?.link(to: former) == nil else {
                return nil
            }
            return MemberLink(member: former, isMember: false, sequence: 0)
        }
        return overlay?.links[position - plan.count - 1]
    }

    func contains(_ member: ObjectKey) -> Bool {
        overlay?.link(to: member)?.isMember ?? plan.contains(member)
    }

    /// The members, those that are deleted but may come back included.
    var members: [ObjectKey] {
        (0..<positionCount).compactMap { position in
            guard let link = link(at: position), link.isMember else { return nil }
            return link.member
        }
    }
}
