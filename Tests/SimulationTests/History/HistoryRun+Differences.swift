import Directory
import ReadModel

@testable import Server
@testable import Store

/// What must always be so; each check answers what is not.
extension HistoryRun {
    /// Where the snapshot in memory is not, byte for byte, the one that the store would load.
    func differencesFromStore() throws -> [String] {
        var found = Differences()
        let held = publisher.snapshot
        let (head, policy) = try store.read { reader throws(StoreError) in
            (try reader.head(), Policy(try reader.policy()))
        }
        found.expect(held.revision, head.revision, "revision")
        found.expect(held.chain, head.chain.bytes, "chain")
        found.expect(held.policy, policy, "policy")
        found.expect(
            Set(held.organizations.keys),
            Set(policy.organizations.keys),
            "organizations"
        )
        for (id, image) in held.organizations {
            let name = "organization \(id.rawValue)"
            let isSame = image.canonicalBytes() == (try load(id, policy))
            found.expect(isSame, true, "\(name) equals what is stored")
            found.expect(image.context, policy.context(of: id), "\(name), context")
            found.expect(image.assetsWithStaleRows(), [], "\(name), stale rows")
        }
        return found.texts
    }

    /// What the store holds of an organization, as bytes.
    private func load(_ id: OrganizationID, _ policy: Policy) throws -> [UInt8] {
        try store.read { reader throws(StoreError) in
            OrganizationSnapshot(image: try reader.image(of: id), context: policy.context(of: id))
                .canonicalBytes()
        }
    }

    /// Where documentation, pending and statuses are not what the model says.
    func differencesFromModel() throws -> [String] {
        try store.read { reader throws(StoreError) in
            var found = Differences()
            for cast in world.casts {
                let image = publisher.snapshot.organizations[cast.organization]
                for id in cast.members {
                    if let object = try reader.mirrored([id])[0] { compare(object, &found) }
                }
                for id in cast.groups {
                    let expected = (model.groups[id]?.members ?? []).sorted()
                    let documented = try reader.documentedMembers(of: id)
                    found.expect(documented, expected, "members of \(id.rawValue)")
                    found.expect(
                        image?.members(of: id) ?? [],
                        expected,
                        "members of \(id.rawValue) in memory"
                    )
                    let asset = try reader.assetIDs(of: [id])[0]
                    found.expect(
                        asset.flatMap {
                            image?.facts(of: $0) == nil ? nil : image?.reasons(of: $0)
                        },
                        model.reasons(of: id),
                        "reasons of \(id.rawValue)"
                    )
                    guard !model.purged.contains(id) else { continue }
                    found.expect(
                        try reader.mirroredMembers(of: id),
                        (model.toldMembers[id] ?? []).sorted(),
                        "members of \(id.rawValue) as told"
                    )
                }
            }
            return found.texts
        }
    }

    /// Documentation and pending together are what Graph told; of a deleted group only that it is deleted counts.
    private func compare(_ object: MirroredObject, _ found: inout Differences) {
        let name = "\(object.type) \(object.id.rawValue)"
        let told = model.told[object.id]
        guard let expected = model.groups[object.id] else {
            found.expect(object.properties, told, "\(name) as told")
            return
        }
        let isGone = told?.isDeleted ?? true
        found.expect(object.properties?.isDeleted ?? true, isGone, "\(name), deleted as told")
        if !isGone { found.expect(object.properties, told, "\(name) as told") }
        guard case .group(var documented)? = object.documented else {
            found.expect(false, true, "\(name) is documented")
            return
        }
        found.expect(documented.isDeleted, expected.isSourceDeleted, "\(name), deleted")
        documented.isDeleted = false
        found.expect(documented, expected.properties, "\(name), documented")
    }

    /// Where the log of the newest revision does not name exactly the rows that changed since `before`, with both images.
    func differencesInLog(since before: Snapshot) throws -> [String] {
        var found = Differences()
        let after = publisher.snapshot
        let page = try store.read { reader throws(StoreError) in
            try reader.changes(after: LogPosition(after: before.revision), limit: 10_000)
        }
        var logged: Set<AssetID> = []
        let ofMembers: ChangeMask = [.members, .devices, .nestedGroups, .matches]
        for change in page.changes {
            let name = "log of asset \(change.asset.rawValue)"
            found.expect(change.position.revision, after.revision, "\(name), revision")
            found.expect(logged.insert(change.asset).inserted, true, "\(name) is one record")
            let old = before.organizations[change.organization]?.row(of: change.asset)
            let new = after.organizations[change.organization]?.row(of: change.asset)
            found.expect(change.old == old, true, "\(name), row before")
            found.expect(change.new == new, true, "\(name), row after")
            let isNews = old != new || !change.mask.isDisjoint(with: ofMembers)
            found.expect(isNews, true, "\(name) tells of a change")
        }
        for (id, image) in after.organizations {
            for (asset, _) in image.syncedAssets()
            where before.organizations[id]?.row(of: asset) != image.row(of: asset) {
                found.expect(logged.contains(asset), true, "asset \(asset.rawValue) is in the log")
            }
        }
        return found.texts
    }

    /// Which revisions answer another thing now than when they were new.
    func differencesInHistory() throws -> [String] {
        var found = Differences()
        for (organization, images) in images {
            for (revision, bytes) in images {
                let loaded = try store.read { reader throws(StoreError) in
                    let image = try reader.image(of: organization, at: revision)
                    let policy = Policy(try reader.policy(at: revision))
                    return OrganizationSnapshot(
                        image: image,
                        context: policy.context(of: organization)
                    )
                }
                found.expect(
                    loaded.canonicalBytes() == bytes,
                    true,
                    "organization \(organization.rawValue) at \(revision.number)"
                )
            }
        }
        return found.texts
    }
}

/// What differs from what was expected, in words.
struct Differences {
    private(set) var texts: [String] = []

    mutating func expect<Value: Equatable>(_ value: Value, _ expected: Value, _ what: String) {
        if value != expected { texts.append("\(what): \(value), expected \(expected)") }
    }
}
