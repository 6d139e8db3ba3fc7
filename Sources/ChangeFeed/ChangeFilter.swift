public import Directory

/// Which groups a subscriber hears of; every condition that is set must hold.
public struct ChangeFilter: Hashable, Sendable {
    /// `nil`: every organization, later ones too.
    public var organizations: Set<OrganizationID>?
    public var kind: GroupKind?
    /// Empty: any.
    public var groups: Set<GUID> = []
    public var name: NamePattern?
    /// The statuses' numbers in the contract; empty: any.
    public var statuses: Set<Int32> = []
    public var principal: PrincipalFilter?

    public init() {}

    /// Whether nothing but the organization has to be looked at.
    private var isTrivial: Bool {
        kind == nil && groups.isEmpty && name == nil && statuses.isEmpty
    }

    /// Whether it asks for the groups that a group is in, which can be hidden from whoever asks.
    public var asksForGroup: Bool {
        if case .object(.group, _)? = principal { true } else { false }
    }

    /// The filter of someone who does not see the group whose groups it asks for: nothing is in what is not there.
    public var withHiddenPrincipal: ChangeFilter {
        guard case .object(.group, let id)? = principal else { return self }
        var filter = self
        filter.principal = .object(.unknown, id)
        return filter
    }

    /// Whether it is such a filter.
    var hasHiddenPrincipal: Bool {
        if case .object(.unknown, _)? = principal { true } else { false }
    }

    func covers(_ organization: OrganizationID) -> Bool {
        organizations?.contains(organization) ?? true
    }

    /// Whether a row passes, membership of the principal aside.
    func passes(
        _ row: [UInt8],
        publicID: GUID,
        in organization: OrganizationID
    ) -> Bool {
        guard covers(organization) else { return false }
        if isTrivial { return true }
        if !groups.isEmpty, !groups.contains(publicID) { return false }
        guard kind != nil || name != nil || !statuses.isEmpty else { return true }
        let facts = RowFacts(row)
        if let kind, facts.kind != kind { return false }
        if !statuses.isEmpty, !statuses.contains(facts.status) { return false }
        return name?.matches(facts.name) ?? true
    }
}

/// Whose groups a subscriber hears of: those that someone or something is a direct member of.
public enum PrincipalFilter: Hashable, Sendable {
    /// The users matched to the contact with this id.
    case contact(String)
    /// The devices matched to the configuration with this id.
    case configuration(String)
    /// A user, device or group of Entra.
    case object(ObjectType, GUID)

    /// Whether a member with this standing is the principal; without a standing it is no member.
    private func isMet(by standing: MatchStanding?, entraID: GUID, type: ObjectType) -> Bool {
        guard let standing else { return false }
        switch self {
        case .contact(let id): return type == .user && standing.record?.externalID == id
        case .configuration(let id): return type == .device && standing.record?.externalID == id
        case .object(let wanted, let id): return type == wanted && entraID == id
        }
    }

    /// How many members of a group that are the principal came less those that went.
    func difference(_ members: [MembershipEvent]) -> Int {
        var difference = 0
        for event in members {
            if isMet(by: event.old, entraID: event.entraID, type: event.type) { difference -= 1 }
            if isMet(by: event.new, entraID: event.entraID, type: event.type) { difference += 1 }
        }
        return difference
    }
}

/// In which documented groups a principal is a direct member, and how often.
///
/// A contact can be several users of one group.
public struct PrincipalGroups: Hashable, Sendable {
    private var counts: [AssetID: Int]

    public init(_ counts: [AssetID: Int] = [:]) {
        self.counts = counts.filter { $0.value > 0 }
    }

    public func contains(_ asset: AssetID) -> Bool { counts[asset] != nil }

    public mutating func add(_ difference: Int, to asset: AssetID) {
        guard difference != 0 else { return }
        let count = (counts[asset] ?? 0) + difference
        counts[asset] = count > 0 ? count : nil
    }
}
