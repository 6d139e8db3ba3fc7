import ArgumentParser
import Client
import Server
import Testing
import Transport
import Wire

@testable import muster

@Suite struct ArgumentTests {
    private func parse<Command: ParsableCommand>(_ line: String, as type: Command.Type) throws
        -> Command
    {
        let words = line.split(separator: " ").map(String.init)
        return try #require(try Muster.parseAsRoot(words) as? Command)
    }

    @Test func everySettingOfTheServerThatIsNoSecretIsAFlag() throws {
        for key in SettingKey.all where !key.isSecret {
            let serve = try parse("serve --\(key.flagName) 7", as: Serve.self)
            #expect(serve.flags == [key.name: "7"])
        }
    }

    @Test func aListTakesEveryCondition() throws {
        let command = try parse(
            "groups list contoso --kind microsoft365 --sort updated --desc --filter-name adm --status orphaned"
                + " --status disabled --membership dynamic-user --domain contoso.com --unmatched"
                + " --include-archived --page-size 7",
            as: GroupsList.self
        )
        let request = command.request()
        #expect(request.organizationID == "contoso")
        #expect(request.kind == .microsoft365)
        #expect(request.sort?.column == .updated)
        #expect(request.sort?.descending == true)
        #expect(request.filter?.nameContains == "adm")
        #expect(request.filter?.statuses == [.orphaned, .disabled])
        #expect(request.filter?.membershipTypes == [.dynamicUser])
        #expect(request.filter?.domain == "contoso.com")
        #expect(request.filter?.hasUnmatchedMembers == true)
        #expect(request.filter?.includeArchived == true)
        #expect(request.pageSize == 7)
    }

    @Test func aListIsSecurityByNameInPagesOfFifty() throws {
        let request = try parse("groups list contoso", as: GroupsList.self).request()
        #expect(request.kind == .security)
        #expect(request.sort?.column == .name)
        #expect(request.pageSize == 50)
        #expect(request.filter?.hasUnmatchedMembers == nil)
        #expect(try parse("groups list contoso --all", as: GroupsList.self).request().pageSize == 0)
    }

    @Test(arguments: [
        "groups list", "groups list a --kind other", "groups list a --page-size 0",
        "groups list a --page-size 1001", "groups list a --all --page-token x",
        "groups list a --json --csv",
        "groups of a", "groups of a --user x --device y", "groups search x --limit 0", "sync",
        "sync a --all",
        "whoami --token a --token-file b", "whoami --insecure --ca-file f", "whoami --timeout 0",
        "integration create --name x", "integration update a --interval 59",
        "integration update a --visibility-delay 901",
        "integration update a --visibility-delay soon",
        "integration update a --certificate-file c",
        "integration update a --secret-file s --certificate-file c --private-key-file k",
        "integration create --name a --application-id b --secret hunter2", "nonsense",
    ])
    func refusesWhatMakesNoSense(line: String) {
        let error = #expect(throws: (any Error).self) {
            try Muster.parseAsRoot(line.split(separator: " ").map(String.init))
        }
        #expect(error.map { Muster.exitCode(for: $0) } == .validationFailure)
    }

    @Test func onlyGivenSettingsAreChanged() throws {
        let command = try parse(
            "integration update main --sync-security --no-sync-users --interval 900",
            as: IntegrationUpdate.self
        )
        var integration = V1.Integration()
        #expect(
            command.settings.apply(to: &integration)
                == ["sync_security_groups", "sync_users", "interval_seconds"]
        )
        #expect(integration.syncSecurityGroups)
        #expect(integration.syncUsers == false)
        #expect(integration.intervalSeconds == 900)
    }

    /// `server` is a setting too: it takes the integration's own delay away.
    @Test(arguments: [("0", 0), ("900", 900), ("server", nil)] as [(String, UInt32?)])
    func aDelayIsSecondsOrTheServers(text: String, seconds: UInt32?) throws {
        let command = try parse(
            "integration update main --visibility-delay \(text)",
            as: IntegrationUpdate.self
        )
        var integration = V1.Integration { $0.visibilityDelaySeconds = 60 }
        #expect(command.settings.apply(to: &integration) == ["visibility_delay_seconds"])
        #expect(integration.visibilityDelaySeconds == seconds)
    }

    @Test func columnsAreChosenByName() throws {
        let columns = try ColumnChoice.columns("id,name", of: GroupColumns.all, standard: ["name"])
        #expect(columns.map(\.name) == ["id", "name"])
        let error = #expect(throws: CommandError.self) {
            try ColumnChoice.columns("nme", of: GroupColumns.all, standard: [])
        }
        #expect(error?.message.contains("\"nme\"") == true)
    }

    @Test func everyStandardColumnExists() throws {
        let names = Set(GroupColumns.all.map(\.name))
        #expect(names.count == GroupColumns.all.count)
        for list in [GroupColumns.security, GroupColumns.microsoft365, GroupColumns.found] {
            #expect(names.isSuperset(of: list))
        }
    }

    @Test func methodsMayLeaveOutThePackage() throws {
        #expect(try Call.fullName("Groups/List") == "muster.v1.Groups/List")
        #expect(try Call.fullName("/grpc.health.v1.Health/Check") == "grpc.health.v1.Health/Check")
        #expect(throws: CommandError.self) { try Call.fullName("Groups") }
    }

    @Test func everyStatusCodeHasAnExitStatus() {
        #expect(StatusCode.allCases.filter { ExitStatus($0) == .success } == [.ok])
        #expect(ExitStatus(.notFound) == .notFound)
        #expect(ExitStatus(.unauthenticated) == .refused)
        #expect(ExitStatus(.deadlineExceeded) == .unavailable)
        #expect(ExitStatus(.failedPrecondition) == .conflict)
        #expect(Set(ExitStatus.allCases.map(\.rawValue)) == Set(0...7))
    }

    @Test func anErrorIsOneLineWithoutControlCharacters() {
        let error = CommandError(ClientError(.internalError, "a\nb\u{1B}[0m"))
        #expect(error.message == "a b\u{FFFD}[0m")
        #expect(error.status == .failure)
    }
}
