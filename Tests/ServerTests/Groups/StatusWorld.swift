import Directory
import Logging
import ReadModel
import Store
import Sync
import Testing
import Wire

@testable import Server

/// Whatever can happen to the status of a group.
enum StatusEvent: CaseIterable, Hashable, Sendable {
    case disableSync, enableSync, archive, unarchive, delete, restore
    case deletedInEntra, restoredInEntra, renamedInEntra, memberCameOrWent
    case settingCleared, settingTicked, integrationRemoved, integrationAdded
}

/// One security group of Entra with two users, on a publisher of its own: everything that can be done to it, and how it
/// stands then.
final class StatusWorld {
    let side: WriterSide
    let tenant: TenantID
    let group: ObjectID
    let users: [ObjectID]
    private var integration = Integration(
        key: "main",
        name: "Main",
        applicationID: "app",
        syncsMicrosoft365Groups: true,
        syncsSecurityGroups: true
    )
    private var tenantRecord: Tenant
    private var told = Group(displayName: "Group 0")
    private var toldMembers: Set<ObjectID> = []

    init(in directory: ScratchDirectory) throws {
        side = try WriterSide(in: directory)
        let entraID = GUID(high: 0xA0, low: 1)
        tenant = try side.store.intern(tenant: entraID)
        tenantRecord = Tenant(
            entraID: entraID,
            integrationKey: "main",
            organization: side.organization
        )
        let keys = [ObjectType.group, .user, .user].enumerated().map { index, type in
            ObjectKey(entraID: GUID(high: 0xB0, low: UInt64(index)), type: type)
        }
        let ids = try side.store.intern(objects: keys, in: tenant)
        (group, users) = (ids[0], Array(ids[1...]))
        try publish([
            .policy(.integration("main", integration)), .policy(.tenant(tenant, tenantRecord)),
        ])
        try publish(
            users.enumerated().map { index, id in
                .object(
                    id,
                    .user(User(displayName: "User \(index)", userPrincipalName: "u\(index)"))
                )
            } + [.object(group, .group(told))]
        )
    }

    // MARK: Doing

    /// What became of it, if it was a command; Entra tells nothing while nobody asks.
    @discardableResult
    func apply(_ event: StatusEvent) throws -> V1.GroupCommandOutcome? {
        switch event {
        case .disableSync: return try command(.disableSync)
        case .enableSync: return try command(.enableSync)
        case .archive: return try command(.archive)
        case .unarchive: return try command(.unarchive)
        case .delete: return try command(.delete(isRow: false))
        case .restore: return try restore()
        case .deletedInEntra: try tell { $0.isDeleted = true }
        case .restoredInEntra: try tell { $0.isDeleted = false }
        case .renamedInEntra:
            guard !told.isDeleted else { return nil }
            let number = (Int(told.displayName.split(separator: " ")[1]) ?? 0) + 1
            try tell { $0.displayName = "Group \(number)" }
        case .memberCameOrWent: try toggleMember()
        case .settingCleared: try setting { $0.syncsSecurityGroups = false }
        case .settingTicked: try setting { $0.syncsSecurityGroups = true }
        case .integrationRemoved:
            tenantRecord.isRemoved = true
            try publish([.policy(.tenant(tenant, tenantRecord))])
        case .integrationAdded:
            tenantRecord.isRemoved = false
            try publish([.policy(.tenant(tenant, tenantRecord))])
            try thaw()
        }
        return nil
    }

    func command(
        _ command: GroupCommand,
        on ids: [String]? = nil,
        atomic: Bool = false
    ) throws -> V1.GroupCommandResponse {
        let context = side.context
        let ids = try ids ?? [publicID.text]
        return try side.perform { publisher in
            try GroupCommandRun(command: command, context: context, publisher: publisher)
                .run(ids, atomic: atomic)
        }
    }

    private func command(_ command: GroupCommand) throws -> V1.GroupCommandOutcome {
        let reply: V1.GroupCommandResponse = try self.command(command)
        let result = try #require(reply.results.first)
        #expect((result.message == "") == (result.outcome == .done || result.outcome == .unchanged))
        return result.outcome
    }

    private func restore() throws -> V1.GroupCommandOutcome {
        let context = side.context
        let id = try publicID.text
        do {
            _ = try side.perform { publisher in
                try ActivityService.restore(.init { $0.groupID = id }, context, publisher)
            }
            return .done
        } catch let error as CallError where error.reason == .notDeleted {
            return .refused
        }
    }

    private func tell(_ change: (inout Group) -> Void) throws {
        guard !tenantRecord.isRemoved else { return }
        change(&told)
        try publish([.object(group, .group(told))])
    }

    private func toggleMember() throws {
        guard !tenantRecord.isRemoved, !told.isDeleted else { return }
        let user = users[(toldMembers.count + told.displayName.utf8.count) % 2]
        let isMember = toldMembers.remove(user) == nil
        if isMember { toldMembers.insert(user) }
        try publish([.membership(group: group, member: user, isMember: isMember)])
    }

    private func setting(_ change: (inout Integration) -> Void) throws {
        change(&integration)
        try publish([.policy(.integration("main", integration))])
        try thaw()
    }

    func publish(_ changes: [Change]) throws {
        _ = try side.perform { try $0.publish(ChangeBatch(.sync, changes)) }
    }

    private func thaw() throws {
        let step = ThawStep(tenant: tenant, logger: Logger(label: "test"))
        try side.perform { publisher in
            var next: ThawStep? = step
            while let now = next { next = try now.run(publisher) }
        }
    }

    // MARK: Looking

    /// What Entra has told last: the name and the members.
    var lastTold: (name: String, members: Set<ObjectID>) { (told.displayName, toldMembers) }

    var snapshot: Snapshot {
        get throws { try side.perform { $0.snapshot } }
    }

    var image: OrganizationSnapshot {
        get throws {
            let snapshot = try snapshot
            return try #require(snapshot.organizations[side.organization])
        }
    }

    private var publicID: GUID {
        get throws {
            let image = try image
            let asset = try #require(image.asset(documenting: group))
            return try #require(image.facts(of: asset)).publicID
        }
    }

    var facts: AssetFacts {
        get throws {
            let image = try image
            let asset = try #require(image.asset(documenting: group))
            return try #require(image.facts(of: asset))
        }
    }

    var reasons: StatusReasons {
        get throws {
            let image = try image
            let asset = try #require(image.asset(documenting: group))
            return try #require(image.reasons(of: asset))
        }
    }

    /// The row that lists show; `nil` when they do not.
    var row: V1.GroupRow? {
        get throws {
            let image = try image
            let asset = try #require(image.asset(documenting: group))
            return try image.row(of: asset).map { try V1.GroupRow(decoding: $0) }
        }
    }

    var documentedMembers: Set<ObjectID> {
        get throws { Set(try image.members(of: group)) }
    }

    /// The whole activity log, newest first.
    var activity: [LoggedActivity] {
        get throws {
            try side.store.read { reader throws(StoreError) in try reader.activity(limit: 10_000) }
        }
    }

    /// Whether a start of the service would load exactly what is in memory.
    var equalsStore: Bool {
        get throws {
            let held = try snapshot
            let loaded = try side.store.read { reader throws(StoreError) in
                OrganizationSnapshot(
                    image: try reader.image(of: side.organization),
                    context: Policy(try reader.policy()).context(of: side.organization)
                ).canonicalBytes()
            }
            return held.organizations[side.organization]?.canonicalBytes() == loaded
        }
    }
}
