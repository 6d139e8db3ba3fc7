public import Directory

extension OrganizationSnapshot {
    /// Loads the image that the store holds: rows as they were published, everything else from its source.
    ///
    /// - Parameters:
    ///   - image: Everything documented of the organization at one revision.
    ///   - context: What policy said of it at that revision.
    public convenience init(image: OrganizationImage, context: OrganizationContext) {
        var state = OrganizationState(
            organization: image.organization,
            revision: image.revision,
            context: context
        )
        state.load(records: image)
        state.load(objects: image.objects)
        state.load(frozen: image)
        state.load(memberships: image.memberships)
        state.load(assets: image.assets)
        state.releaseUnneeded()
        self.init(state: state)
    }
}

extension OrganizationState {
    fileprivate mutating func load(records image: OrganizationImage) {
        for documented in image.contacts {
            contacts.set(RecordEntry(documented.contact), for: documented.id)
        }
        for documented in image.configurations {
            configurations.set(RecordEntry(documented.configuration), for: documented.id)
        }
    }

    fileprivate mutating func load(objects documented: [DocumentedObject]) {
        let entries = documented.lazy.map { [self] object in (object.id, self.entry(of: object)) }
        objects = ChunkedMap(ascending: entries)
        for object in documented {
            objectsByEntraID[object.entraID] = object.id
            guard let record = object.match.record else { continue }
            switch object.type {
            case .user: contacts.addObject(object.id, to: ContactID(record))
            case .device: configurations.addObject(object.id, to: ConfigurationID(record))
            case .group, .servicePrincipal, .organizationalContact, .unknown: break
            }
        }
    }

    private func entry(of object: DocumentedObject) -> ObjectEntry {
        var group: GroupProperties?
        if case .group(let properties) = object.properties {
            group = GroupProperties(properties)
        }
        var entry = ObjectEntry(
            tenant: object.tenant,
            entraID: object.entraID,
            type: object.type,
            hasProperties: object.properties != nil,
            isDeleted: object.properties?.isDeleted ?? object.type.hasStream,
            name: object.properties?.displayName ?? "",
            match: object.match,
            row: [],
            group: group
        )
        entry.row = MemberRowEncoder.row(
            of: entry.type,
            entraID: entry.entraID,
            properties: object.properties,
            standing: standing(of: entry)
        )
        return entry
    }

    fileprivate mutating func load(frozen image: OrganizationImage) {
        for group in image.frozenGroups {
            let view = FrozenView(since: group.since, syncsUsers: group.syncsUsers)
            frozen.set(view, for: group.group)
        }
        var entries: [ObjectID: [EarlierEntry]] = [:]
        for earlier in image.earlierObjects {
            let id = earlier.object.id
            let entry = self.entry(of: earlier.object)
            guard let now = objects[id], !entry.isSame(as: now) else { continue }
            entries[id, default: []].append(EarlierEntry(since: earlier.since, entry: entry))
        }
        for (id, entries) in entries { setEarlier(entries, of: id) }
    }

    fileprivate mutating func load(memberships: [Membership]) {
        var start = 0
        var lists: [(ObjectID, MemberLists)] = []
        while start < memberships.count {
            let group = memberships[start].group
            var members = MemberLists()
            var partitions: [ObjectType: [UInt32]] = [:]
            let frozen = self.frozen[group]
            while start < memberships.count, memberships[start].group == group {
                let member = memberships[start].member
                let category = readMember(member, in: frozen) {
                    self.category(of: $0, in: frozen)
                }
                guard let category, let type = objects.read(member, { $0.type }) else {
                    preconditionFailure("a membership names an object that is not stored")
                }
                partitions[Self.listType(type), default: []].append(member.rawValue)
                members.counts.add(category)
                start += 1
            }
            for (type, rawValues) in partitions { members[type] = SortedIDs(ascending: rawValues) }
            lists.append((group, members))
        }
        members = ChunkedMap(ascending: lists)
        load(groupsBehind: memberships)
    }

    /// One type for each list of members, so that types that share a list come together.
    private static func listType(_ type: ObjectType) -> ObjectType {
        switch type {
        case .user, .device, .group: type
        case .servicePrincipal, .organizationalContact, .unknown: .unknown
        }
    }

    /// Turns the memberships round: counted first, then each written to its place, without sorting.
    private mutating func load(groupsBehind memberships: [Membership]) {
        guard let highest = memberships.map(\.member.rawValue).max(),
            let lowest = memberships.map(\.member.rawValue).min()
        else { return }
        var starts = [UInt32](repeating: 0, count: Int(highest - lowest) + 2)
        for pair in memberships { starts[Int(pair.member.rawValue - lowest) + 1] += 1 }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
        var next = starts
        var reversed = [UInt32](repeating: 0, count: memberships.count)
        for pair in memberships {
            let index = Int(pair.member.rawValue - lowest)
            reversed[Int(next[index])] = pair.group.rawValue
            next[index] += 1
        }
        let entries = (0..<starts.count - 1).lazy
            .filter { starts[$0] < starts[$0 + 1] }
            .map { index in
                let groups = Array(reversed[Int(starts[index])..<Int(starts[index + 1])])
                return (ObjectID(lowest + UInt32(index)), SortedIDs(ascending: groups))
            }
        groups = ChunkedMap(ascending: entries)
    }

    fileprivate mutating func load(assets documented: [DocumentedAsset]) {
        var edits: [GroupKind: [RowTable.Edit]] = [:]
        var entries: [(AssetID, AssetEntry)] = []
        for asset in documented {
            var entry = AssetEntry(facts: asset.facts, rowName: nil)
            if !asset.row.isEmpty {
                guard let row = RowEntry(asset: asset.id, bytes: asset.row) else {
                    preconditionFailure("a stored row cannot be read")
                }
                entry.rowName = row.key.name
                edits[asset.facts.kind, default: []].append(.init(key: row.key, entry: row))
            }
            entries.append((asset.id, entry))
            assetsByPublicID[asset.facts.publicID] = asset.id
        }
        assets = ChunkedMap(ascending: entries)
        for asset in documented {
            guard let object = asset.facts.object else { continue }
            assetsByObject.set(asset.id, for: object)
        }
        for (kind, edits) in edits {
            self[kind].apply(edits.sorted { $0.key < $1.key })
        }
    }

    /// Leaves out what publishing would have forgotten.
    fileprivate mutating func releaseUnneeded() {
        var unneeded: [(ObjectID, GUID)] = []
        objects.forEach { id, entry in
            if !isNeeded(entry, id: id) { unneeded.append((id, entry.entraID)) }
        }
        for (id, entraID) in unneeded {
            objects.remove(id)
            objectsByEntraID[entraID] = nil
        }
    }
}
