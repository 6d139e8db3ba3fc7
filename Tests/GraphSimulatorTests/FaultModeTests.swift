import struct Directory.GUID
import Testing

@testable import GraphSimulator

/// Rule 19: what each fault looks like to a client.
@Suite struct FaultModeTests {
    private static let groups = "/groups/delta?$select=id,displayName,members"

    private func answer(
        _ mode: FaultMode,
        value: Int? = nil,
        to target: String = FaultModeTests.groups
    ) throws -> FaultClient.Answer {
        let client = try FaultClient()
        var fault = Fault(mode)
        fault.value = value
        client.simulator.arm(fault)
        let answer = client.get(target)
        #expect(client.simulator.log.last?.fault == mode)
        return answer
    }

    /// Rule 19: other answers.
    @Test(arguments: [
        (FaultMode.throttled, 429, "TooManyRequests"),
        (.throttledApplication, 429, "TooManyRequests"), (.unavailable, 503, "serviceNotAvailable"),
        (.internalError, 500, "InternalServerError"), (.gatewayTimeout, 504, "UnknownError"),
        (.unknownError, 404, "UnknownError"), (.tokenExpired, 401, "InvalidAuthenticationToken"),
        (.tokenRevoked, 401, "InvalidAuthenticationToken"),
        (.consentRemoved, 403, "Authorization_RequestDenied"),
    ])
    func anErrorIsGraphs(mode: FaultMode, status: Int, code: String) throws {
        let answer = try answer(mode)
        #expect(answer.status == status)
        #expect(answer.errorCode == code)
        #expect(answer.response.header("request-id") != nil)
    }

    /// Rule 19: 429 and 503 with seconds, with a date, with nothing.
    @Test func waitsAreAskedForInEveryForm() throws {
        let seconds = try answer(.throttled, value: 17)
        #expect(seconds.response.header("Retry-After") == "17")
        let scope = seconds.response.header("x-ms-throttle-scope")
        #expect(scope?.hasPrefix("Tenant_Application/") == true)
        #expect(try answer(.throttled).response.header("Retry-After") == nil)
        #expect(try answer(.unavailable, value: 3).response.header("Retry-After") == "3")
        let date = try answer(.throttledUntilDate, value: 0).response.header("Retry-After")
        #expect(date == "Thu, 09 Oct 2025 08:53:20 GMT")
        let application = try answer(.throttledApplication).response
        #expect(application.header("x-ms-throttle-scope")?.hasPrefix("Application/") == true)
    }

    /// Rule 19: 502 with HTML; 400 with data.
    @Test func errorsMayHaveStrangeBodies() throws {
        let gateway = try answer(.badGateway)
        #expect(gateway.status == 502 && gateway.json == nil)
        #expect(gateway.response.header("Content-Type") == "text/html")
        let data = try answer(.badRequestWithData)
        #expect(data.status == 400 && !data.values.isEmpty)
    }

