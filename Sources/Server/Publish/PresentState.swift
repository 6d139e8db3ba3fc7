import Directory
import Store

/// What is so now, for exactly the keys that a batch of changes touches: read once, in bulk, before anything is decided.
struct PresentState {
    private(set) var objects: [ObjectID: MirroredObject] = [:]
    private(set) var identities: [ObjectID: Who] = [:]
    private(set) var assets: [ObjectID: AssetID] = [:]
    private(set) var facts: [AssetID: AssetFacts] = [:]
    private(set) var contacts: [ContactID: Contact] = [:]
    private(set) var configurations: [ConfigurationID: Configuration] = [:]

    init(for changes: [Change], reader: StoreReader) throws(StoreError) {
        var objectIDs: Set<ObjectID> = []
        var memberIDs: Set<ObjectID> = []
        var groupIDs: Set<ObjectID> = []
        var factIDs: Set<AssetID> = []
        var contactIDs: Set<ContactID> = []
        var configurationIDs: Set<ConfigurationID> = []
        for change in changes {
            switch change {
            case .object(let id, _): objectIDs.insert(id)
            case .membership(let group, let member, _):
                groupIDs.insert(group)
                memberIDs.insert(member)
            case .contact(let id, _): contactIDs.insert(id)
            case .configuration(let id, _): configurationIDs.insert(id)
            case .facts(let id, _): factIDs.insert(id)
            case .choice(let id, _): memberIDs.insert(id)
            case .policy: break
            }
        }
        try read(objects: objectIDs.union(groupIDs), members: memberIDs, from: reader)
        try read(facts: factIDs, from: reader)
        let contactList = contactIDs.sorted()
        for (id, contact) in zip(contactList, try reader.contacts(contactList)) {
            contacts[id] = contact
        }
        let configurationList = configurationIDs.sorted()
        for (id, configuration) in zip(
            configurationList,
            try reader.configurations(configurationList)
        ) {
            configurations[id] = configuration
        }
    }

    /// The asset that documents a group, with what Muster knows of it.
    func asset(of group: ObjectID) -> (id: AssetID, facts: AssetFacts)? {
        guard let id = assets[group], let facts = facts[id] else { return nil }
        return (id, facts)
    }

    private mutating func read(
        objects ids: Set<ObjectID>,
        members: Set<ObjectID>,
        from reader: StoreReader
    ) throws(StoreError) {
        let list = ids.sorted()
        for case let object? in try reader.mirrored(list) { objects[object.id] = object }
        let everyone = ids.union(members).sorted()
        identities = try reader.who(everyone)
        let groups = list.filter { identities[$0]?.type == .group }
        for (group, asset) in zip(groups, try reader.assetIDs(of: groups)) { assets[group] = asset }
        try read(facts: Set(assets.values), from: reader)
    }

    private mutating func read(facts ids: Set<AssetID>, from reader: StoreReader) throws(StoreError)
    {
        let list = ids.sorted()
        for (id, value) in zip(list, try reader.facts(of: list)) { facts[id] = value }
    }
}

extension StoreReader {
    /// Who each of the objects is.
    func who(_ objects: [ObjectID]) throws(StoreError) -> [ObjectID: Who] {
        var found: [ObjectID: Who] = [:]
        for (id, identity) in zip(objects, try identities(of: objects)) {
            guard let identity else { continue }
            found[id] = Who(tenant: identity.tenant, entraID: identity.entraID, type: identity.type)
        }
        return found
    }
}
