import ArgumentParser
import Client
import Testing
import Wire

@testable import muster

@Suite struct WatchArgumentTests {
    private func parse(_ line: String) throws -> Watch {
        let words = ["watch"] + line.split(separator: " ").map(String.init)
        return try #require(try Muster.parseAsRoot(words) as? Watch)
    }

    @Test func everyConditionGoesIntoTheFilter() throws {
        let command = try parse(
            "--organization contoso --kind security --group g1 --group g2 --name Sales-* --status orphaned"
                + " --contact 7 --fields name,sync_status --no-members --heartbeat 3 --until 99"
        )
        let request = command.request()
        let filter = try #require(request.filter)
        #expect(filter.organizationIDs == ["contoso"])
        #expect(filter.kind == .security)
        #expect(filter.groupIDs == ["g1", "g2"])
        #expect(filter.namePattern == "Sales-*")
        #expect(filter.statuses == [.orphaned])
        #expect(filter.principal == .contact(externalID: "7"))
        #expect(request.fields == ["name", "sync_status"])
        #expect(request.heartbeatMilliseconds == 3000)
        #expect(request.untilRevision == 99)
        #expect(request.includeOld)
        #expect(!request.includeMembers)
        #expect(request.delivery == .everyRevision)
    }

    @Test func withoutConditionsEverythingIsFollowed() throws {
        let request = try parse("").request()
        #expect(request.filter == nil)
        #expect(request.fields.isEmpty)
        #expect(request.includeMembers)
        #expect(request.untilRevision == 0)
    }

    @Test func theLatestStateTellsOfNoMembers() throws {
        let request = try parse("--latest").request()
        #expect(request.delivery == .latestPerKey)
        #expect(!request.includeMembers)
    }

    @Test(arguments: [
        (
            "--organization a --configuration c",
            V1.ChangeFilter.Principal.configuration(externalID: "c")
        ),
        ("--organization a --user u", .user(entraID: "u")),
        ("--organization a --device d", .device(entraID: "d")),
        ("--organization a --member-group g", .group(entraID: "g")),
    ])
    func whoseGroups(line: String, principal: V1.ChangeFilter.Principal) throws {
        #expect(try parse(line).request().filter?.principal == principal)
    }

    @Test func itBeginsWhereItIsToldTo() throws {
        #expect(try parse("").span.start(from: nil) == .tail)
        #expect(try parse("--snapshot").span.start(from: nil) == .snapshot)
        #expect(try parse("--after 7").span.start(from: nil) == .after(7))
        let point = V1.ResumePoint { $0.completeThrough = 5 }
        #expect(try parse("--snapshot").span.start(from: point) == .resume(point))
    }

    @Test(arguments: [
        "--contact 1 --user 2 --organization a", "--contact 1", "--snapshot --after 3", "--until 0",
        "--heartbeat 0", "--heartbeat 61", "--latest --members", "--kind other", "--status other",
    ])
    func whatMakesNoSenseIsRefused(line: String) {
        #expect(throws: (any Error).self) { try parse(line) }
    }
}
