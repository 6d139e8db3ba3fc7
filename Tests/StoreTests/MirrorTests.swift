import Directory
import TestSupport
import Testing

@testable import Store

@Suite struct MirrorTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func theMirrorIsTheDocumentationWithWhatIsPending(seed: UInt64) throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let universe = try Universe(in: store)
        var random = SplitMix64(seed: seed)
        var documented: [ObjectID: ObjectProperties] = [:]
        var members: Set<Membership> = []
        var pending: [ObjectID: PendingObject] = [:]
        var pendingMembers: [Membership: Bool] = [:]
        for number in 0..<40 {
            var publication = Publication(
                time: Timestamp(milliseconds: Int64(number)),
                cause: .sync
            )
            for _ in 0..<3 {
                guard let object = universe.objects.randomElement(using: &random) else { continue }
                let properties = random.properties(of: object.key.type)
                if random.flag() {
                    publication.add(.object(object.id, properties))
                    documented[object.id] = properties
                } else {
                    let change = [PendingObject.gone, .present(properties), nil][
                        Int.random(in: 0..<3, using: &random)
                    ]
                    publication.pendingObjects.append(.init(id: object.id, pending: change))
                    pending[object.id] = change
                }
                let group = universe.objects[0].id
                let membership = Membership(group: group, member: object.id)
                let isMember = random.flag()
                if random.flag() {
                    publication.add(
                        .membership(group: group, member: object.id, isMember: isMember)
                    )
                    if isMember { members.insert(membership) } else { members.remove(membership) }
                } else {
                    let change = random.flag() ? isMember : nil
                    publication.pendingMembers.append(
                        .init(group: group, member: object.id, isMember: change)
                    )
                    pendingMembers[membership] = change
                }
            }
            _ = try store.publish(publication)
            try store.read { reader throws(StoreError) in
                for object in universe.objects {
                    let found = try reader.mirrored([object.id]).first ?? nil
                    #expect(found?.documented == documented[object.id], "seed \(seed)")
                    #expect(found?.pending == pending[object.id], "seed \(seed)")
                    #expect(found?.entraID == object.key.entraID)
                }
                let expected = universe.objects.map(\.id).filter { member in
                    let membership = Membership(group: universe.objects[0].id, member: member)
                    return pendingMembers[membership] ?? members.contains(membership)
                }
                let mirrored = try reader.mirroredMembers(of: universe.objects[0].id)
                #expect(mirrored == expected.sorted(), "seed \(seed), publish \(number)")
                let stated = try reader.pendingMembers(of: universe.objects[0].id)
                #expect(stated.count == pendingMembers.count)
                let withPending = Set(pending.keys).union(
                    pendingMembers.isEmpty ? [] : [universe.objects[0].id]
                )
                var listed: [ObjectID] = []
                for tenant in universe.tenants {
                    var last: ObjectID?
                    while true {
                        let batch = try reader.objectsWithPending(
                            in: tenant.id,
                            after: last,
                            limit: 2
                        )
                        guard let end = batch.last else { break }
                        last = end
                        listed += batch
                    }
                }
                #expect(listed == withPending.sorted(), "seed \(seed)")
            }
        }
    }

    @Test func aTenantsObjectsComeInTheOrderOfTheirEntraIDs() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let universe = try Universe(in: store)
        for tenant in universe.tenants {
            let expected = universe.objects.filter { $0.tenant == tenant.id }
                .sorted { $0.key.entraID < $1.key.entraID }
            for limit in [1, 4, 100] {
                let found = try store.read { reader throws(StoreError) in
                    var found: [MirroredObject] = []
                    while true {
                        let batch = try reader.mirroredObjects(
                            of: tenant.id,
                            after: found.last?.entraID,
                            limit: limit
                        )
                        if batch.isEmpty { return found }
                        found += batch
                    }
                }
                #expect(found.map(\.id) == expected.map(\.id))
                #expect(found.map(\.type) == expected.map(\.key.type))
            }
        }
    }

    @Test func membersThatNoStreamDescribesAreFoundWithoutPassingThroughTheRest() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let universe = try Universe(in: store)
        let tenant = universe.tenants[0].id
        var others = universe.objects.filter { $0.tenant == tenant }
            .filter { $0.key.type == .servicePrincipal }
            .sorted { $0.key.entraID < $1.key.entraID }
        #expect(others.count == 2)
        while true {
            let found = try store.read { reader throws(StoreError) in
                try reader.undescribedMembers(of: tenant, limit: 10)
            }
            #expect(found.map(\.entraID) == others.map(\.key.entraID))
            guard let described = others.popLast() else { break }
            var publication = Publication(time: Timestamp(milliseconds: 1), cause: .sync)
            let properties = OtherObject(odataType: "#new", displayName: "A")
            publication.add(.object(described.id, .other(properties)))
            _ = try store.publish(publication)
        }
        try store.connection.perform("looking") { session throws(StoreError) in
            var plan = ""
            try session.statement("EXPLAIN QUERY PLAN " + StoreReader.undescribedSQL)
                .rows { row throws(StoreError) in plan += row.text(3) }
            #expect(plan.contains("object_other"))
        }
    }

    @Test func pendingIsDroppedByTenantAndByGroup() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let universe = try Universe(in: store)
        let groups = universe.objects.filter { $0.key.type == .group }
        var filling = Publication(time: Timestamp(milliseconds: 1), cause: .sync)
        for group in groups {
            filling.pendingObjects.append(.init(id: group.id, pending: .gone))
            filling.pendingMembers.append(
                .init(group: group.id, member: group.id, isMember: true)
            )
        }
        _ = try store.publish(filling)
        var dropping = Publication(time: Timestamp(milliseconds: 2), cause: .sync)
        dropping.tenantsWithoutPending = [universe.tenants[0].id]
        let kept = groups.filter { $0.tenant == universe.tenants[1].id }
        dropping.groupsWithoutPending = [kept[0].id]
        // Dropped first, stored afterwards.
        dropping.pendingObjects = [.init(id: groups[0].id, pending: .gone)]
        _ = try store.publish(dropping)
        try store.read { reader throws(StoreError) in
            for group in groups {
                let isKept = group.tenant == universe.tenants[1].id
                let object = try reader.pending(of: [group.id])
                let members = try reader.pendingMembers(of: group.id)
                #expect(object == [isKept || group.id == groups[0].id ? .gone : nil])
                #expect(members.isEmpty == (!isKept || group.id == kept[0].id))
            }
        }
    }
}
