/// What Muster itself knows of one documented group, beside what Entra says of it.
public struct AssetFacts: Hashable, Sendable {
    /// The id that callers see; the same for ever.
    public var publicID: GUID
    public var organization: OrganizationID
    public var kind: GroupKind
    /// The Entra group; `nil` for a manual group.
    public var object: ObjectID?
    /// The tenant that the group came from; `nil` for a manual group.
    public var tenant: TenantID?
    /// The facts that belong to this group alone; those of its integration are added when the status is derived.
    public var reasons: StatusReasons
    /// When what Entra says of it stopped moving; `nil` while it is followed.
    public var frozenAt: Timestamp?
    public var updated: ObservedChange
    /// What a person wrote into a manual group; `nil` for a group of Entra.
    public var manual: ManualGroup?
    /// What people wrote into the fields of its asset type, by ascending key; a field without a value is not among them.
    public var customValues: [CustomValue]
    /// Why the last round could not read this group, which changes no status; `nil` where it could.
    public var syncError: String?

    public init(
        publicID: GUID,
        organization: OrganizationID,
        kind: GroupKind,
        object: ObjectID?,
        tenant: TenantID?,
        reasons: StatusReasons = [],
        frozenAt: Timestamp? = nil,
        updated: ObservedChange,
        manual: ManualGroup? = nil,
        customValues: [CustomValue] = [],
        syncError: String? = nil
    ) {
        self.publicID = publicID
        self.organization = organization
        self.kind = kind
        self.object = object
        self.tenant = tenant
        self.reasons = reasons
        self.frozenAt = frozenAt
        self.updated = updated
        self.manual = manual
        self.customValues = customValues
        self.syncError = syncError
    }
}

/// When a group last changed in Entra, as far as that can be known: Graph has no such property.
public struct ObservedChange: Hashable, Sendable {
    public var time: Timestamp
    public var source: Source

    public init(time: Timestamp, source: Source) {
        self.time = time
        self.source = source
    }

    public enum Source: UInt8, Hashable, Sendable {
        /// No change was seen since the first import: the time is that of the group's creation.
        case notYetObserved = 1
        /// A sync saw the change: it happened between the sync before and this time.
        case observedBySync = 2
        /// A person changed a manual group.
        case manual = 3
    }
}
