import Directory
import TestSupport

@testable import Store

/// All that a store says, for comparison.
struct StoreState: Equatable {
    var head: StoreHead
    var images: [OrganizationImage] = []
    var policy: [PolicyItem] = []
    var log: [LoggedChange] = []
    var revisions: [RevisionInfo] = []
    var mirrored: [MirroredObject?] = []
    var members: [[ObjectID]] = []
    var tenantStates: [TenantID: TenantState] = [:]
    var runs: [RunID: RunRecord] = [:]
    var notes: [RunNote] = []
    var activity: [LoggedActivity] = []
    var credential: [UInt8]?

    init(of store: Store, in universe: Universe) throws {
        self = try store.read { reader throws(StoreError) in
            var state = StoreState(head: try reader.head())
            for organization in universe.organizations {
                state.images.append(try reader.image(of: organization))
            }
            state.policy = try reader.policy()
            state.log = try reader.changes(after: LogPosition(after: .none), limit: 10_000).changes
            state.revisions = try reader.revisions(after: .none, limit: 10_000)
            state.mirrored = try reader.mirrored(universe.objects.map(\.id))
            for object in universe.objects {
                state.members.append(try reader.mirroredMembers(of: object.id))
            }
            state.tenantStates = try reader.tenantStates()
            for entry in try reader.runs(limit: 100) { state.runs[entry.id] = entry.run }
            for run in state.runs.keys.sorted() {
                state.notes += try reader.notes(of: run, limit: 100)
            }
            state.activity = try reader.activity(limit: 100)
            state.credential = try reader.credential("integration")
            return state
        }
    }

    private init(head: StoreHead) {
        self.head = head
    }
}

extension Universe {
    /// A publication that writes something into every table.
    func richPublication(run: RunID, using random: inout SplitMix64) -> Publication {
        var publication = Publication(
            time: Timestamp(milliseconds: 1_000_000),
            cause: .sync,
            run: run,
            actor: "somebody",
            organizations: [organizations[0]]
        )
        for object in objects.prefix(6) {
            publication.add(.object(object.id, random.properties(of: object.key.type)))
            publication.matches.append(.init(id: object.id, match: .ignored))
            publication.add(
                .membership(group: objects[0].id, member: object.id, isMember: random.flag())
            )
            publication.pendingMembers.append(
                .init(group: objects[3].id, member: object.id, isMember: random.flag())
            )
        }
        for asset in assets.prefix(2) {
            publication.add(.facts(asset.id, random.facts(of: asset)))
            publication.rows.append(.init(id: asset.id, bytes: random.bytes(atMost: 30)))
            publication.log.append(
                .init(organization: asset.organization, asset: asset.id, mask: .properties)
            )
        }
        let contact = Contact(
            organization: organizations[0],
            externalID: "external-0",
            firstName: "A",
            lastName: "B",
            emails: []
        )
        publication.add(.contact(contacts[0].id, contact))
        publication.add(.configuration(configurations[0].id, nil))
        let principal = Principal(key: "somebody", role: .administrator)
        publication.add(.policy(.principal("somebody", principal)))
        publication.pendingObjects = [
            .init(id: objects[4].id, pending: .gone),
            .init(id: objects[5].id, pending: .present(random.properties(of: .group))),
        ]
        publication.tenantsWithoutPending = [tenants[1].id]
        publication.groupsWithoutPending = [objects[0].id]
        publication.tenantStates = [tenants[0].id: random.tenantState()]
        publication.runs = [
            run: RunRecord(
                tenant: tenants[0].id,
                started: Timestamp(milliseconds: 1),
                ended: Timestamp(milliseconds: 2),
                outcome: .succeeded,
                revision: Revision(7)
            )
        ]
        publication.runNotes = [
            RunNote(run: run, asset: assets[0].id, mask: .members, note: "changed"),
            RunNote(run: run, asset: nil, mask: [], note: "a page came twice"),
        ]
        publication.activity = [
            ActivityRecord(
                time: Timestamp(milliseconds: 3),
                actor: "somebody",
                action: "archived",
                organization: organizations[0],
                asset: assets[0].id,
                subject: "Sales",
                address: "192.0.2.1"
            )
        ]
        publication.credentials = [.init(key: "integration", sealed: [1, 2, 3])]
        return publication
    }
}
