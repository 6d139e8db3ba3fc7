import Client
import Directory
import ReadModel
import Store
import TestSupport
import Testing
import Transport
import Wire

@testable import Server

/// Reads of the past of synced groups: lists, pages, members, devices, nested groups, the groups of somebody and exports,
/// while a random history of syncs, imports, settings and commands goes on.
@Suite(.serialized) struct PastSyncedReadsTests {
    private let directory = ScratchDirectory()

    /// What was answered to one request, with the freshness apart.
    private struct Answer: Equatable {
        var messages: [JSONValue] = []
        var asOf: JSONValue?
        var revision: JSONValue?
        var end = ""
    }

    /// A call without a point in time, and how it is made with one.
    private struct Question: Hashable {
        var method: String
        var field: String
        var value: String
        var others: [String] = []
    }

    private func ask(
        _ question: Question,
        _ client: MusterClient,
        at revision: UInt64? = nil
    ) throws -> Answer {
        var fields: [JSONValue.Member] = [.init(question.field, .string(question.value))]
        for other in question.others {
            let parts = other.split(separator: "=", maxSplits: 1).map(String.init)
            fields.append(.init(parts[0], .string(parts[1])))
        }
        if question.method.hasSuffix("/List") {
            fields.append(.init("filter", .object([.init("includeArchived", .bool(true))])))
        } else if question.method.hasSuffix("/OfPrincipal") {
            fields.append(.init("includeArchived", .bool(true)))
        }
        if let revision {
            let point = JSONValue.Member("revision", .string(String(revision)))
            fields.append(.init("at", .object([point])))
        }
        let path = "muster.v1.\(question.method)"
        let pool = RecordedReply.pool
        let type = try #require(pool.methods[path])
        let request = try pool.message(from: .object(fields), as: type.request)
        var answer = Answer()
        do {
            let call = try client.start("/\(path)", deadline: .now + .seconds(120))
            try call.send(try pool.encode(request))
            call.finishSending()
            while let bytes = try call.receive() {
                let reply = try pool.json(try pool.decode(bytes, as: type.response))
                guard case .object(let members) = reply else { continue }
                if case .object(let freshness)? = members.first(where: { $0.name == "freshness" })?
                    .value
                {
                    answer.asOf = freshness.first { $0.name == "asOf" }?.value
                    answer.revision = freshness.first { $0.name == "revision" }?.value
                }
                answer.messages.append(.object(members.filter { $0.name != "freshness" }))
            }
            answer.end = "ok"
        } catch let status as RPCStatus {
            answer.end = "\(status.code)"
        }
        return answer
    }

    /// What is asked after one step: both lists, the pages of some groups, and the groups of some principals.
    private func questions(_ random: inout SplitMix64, of world: SyncedWorld) -> [Question] {
        var questions = ["GROUP_KIND_SECURITY", "GROUP_KIND_MICROSOFT_365"].map { kind in
            Question(
                method: "Groups/List",
                field: "organizationId",
                value: DocumentedStore.organization,
                others: ["kind=\(kind)"]
            )
        }
        for _ in 0..<4 {
            let id = random.element(of: world.plan.groups).publicID.text
            for method in ["Get", "Members", "Devices", "NestedGroups"] {
                questions.append(
                    Question(method: "Groups/\(method)", field: "id", value: id)
                )
            }
            questions.append(
                Question(
                    method: "Exports/Group",
                    field: "id",
                    value: id,
                    others: ["format=EXPORT_FORMAT_CSV"]
                )
            )
        }
        let organization = "organizationId=\(DocumentedStore.organization)"
        questions.append(
            Question(
                method: "Groups/OfPrincipal",
                field: "contactExternalId",
                value: "c\(Int(random.next() % 9))",
                others: [organization]
            )
        )
        questions.append(
            Question(
                method: "Groups/OfPrincipal",
                field: "configurationExternalId",
                value: "d\(Int(random.next() % 2))",
                others: [organization]
            )
        )
        questions.append(
            Question(
                method: "Groups/OfPrincipal",
                field: "userEntraId",
                value: random.element(of: world.userEntraIDs).text,
                others: [organization]
            )
        )
        return questions
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func whatWasAnsweredOfSyncedGroupsIsAnsweredAgain(seed: UInt64) throws {
        let plan = DocumentedStore(seed: seed)
        try plan.write(to: directory)
        let running = try RunningService(in: directory)
        let client = try running.client()
        let world = try SyncedWorld(plan, running.service)
        var random = SplitMix64(seed: seed)
        var recorded: [(question: Question, answer: Answer)] = []
        for _ in 0..<24 {
            try world.step(client, &random)
            for question in questions(&random, of: world) {
                recorded.append((question, try ask(question, client)))
            }
        }
        let revisions = Set(recorded.compactMap(\.answer.revision?.unquoted))
        #expect(revisions.count > 12, "seed \(seed)")
        #expect(world.frozenCount > 0, "seed \(seed): nothing stood still")
        for (question, then) in recorded where then.end == "ok" {
            let number = try #require(then.revision?.unquoted)
            let again = try ask(question, client, at: number)
            let isSame = again == then
            #expect(isSame, "seed \(seed), revision \(number), \(question): \(then) and \(again)")
        }
    }
}

/// What can happen to synced groups of a running service: what a round would publish, what an import would, and commands.
private final class SyncedWorld {
    let plan: DocumentedStore
    let userEntraIDs: [GUID]
    private let service: Service
    private let organization: OrganizationID
    private let users: [ObjectID]
    private let devices: [ObjectID]
    private let groups: [ObjectID]
    private let contacts: [ContactID]
    private(set) var frozenCount = 0

