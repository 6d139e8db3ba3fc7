public import Directory

/// Everything that queries need of one organization at one revision, with every row encoded.
///
/// It never changes; any number of threads may read it. Images of neighbouring revisions share what
/// the revisions between them did not touch.
public final class OrganizationSnapshot: Sendable {
    let state: OrganizationState

    init(state: OrganizationState) {
        self.state = state
    }

    /// An organization of which nothing is documented.
    public init(
        empty organization: OrganizationID,
        revision: Revision,
        context: OrganizationContext
    ) {
        state = OrganizationState(
            organization: organization,
            revision: revision,
            context: context
        )
    }

    public var organization: OrganizationID { state.organization }
    /// The last revision that changed anything of the organization.
    public var revision: Revision { state.revision }
    public var context: OrganizationContext { state.context }

    /// How many rows the list of `kind` has, archived ones included.
    public func rowCount(of kind: GroupKind) -> Int { state[kind].count }

    public func asset(withPublicID id: GUID) -> AssetID? { state.assetsByPublicID[id] }

    public func facts(of asset: AssetID) -> AssetFacts? { state.assets[asset]?.facts }

    /// The encoded row of an asset; `nil` for a tombstone.
    public func row(of asset: AssetID) -> [UInt8]? { state.rowBytes(of: asset) }

    /// The facts behind an asset's status, its integration's included.
    public func reasons(of asset: AssetID) -> StatusReasons? {
        state.assets[asset].map { state.reasons(for: $0.facts) }
    }

    public func object(withEntraID id: GUID) -> ObjectID? { state.objectsByEntraID[id] }

    /// Whether the read model knows `object`: it is documented, matched, or in a membership.
    public func contains(_ object: ObjectID) -> Bool { state.objects.contains(object) }

    /// The direct members of a group, ascending.
    public func members(of group: ObjectID) -> [ObjectID] {
        guard let lists = state.members[group] else { return [] }
        let all =
            lists.users.rawValues + lists.devices.rawValues + lists.groups.rawValues
            + lists.others.rawValues
        return all.sorted().map { ObjectID($0) }
    }

    /// How many direct members a group has, those in the recycle bin included.
    public func memberCount(of group: ObjectID) -> Int {
        state.members.read(group) { $0.memberCount } ?? 0
    }

    /// The groups that an object is a direct member of, ascending.
    public func groups(of object: ObjectID) -> [ObjectID] {
        state.groups[object]?.rawValues.map { ObjectID($0) } ?? []
    }

    /// The objects whose match names a contact, ascending.
    public func objects(matchedTo contact: ContactID) -> [ObjectID] {
        state.contacts.objects[contact]?.rawValues.map { ObjectID($0) } ?? []
    }

    /// The objects whose match names a configuration, ascending.
    public func objects(matchedTo configuration: ConfigurationID) -> [ObjectID] {
        state.configurations.objects[configuration]?.rawValues.map { ObjectID($0) } ?? []
    }
}
