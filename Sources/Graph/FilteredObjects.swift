import Directory

/// A delta query of some objects only, page after page to its end: what is there of them, groups with all their members.
struct FilteredObjects {
    /// Graph refuses more in one filter of a delta query.
    static let objectsMax = 50

    let stream: DeltaStream

    /// As it stands in an address.
    let filter: String
    private var state = RoundState(start: .initial)
    private var foundGroups: [GUID: GraphGroup] = [:]
    private var foundUsers: [GUID: GraphUser] = [:]
    private var foundDevices: [GUID: GraphDevice] = [:]
    private(set) var isComplete = false

    init(_ stream: DeltaStream, _ ids: ArraySlice<GUID>) {
        precondition(ids.count <= Self.objectsMax, "a filter has its bound")
        self.stream = stream
        filter = ids.map { "id%20eq%20'\($0.text)'" }.joined(separator: "%20or%20")
    }

    /// Where it goes on.
    var position: DeltaPosition { state.position }

    /// The groups that are there, once it is complete.
    var groups: [GUID: GraphGroup] { foundGroups.filter { $0.value.removal == nil } }

    /// The users that are there, once it is complete.
    var users: [GUID: GraphUser] { foundUsers.filter { $0.value.removal == nil } }

    /// The devices that are there, once it is complete.
    var devices: [GUID: GraphDevice] { foundDevices.filter { $0.value.removal == nil } }

    /// What to do after a page; it has been taken in already.
    mutating func received(_ page: DeltaPage, isForeign: Bool) -> RoundState.Step {
        switch page.objects {
        case .groups(let groups): join(groups)
        case .users(let users): for user in users { foundUsers[user.id] = user }
        case .devices(let devices): for device in devices { foundDevices[device.id] = device }
        }
        let step = state.received(
            page.links,
            attemptCount: page.attemptCount,
            isForeign: isForeign
        )
        note(step)
        return step
    }

    /// What to do after an error; nil where the query cannot go on.
    mutating func failed(_ kind: GraphError.Kind) -> RoundState.Step? {
        let step = state.failed(kind)
        if let step { note(step) }
        return step
    }

    private mutating func note(_ step: RoundState.Step) {
        switch step {
        case .fetch, .fail: break
        case .complete: isComplete = true
        case .restart: (foundGroups, foundUsers, foundDevices) = ([:], [:], [:])
        }
    }

    /// Adds what a page says of groups: their slices, and the rest as it was said last.
    private mutating func join(_ groups: [GraphGroup]) {
        for var group in groups {
            if let earlier = foundGroups[group.id] {
                group.members = earlier.members + group.members
                if group.visibility == .absent { group.visibility = earlier.visibility }
            }
            foundGroups[group.id] = group
        }
    }
}

extension GraphGroup {
    /// Who is a member, after all that was said of each.
    public var currentMembers: [GraphMember] {
        var last: [GUID: GraphMember] = [:]
        for member in members { last[member.id] = member }
        return last.values.filter { !$0.isRemoved }.sorted { $0.id < $1.id }
    }

    /// Whether the group does not show its members to everyone.
    public var hidesMembers: Bool {
        visibility.value?.lowercased() == "hiddenmembership"
    }
}