    init(_ plan: DocumentedStore, _ service: Service) throws {
        self.plan = plan
        self.service = service
        userEntraIDs = (0..<20).map { GUID(high: 1, low: $0) }
        let deviceEntraIDs = (0..<8).map { GUID(high: 3, low: $0) }
        let groupEntraIDs = plan.groups.map(\.entraID)
        let userEntraIDs = userEntraIDs
        (organization, users, devices, groups, contacts) = try service.writer.perform { publisher in
            let store = publisher.store
            let organization = try store.intern(organization: DocumentedStore.organization)
            let tenant = try store.intern(tenant: DocumentedStore.tenant)
            let ids = { (entraIDs: [GUID], type: ObjectType) in
                try store.intern(
                    objects: entraIDs.map { ObjectKey(entraID: $0, type: type) },
                    in: tenant
                )
            }
            return (
                organization, try ids(userEntraIDs, .user), try ids(deviceEntraIDs, .device),
                try ids(groupEntraIDs, .group),
                try store.intern(contacts: (0..<9).map { "c\($0)" }, of: organization)
            )
        }
    }

    /// One thing at random.
    func step(_ client: MusterClient, _ random: inout SplitMix64) throws {
        let number = Int.random(in: 0..<9, using: &random)
        switch random.next() % 12 {
        case 0, 1:
            let user = User(
                displayName: "Person \(number) renamed",
                userPrincipalName: "p\(number)@contoso.example",
                mail: "p\(number)@contoso.example",
                isEnabled: number > 1,
                isDeleted: number == 2
            )
            try publish([.object(random.element(of: users), .user(user))])
        case 2:
            let device = Device(displayName: "PC-\(number % 4)", isDeleted: number == 3)
            try publish([.object(random.element(of: devices), .device(device))])
        case 3, 4:
            let group = Int.random(in: 0..<groups.count, using: &random)
            let isMicrosoft365 = plan.groups[group].kind == .microsoft365
            let properties = Group(
                displayName: "Renamed \(number)",
                mail: isMicrosoft365 ? "g\(group)@contoso.example" : nil,
                groupTypes: isMicrosoft365 ? ["Unified"] : [],
                isDeleted: number < 2
            )
            try publish([.object(groups[group], .group(properties))])
        case 5, 6, 7:
            try publish(
                (0..<6).map { _ in
                    .membership(
                        group: random.element(of: groups),
                        member: random.element(of: users),
                        isMember: Bool.random(using: &random)
                    )
                }
            )
        case 8:
            let place = Int.random(in: 0..<contacts.count, using: &random)
            let contact = Contact(
                organization: organization,
                externalID: "c\(place)",
                firstName: "Ann",
                lastName: "Other \(number)",
                emails: ["p\(number)@contoso.example"]
            )
            try publish([.contact(contacts[place], number == 0 ? nil : contact)], cause: .importing)
        case 9: try toggleSetting(isOfUsers: number < 3)
        default: try command(client, &random)
        }
    }

    private func command(_ client: MusterClient, _ random: inout SplitMix64) throws {
        let ids = (0..<4).map { _ in random.element(of: plan.groups).publicID.text }
        switch random.next() % 4 {
        case 0: _ = try client.call(V1.GroupsService.archive, .init { $0.ids = Array(Set(ids)) })
        case 1: _ = try client.call(V1.GroupsService.unarchive, .init { $0.ids = Array(Set(ids)) })
        default:
            for id in Set(ids) {
                do throws(ClientError) {
                    _ = try client.call(
                        V1.GroupsService.setSync,
                        .init {
                            $0.ids = [id]
                            $0.enabled = random.next() % 3 == 0
                        }
                    )
                } catch {
                    guard error.code == .failedPrecondition else { throw error }
                }
            }
        }
        frozenCount += 1
    }

    private func toggleSetting(isOfUsers: Bool) throws {
        try service.writer.perform { publisher in
            guard var integration = publisher.snapshot.policy.integrations["main"] else { return }
            if isOfUsers {
                integration.syncsUsers.toggle()
            } else {
                integration.syncsSecurityGroups.toggle()
            }
            _ = try publisher.publish(
                ChangeBatch(.command, [.policy(.integration("main", integration))])
            )
        }
        frozenCount += 1
    }

    private func publish(_ changes: [Change], cause: Cause = .sync) throws {
        try service.writer.perform { publisher in
            _ = try publisher.publish(ChangeBatch(cause, changes))
        }
    }
}

extension SplitMix64 {
    fileprivate mutating func element<Element>(of elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }
}

extension JSONValue {
    /// A number that stands as a string, as 64-bit ones do.
    fileprivate var unquoted: UInt64? {
        guard case .string(let text) = self else { return nil }
        return UInt64(text)
    }
}
