public import Directory

extension OrganizationSnapshot {
    /// A user or a device with its match, as the rules for counting it show it.
    public struct MatchedObject: Sendable {
        public var id: ObjectID
        public var tenant: TenantID
        public var entraID: GUID
        public var type: ObjectType
        /// What Entra calls it.
        public var name: String
        public var match: Match
        /// The row that member lists show of it, a `MemberRow` or a `DeviceRow`.
        public var row: [UInt8]
        /// Matches of its tenant's users do not count at present.
        public var isSwitchedOff: Bool
    }

    /// The user or device with this id; nil for everything else, and for what is in the recycle bin.
    public func matchedObject(_ id: ObjectID) -> MatchedObject? {
        guard let entry = state.objects[id], !entry.isDeleted, entry.hasProperties,
            entry.type == .user || entry.type == .device
        else { return nil }
        let syncsUsers = state.context.tenants[entry.tenant]?.syncsUsers ?? false
        return MatchedObject(
            id: id,
            tenant: entry.tenant,
            entraID: entry.entraID,
            type: entry.type,
            name: entry.name,
            match: state.standing(of: entry).match,
            row: entry.row,
            isSwitchedOff: entry.type == .user && !syncsUsers
        )
    }

    /// Every user and device, in no particular order.
    public func forEachMatchedObject(_ body: (MatchedObject) -> Void) {
        state.objects.forEach { id, _ in
            if let object = matchedObject(id) { body(object) }
        }
    }

    /// A contact's external id and name.
    public func record(of contact: ContactID) -> (externalID: String, name: String)? {
        state.contacts[contact].map { ($0.externalID, $0.name) }
    }

    /// A configuration's external id and name.
    public func record(of configuration: ConfigurationID) -> (externalID: String, name: String)? {
        state.configurations[configuration].map { ($0.externalID, $0.name) }
    }

    public func contact(withExternalID id: String) -> ContactID? { state.contacts.byExternalID[id] }

    public func configuration(withExternalID id: String) -> ConfigurationID? {
        state.configurations.byExternalID[id]
    }
}