    /// Rule 19: 410 with `Location` and without, and both codes with 400.
    @Test(arguments: [
        (FaultMode.goneWithLocation, 410, "syncStateNotFound"), (.gone, 410, "SyncStateNotFound"),
        (.syncStateNotFound, 400, "syncStateNotFound"), (.resyncRequired, 400, "resyncrequired"),
        (.pageTokenExpired, 400, "Directory_ExpiredPageToken"),
    ])
    func linksAreForgotten(mode: FaultMode, status: Int, code: String) throws {
        var behavior = SimulatedClient.exact
        behavior.objectsPerPageMax = 7
        let client = try FaultClient(behavior: behavior)
        let link = try #require(client.get(FaultModeTests.groups).nextLink)
        client.simulator.arm(Fault(mode))
        #expect(client.get(FaultModeTests.groups).status == 200)
        let answer = client.get(link)
        #expect(answer.status == status)
        #expect(answer.errorCode == code)
        let place = answer.response.header("Location")
        #expect(
            place?.hasSuffix("/v1.0/groups/delta?$deltatoken=")
                == (mode == .goneWithLocation ? true : nil)
        )
    }

    /// Rule 19: JSON that ends in the middle, in a response that is whole.
    @Test func jsonMayBeTruncated() throws {
        let answer = try answer(.truncatedJSON, value: 90)
        #expect(answer.status == 200 && answer.json == nil)
        #expect(answer.response.delivery == .whole && answer.response.body.count > 100)
    }

    /// Rule 19: a reset in the body, a connection that goes away, headers and bodies that do not come.
    @Test(arguments: [
        (FaultMode.connectionReset, GraphResponse.Delivery.cut(hundredths: 30)),
        (.goAway, .refused), (.stalledHeaders, .stalled(seconds: 30)),
        (.slowDrip, .slow(seconds: 30)),
    ])
    func deliveryMayBreak(mode: FaultMode, delivery: GraphResponse.Delivery) throws {
        #expect(try answer(mode, value: 30).response.delivery == delivery)
    }

    /// Rule 19: more than 100 kB on a line, and links of kilobytes.
    @Test func linesAndLinksMayBeLong() throws {
        let line = try answer(.longLine)
        #expect(line.json != nil && line.response.body.count > 100_000)
        #expect(!line.response.body.contains(UInt8(ascii: "\n")))
        let link = try #require(try answer(.longLink).deltaLink)
        #expect((4_000...8_000).contains(link.utf8.count))
    }

    /// Rule 19: an object twice in a page.
    @Test func anObjectMayStandTwiceInAPage() throws {
        let ids = try answer(.duplicateObject).values.compactMap { $0["id"]?.string }
        #expect(ids.count == 2 * Set(ids).count)
    }

    /// Rule 19: an object in pages that are not neighbours.
    @Test func anObjectMayComeAgainLater() throws {
        var behavior = SimulatedClient.exact
        behavior.objectsPerPageMax = 7
        let client = try FaultClient(behavior: behavior)
        let usual = client.pages("/users/delta?$select=id").flatMap(\.values).count
        client.simulator.arm(Fault(.repeatedObject))
        let pages = client.pages("/users/delta?$select=id").map { answer in
            answer.values.compactMap { $0["id"]?.string }
        }
        #expect(pages.joined().count > usual)
        let again = pages.enumerated().contains { place, page in
            place > 1 && !Set(page).isDisjoint(with: pages[..<(place - 1)].joined())
        }
        #expect(again)
    }

    /// Rule 19: remove then add, and add then remove.
    @Test func contradictionsComeInBothOrders() throws {
        let client = try FaultClient()
        let group = client.id(.group, 1)
        let link = try #require(client.pages(FaultModeTests.groups).last?.deltaLink)
        var mutation = Mutation(.addMembers, id: group)
        mutation.members = [client.id(.user, 3)]
        try client.simulator.apply(.mutate(tenant: client.tenant.id.text, mutation))
        client.simulator.arm(Fault(.removeThenAdd))
        let added = client.get(link)
        #expect(removals(added.values) == [true, false])
        let members = added.values.flatMap { $0["members@delta"]?.array ?? [] }
        #expect(removals(members) == [true, false])

        client.simulator.disarm()
        mutation.action = .removeMembers
        try client.simulator.apply(.mutate(tenant: client.tenant.id.text, mutation))
        client.simulator.arm(Fault(.addThenRemove))
        let removed = client.get(try #require(added.deltaLink)).values
            .flatMap { $0["members@delta"]?.array ?? [] }
        #expect(removals(removed) == [false, true])
    }

    private func removals(_ entries: [JSON]) -> [Bool] { entries.map { $0["@removed"] != nil } }

    /// Rules 9 and 19: everything of the round before once more.
    @Test func aRoundMayBeReplayed() throws {
        let client = try FaultClient()
        var link = try #require(client.pages(FaultModeTests.groups).last?.deltaLink)
        try client.mutate(.delete, .group, 3)
        link = try #require(client.get(link).deltaLink)
        #expect(client.get(link).values.isEmpty)
        client.simulator.arm(Fault(.replay))
        #expect(client.get(link).values.compactMap { $0["id"]?.string } == [client.id(.group, 3)])
    }

    /// Rule 19: a page without objects, and the deletion of who never was.
    @Test func pagesMaySayNothingOrTooMuch() throws {
        let empty = try answer(.emptyPage)
        #expect(empty.values.isEmpty && empty.nextLink != nil)
        let known = Set(try answer(.duplicateObject).values.compactMap { $0["id"]?.string })
        let strange = try answer(.deletionOfUnknown).values
        let removed = strange.filter { $0["@removed"] != nil }.compactMap { $0["id"]?.string }
        #expect(removed.count == 1 && known.isDisjoint(with: removed))
        let members = strange.flatMap { $0["members@delta"]?.array ?? [] }
        #expect(members.contains { $0["@removed"] != nil })
    }

    /// Rule 19: a loop, no link, both links, and a link to a stranger.
    @Test func linksMayLeadAstray() throws {
        let target = "https://\(SimulatedClient.authority)/v1.0\(FaultModeTests.groups)"
        let looped = try answer(.loopedLink)
        #expect(looped.nextLink == target && looped.deltaLink == nil)
        let none = try answer(.noLink)
        #expect(none.nextLink == nil && none.deltaLink == nil && !none.values.isEmpty)
        let both = try answer(.bothLinks)
        #expect(both.nextLink != nil && both.deltaLink != nil)
        let foreign = try #require(try answer(.foreignLink).nextLink)
        #expect(foreign.hasPrefix("https://graph.evil.example/v1.0/groups/delta?"))
    }

    /// Rule 19: the token service refuses, throttles and fails, with the numbers of the real one.
    @Test(arguments: [
        (7_000_215, 401), (7_000_222, 401), (700_016, 400), (90_002, 400), (700_027, 401),
        (7_000_112, 400), (53_003, 400),
    ])
    func theTokenServiceRefuses(number: Int, status: Int) throws {
        let client = try FaultClient()
        var fault = Fault(.signInRefused)
        fault.value = number
        client.simulator.arm(fault)
        let answer = client.requestToken()
        #expect(answer.status == status)
        #expect(answer.json?["error_codes"]?.array == [.number(Double(number))])
        client.simulator.disarm()
        fault = Fault(.signInThrottled)
        fault.value = 9
        client.simulator.arm(fault)
        #expect(client.requestToken().response.header("Retry-After") == "9")
        client.simulator.disarm()
        client.simulator.arm(Fault(.signInUnavailable))
        #expect(client.requestToken().status == 503)
        // Whoever has a token is served.
        #expect(client.get("/organization").status == 200)
    }

    /// Rule 19: the control port arms, tells and ends faults.
    @Test func theControlPortArms() throws {
        let client = try FaultClient()
        let control = ControlEndpoint(client.simulator)
        func call(_ method: String, _ path: String, _ body: String = "") -> JSON? {
            JSON(
                control.respond(
                    to: GraphRequest(
                        method: method,
                        scheme: "http",
                        authority: "c",
                        target: path,
                        body: Array(body.utf8)
                    )
                ).bytes
            )
        }
        let armed = call("POST", "/faults", #"{"mode":"throttled","path":"/users","value":4}"#)
        #expect(armed?["faults"]?.array.first?["fault"]?["value"] == .number(4))
        #expect(armed?["modes"]?.array.count == FaultMode.allCases.count)
        #expect(client.get("/users").status == 429)
        #expect(client.get("/groups").status == 200)
        #expect(call("GET", "/faults")?["faults"]?.array.first?["hits"] == .number(1))
        let log = call("GET", "/requests")?["requests"]?.array ?? []
        #expect(log.suffix(2).map { $0["fault"] } == [.string("throttled"), .null])
        #expect(log.last?["path"] == .string("/v1.0/groups"))
        #expect(call("POST", "/faults", #"{"mode":"nonsense"}"#)?["error"] != nil)
        #expect(call("DELETE", "/faults")?["faults"]?.array == [])
        #expect(client.get("/users").status == 200)
    }
}
