import struct Directory.GUID
import Testing

@testable import GraphSimulator

@Suite struct DeltaQueryTests {
    private let group0 = ObjectKey(kind: .group, ordinal: 0)

    /// Rule 2: the function and its parameters in every spelling.
    @Test(arguments: [
        "delta", "delta()", "microsoft.graph.delta", "microsoft.graph.delta()", "Delta", "%64elta",
    ])
    func everySpellingOfDeltaIsTheSame(spelling: String) throws {
        var client = try SimulatedClient(behavior: SimulatedClient.exact)
        for parameters in [
            "$select=id,displayName", "%24select=id%2CdisplayName", "$Select=id,DISPLAYNAME",
        ] {
            for collection in ["users", "groups", "devices"] {
                let answer = client.get("/\(collection)/\(spelling)?\(parameters)")
                #expect(answer.status == 200)
                #expect(answer.values.count > 10)
                #expect(answer.values.allSatisfy { $0.keys.isSubset(of: ["id", "displayName"]) })
            }
        }
    }

    /// Rule 4: absolute links on the caller's authority, the selection in the context, and only
    /// selected keys with the identifier.
    @Test func linksAndContextAreThoseOfTheRequest() throws {
        var client = try SimulatedClient(behavior: SimulatedClient.smallPages)
        let answers = try client.pages("/groups/delta?$select=displayName,members")
        let base = "https://\(SimulatedClient.authority)/v1.0"
        #expect(answers.count > 5)
        for answer in answers {
            #expect(
                answer.json?["@odata.context"]?.string
                    == "\(base)/$metadata#groups(displayName,members)"
            )
            let link = try #require(answer.nextLink ?? answer.deltaLink)
            #expect(link.hasPrefix("\(base)/groups/delta?$"))
            #expect((answer.nextLink == nil) != (answer.deltaLink == nil))
            for value in answer.values {
                let allowed: Set = ["id", "displayName", "members@delta", "@removed"]
                #expect(value.keys.isSubset(of: allowed) && value["id"] != nil)
            }
        }
    }

    /// Rule 4: null is printed, and what was never set is left out.
    @Test func nullAndAbsentAreDifferent() throws {
        var client = try SimulatedClient(behavior: SimulatedClient.exact)
        let groups = try client.pages("/groups/delta?$select=description").flatMap(\.values)
        let null = try #require(groups.first { $0["id"]?.string == client.id(.group, 21) })
        #expect(null["description"] == .null)
        let empty = try #require(groups.first { $0["id"]?.string == client.id(.group, 20) })
        #expect(empty["description"] == .string(""))
        let users = try client.pages("/users/delta?$select=givenName").flatMap(\.values)
        let service = try #require(users.first { $0["id"]?.string == client.id(.user, 7) })
        #expect(service.keys == ["id"])
    }

    /// Rule 7: a round reports the state now, once, of what changed since the last.
    @Test func aRoundReportsCurrentStateOfWhatChanged() throws {
        var client = try SimulatedClient(behavior: SimulatedClient.exact)
        let link = try #require(
            try client.pages("/groups/delta?$select=displayName").last?.deltaLink
        )
        client.change { tenant in
            tenant.rename(ObjectKey(kind: .group, ordinal: 0), to: "First")
            tenant.rename(ObjectKey(kind: .group, ordinal: 1), to: "Other")
            tenant.rename(ObjectKey(kind: .group, ordinal: 0), to: "Second")
        }
        let values = try client.pages(link).flatMap(\.values)
        #expect(values.map { $0["displayName"]?.string } == ["Other", "Second"])
    }

    /// Rule 7: a member added and removed between rounds is at most a removal.
    @Test func addingAndRemovingBetweenRoundsIsARemoval() throws {
        var client = try SimulatedClient(behavior: SimulatedClient.exact)
        let link = try #require(
            try client.pages("/groups/delta?$select=id,members").last?.deltaLink
        )
        let user = ObjectKey(kind: .user, ordinal: 8)
        client.change { tenant in
            tenant.setMembership(ofGroup: 1, [user], isMember: true)
            tenant.setMembership(ofGroup: 1, [user], isMember: false)
        }
        let values = try client.pages(link).flatMap(\.values)
        let members = try #require(values.first)["members@delta"]?.array ?? []
        #expect(values.count == 1 && members.count == 1)
        #expect(members.first?["@removed"]?["reason"] == .string("deleted"))
        #expect(members.first?["@odata.type"] == .string("#microsoft.graph.user"))
    }

    /// Rule 8: tokens survive a restart, and nobody else's are taken.
    @Test func tokensAreStatelessAndBoundToTenantAndResource() throws {
        var client = try SimulatedClient(behavior: SimulatedClient.smallPages)
        let first = client.get("/groups/delta?$select=id,members")
        let next = try #require(first.nextLink)
        let delta = try #require(try client.pages("/groups/delta?$select=id").last?.deltaLink)
        var restarted = try SimulatedClient(behavior: SimulatedClient.smallPages)
        #expect(restarted.get(next).response.body == client.get(next).response.body)
        #expect(restarted.get(delta).deltaLink != nil)

        var stranger = try SimulatedClient(seed: 2, behavior: SimulatedClient.smallPages)
        #expect(stranger.get(next).errorCode == "Request_BadRequest")
        client.simulation.addTenant(profile: .small, name: "Fabrikam")
        let other = client.requestToken(tenant: client.simulation.tenants[1].id.text)
        let mine = client.accessToken
        client.accessToken = try #require(other.json?["access_token"]?.string)
        #expect(client.get(next).status == 400)
        #expect(client.get(delta).status == 400)
        client.accessToken = mine

        for link in [next, delta] {
            let parts = link.split(separator: "=", maxSplits: 1)
            let token = String(parts[1])
            let name = link == next ? "$skiptoken" : "$deltatoken"
            #expect(client.get("/users/delta?\(name)=\(token)").status == 400)
            let wrong = link == next ? "$deltatoken" : "$skiptoken"
            #expect(client.get("/groups/delta?\(wrong)=\(token)").status == 400)
            for place in stride(from: 0, to: token.utf8.count, by: 5) {
                var bytes = Array(token.utf8)
                bytes[place] =
                    bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                let edited = String(decoding: bytes, as: UTF8.self)
                #expect(client.get("/groups/delta?\(name)=\(edited)").status == 400)
            }
        }
    }

    /// Rule 8: a token from a truth that is gone makes the client begin again.
    @Test func aTokenFromTheFutureIsNotFound() throws {
        var client = try SimulatedClient(behavior: SimulatedClient.exact)
        let past = client
        client.change { $0.rename(ObjectKey(kind: .group, ordinal: 0), to: "Later") }
        let link = try #require(try client.pages("/groups/delta?$select=id").last?.deltaLink)
        var reset = past
        #expect(reset.get(link).errorCode == "syncStateNotFound")
    }

    /// Rule 9: an initial round reports some removed objects and members.
    @Test func anInitialRoundReportsRemovals() throws {
        var behavior = SimulatedClient.exact
        behavior.initialRemovedShare = 1
        var client = try SimulatedClient(behavior: behavior)
        let groups = try client.pages("/groups/delta?$select=id,members").flatMap(\.values)
        #expect(groups.contains { $0["@removed"]?["reason"] == .string("changed") })
        let members = groups.flatMap { $0["members@delta"]?.array ?? [] }
        #expect(members.contains { $0["@removed"]?["reason"] == .string("deleted") })
        client.simulation.tenants = []
        client.simulation.behavior = SimulatedClient.exact
        client.simulation.addTenant(profile: .small, name: "Contoso")
        let none = try client.pages("/groups/delta?$select=id,members").flatMap(\.values)
        #expect(!none.contains { $0["@removed"] != nil })
    }

    /// Rule 9: a round repeats a share of the round before it.
    @Test func anIncrementalRoundRepeatsThePreviousOne() throws {
        var behavior = SimulatedClient.exact
        behavior.replayShare = 1
        var client = try SimulatedClient(behavior: behavior)
        var link = try #require(
            try client.pages("/groups/delta?$select=displayName").last?.deltaLink
        )
        client.change { $0.rename(ObjectKey(kind: .group, ordinal: 2), to: "Renamed") }
        for expected in [1, 1, 0] {
            let answers = try client.pages(link)
            #expect(answers.flatMap(\.values).count == expected)
            link = try #require(answers.last?.deltaLink)
        }
    }

    /// Rule 10: pages hold at most so many objects and links, and a large group comes in slices
    /// with other groups between them.
    @Test func pagesAreBoundedAndLargeGroupsComeInSlices() throws {
        var client = try SimulatedClient(profile: .medium)
        let answers = try client.pages("/groups/delta?$select=id,members&$top=5")
        var appearances: [String: [Int]] = [:]
        for (page, answer) in answers.enumerated() {
            let links = answer.values.map { $0["members@delta"]?.array.count ?? 0 }.reduce(0, +)
            #expect(answer.values.count <= 200 && links <= 500)
            for value in answer.values {
                appearances[value["id"]?.string ?? "", default: []].append(page)
            }
        }
        // Nearly full pages, whatever $top said.
        #expect(answers.count < 60_000 / 500 * 2)
        let everyone = try #require(appearances[client.id(.group, 0)])
        #expect(everyone.count >= 5)
        #expect(try #require(everyone.last) - everyone[0] > everyone.count)
    }

    /// Rule 10: a page may be empty and still go on.
    @Test func pagesMayBeEmpty() throws {
        var behavior = SimulatedClient.smallPages
        behavior.emptyPageShare = 0.5
        var client = try SimulatedClient(behavior: behavior)
        let answers = try client.pages("/users/delta?$select=id")
        #expect(answers.contains { $0.values.isEmpty && $0.nextLink != nil })
        #expect(Set(answers.flatMap(\.values).map { $0["id"]?.string }).count >= 40)
    }

    /// Rule 11: what is not selected is not followed.
    @Test func onlySelectedPropertiesAreFollowed() throws {
        var client = try SimulatedClient(behavior: SimulatedClient.exact)
        let names = try #require(
            try client.pages("/groups/delta?$select=displayName").last?.deltaLink
        )
        let members = try #require(
            try client.pages("/groups/delta?$select=members").last?.deltaLink
        )
        let all = try #require(try client.pages("/groups/delta").last?.deltaLink)
        client.change { tenant in
            tenant.set(
                .text("New"),
                at: GroupProperty.description.rawValue,
                of: ObjectKey(kind: .group, ordinal: 0)
            )
        }
        #expect(try client.pages(names).flatMap(\.values).isEmpty)
        #expect(try client.pages(members).flatMap(\.values).isEmpty)
        #expect(try client.pages(all).flatMap(\.values).count == 1)
        client.change { tenant in
            tenant.setMembership(
                ofGroup: 1,
                [ObjectKey(kind: .user, ordinal: 1)],
                isMember: true
            )
        }
        #expect(try client.pages(names).flatMap(\.values).isEmpty)
        #expect(try client.pages(members).flatMap(\.values).count == 1)
        #expect(try client.pages(all).flatMap(\.values).count == 2)
    }

    /// Rule 11: filters name at most fifty objects, and nothing else can be asked.
    @Test func filtersAndUnsupportedParameters() throws {
        var client = try SimulatedClient(behavior: SimulatedClient.exact)
        func filter(_ count: Int) -> String {
            (0..<count).map { "id%20eq%20'\(client.id(.group, $0 % 28))'" }
                .joined(separator: "%20or%20")
        }
        let two = filter(2)
        let values = try client.pages("/groups/delta?$select=id&$filter=\(two)").flatMap(\.values)
        #expect(
            values.compactMap { $0["id"]?.string } == [client.id(.group, 0), client.id(.group, 1)]
        )
        #expect(client.get("/groups/delta?$filter=\(filter(50))").status == 200)
        #expect(client.get("/groups/delta?$filter=\(filter(51))").status == 400)
        let unknown = "id%20eq%20'11111111-2222-4333-8444-555555555555'"
        #expect(client.get("/groups/delta?$filter=\(unknown)").values.isEmpty)
        for parameter in [
            "$expand=members", "$orderby=displayName", "$search=%22a%22",
            "$filter=startswith(displayName,'A')",
        ] {
            let answer = client.get("/groups/delta?\(parameter)")
            #expect(answer.status == 400 && answer.errorCode == "Request_UnsupportedQuery")
        }
        #expect(client.get("/groups/delta?$select=nonsense").status == 400)
    }

    /// Rule 12: from now on, or from the start.
    @Test func latestIsEmptyAndAnEmptyTokenIsInitial() throws {
        var client = try SimulatedClient(behavior: SimulatedClient.exact)
        for name in ["$deltatoken", "$deltaToken", "%24deltatoken"] {
            let latest = client.get("/users/delta?\(name)=latest&$select=displayName")
            #expect(latest.values.isEmpty)
            let link = try #require(latest.deltaLink)
            #expect(client.get(link).values.isEmpty)
            client.change { $0.rename(ObjectKey(kind: .user, ordinal: 2), to: "\(name)") }
            #expect(client.get(link).values.count == 1)
            let initial = client.get("/users/delta?\(name)=&$select=displayName")
            #expect(initial.values.count == 39)
        }
    }

    @Test func minimalLeavesOutWhatDidNotChange() throws {
        var client = try SimulatedClient(behavior: SimulatedClient.exact)
        let link = try #require(
            try client.pages("/groups/delta?$select=displayName,description").last?.deltaLink
        )
        client.change { $0.rename(ObjectKey(kind: .group, ordinal: 0), to: "Renamed") }
        let minimal = client.get(link, headers: [("Prefer", "return=minimal")])
        #expect(minimal.values.first?.keys == ["id", "displayName"])
        #expect(minimal.response.header("Preference-Applied") == "return=minimal")
        #expect(client.get(link).values.first?.keys == ["id", "displayName", "description"])
    }
}
