public import Directory

/// Everything that one publish writes, together or not at all.
///
/// The versioned part says what is so from the new revision on; what holds already is dropped. When
/// nothing versioned remains, no revision is taken and the rest is stored all the same. Of several
/// entries with the same key the last one counts.
public struct Publication: Sendable {
    public var time: Timestamp
    public var cause: Cause
    /// The run behind the publish, if a sync made it.
    public var run: RunID?
    /// The key of the principal behind it; empty for the service itself.
    public var actor: String
    /// The organizations that are changed: the revision counts as one of each of them, and of those that `log` names.
    public var organizations: Set<OrganizationID>

    // Versioned.
    public var objects: [ObjectChange] = []
    public var memberships: [MembershipChange] = []
    public var matches: [MatchChange] = []
    public var contacts: [ContactChange] = []
    public var configurations: [ConfigurationChange] = []
    public var facts: [FactsChange] = []
    public var policy: [PolicyItem] = []
    public var rows: [RowChange] = []
    /// The change log's records, in the order in which subscribers shall see them.
    public var log: [ChangeRecord] = []

    // Not versioned.
    public var pendingObjects: [PendingObjectChange] = []
    public var pendingMembers: [PendingMemberChange] = []
    /// Tenants whose pending differences are dropped before the new ones are stored.
    public var tenantsWithoutPending: [TenantID] = []
    /// Groups whose pending memberships are dropped before the new ones are stored.
    public var groupsWithoutPending: [ObjectID] = []
    public var tenantStates: [TenantID: TenantState] = [:]
    public var runs: [RunID: RunRecord] = [:]
    public var runNotes: [RunNote] = []
    public var activity: [ActivityRecord] = []
    public var credentials: [CredentialChange] = []

    public init(
        time: Timestamp,
        cause: Cause,
        run: RunID? = nil,
        actor: String = "",
        organizations: Set<OrganizationID> = []
    ) {
        self.time = time
        self.cause = cause
        self.run = run
        self.actor = actor
        self.organizations = organizations
    }

    /// Adds one change of the vocabulary to the part where it belongs.
    public mutating func add(_ change: Change) {
        switch change {
        case .object(let id, let properties):
            objects.append(ObjectChange(id: id, properties: properties))
        case .membership(let group, let member, let isMember):
            memberships.append(MembershipChange(group: group, member: member, isMember: isMember))
        case .contact(let id, let contact):
            contacts.append(ContactChange(id: id, contact: contact))
        case .configuration(let id, let configuration):
            configurations.append(ConfigurationChange(id: id, configuration: configuration))
        case .facts(let id, let value): facts.append(FactsChange(id: id, facts: value))
        case .choice(let id, let match): matches.append(MatchChange(id: id, match: match))
        case .policy(let item): policy.append(item)
        }
    }

    public mutating func add(_ changes: some Sequence<Change>) {
        for change in changes { add(change) }
    }
}

/// What a publish did.
public struct Published: Hashable, Sendable {
    /// The newest revision: the one that was made, or the one before when none was needed.
    public var revision: Revision
    public var chain: Chain
    /// Whether anything versioned changed, and so a revision was made.
    public var madeRevision: Bool
    /// The time of the revision: as asked for, but never before that of the revision before.
    public var time: Timestamp
}
