import Client
import Directory
import Testing
import Wire

@testable import Server

/// The feature switch and the views of lists.
@Suite struct AccountTests {
    private func set(_ isOn: Bool, _ client: MusterClient) throws {
        _ = try client.call(
            V1.AccountService.update,
            V1.UpdateAccountRequest {
                $0.account = V1.AccountSettings { $0.groupDocumentation = isOn }
            }
        )
    }

    @Test("Switched off, every call about groups says so, and nothing is lost: rows 5 and 14")
    func switchedOffEveryCallAboutGroupsNamesTheSwitch() throws {
        let fixture = try AccessFixture(seed: 6)
        let count = try fixture.rows(.security, fixture.administrator).count
        let stream = try fixture.administrator.stream(
            V1.ChangesService.subscribe,
            V1.SubscribeRequest { $0.start = .snapshot(.init()) }
        )
        _ = try stream.next()
        try set(false, fixture.administrator)
        // The stream ends, whatever it was about to say.
        #expect(
            AccessFixture.reason { while try stream.next() != nil {} } == "FEATURE_SWITCHED_OFF"
        )
        let services = Contract.files.flatMap(\.services)
        var triedCount = 0
        for service in services {
            for method in service.methods
            where CallRules(path: "/\(service.name)/\(method.name)").needsGroupDocumentation {
                let reply = try RecordedReply(
                    "\(service.name)/\(method.name)",
                    .object([]),
                    fixture.administrator
                )
                #expect(reply.end.contains("FEATURE_SWITCHED_OFF"), "\(method.name)")
                #expect(reply.end.contains("group_documentation"), "\(method.name)")
                triedCount += 1
            }
        }
        #expect(triedCount >= 10)
        #expect(CallRules(path: V1.ActivityService.restore.path).needsGroupDocumentation)
        // The rest goes on, the log of what was done among it.
        #expect(!CallRules(path: V1.ActivityService.list.path).needsGroupDocumentation)
        #expect(
            try !fixture.administrator.call(V1.OrganizationsService.list, .init())
                .organizations.isEmpty
        )
        let account = try fixture.administrator.call(V1.AccountService.get, .init()).account
        #expect(account?.groupDocumentation == false)
        #expect(account?.clientUsersSeeGroups == true)
        try set(true, fixture.administrator)
        #expect(try fixture.rows(.security, fixture.administrator).count == count)
    }

    @Test func onlyManagersAndAdministratorsSwitch() throws {
        let fixture = try AccessFixture(seed: 6)
        try fixture.put("max", .manager)
        try fixture.put("edith", .custom) { $0.documentationAdministration = true }
        try set(true, try fixture.client("max"))
        let edith = try fixture.client("edith")
        #expect(AccessFixture.reason { try set(false, edith) } == "ROLE_INSUFFICIENT")
    }

    @Test("Columns, their order and widths persist per caller and list: rows 68 to 72")
    func viewsPersistPerCallerAndListUntilTheyAreRestored() throws {
        let directory = ScratchDirectory()
        var running = try RunningService(in: directory)
        let token = try running.administratorToken()
        var client = try running.client()
        let reader = try client.call(
            V1.PrincipalsService.createToken,
            V1.CreateTokenRequest { $0.principalID = "reader" }
        )
        let wanted = ["updated", "name", "domain"].map { name in
            V1.ViewColumn {
                $0.name = name
                $0.width = name == "name" ? 240 : 0
            }
        }
        let standard = try client.call(V1.ViewsService.get, .init { $0.kind = .security }).view
        #expect(standard?.isDefault == true)
        #expect(standard?.columns.map(\.name) == standard?.available)
        #expect(standard?.available.contains("nested_groups") == true)
        let stored = try client.call(
            V1.ViewsService.set,
            V1.SetViewRequest {
                $0.view = V1.ListView {
                    $0.kind = .security
                    $0.columns = wanted
                }
            }
        ).view
        #expect(stored?.columns == wanted)
        #expect(stored?.isDefault == false)
        running.stop()
        running = try RunningService(in: directory)
        client = try running.client(token: token)
        let kept = try client.call(V1.ViewsService.get, .init { $0.kind = .security }).view
        #expect(kept?.columns == wanted)
        // Neither the other list nor another caller has changed.
        let other = try client.call(V1.ViewsService.get, .init { $0.kind = .microsoft365 }).view
        #expect(other?.isDefault == true)
        #expect(other?.available.contains("nested_groups") == false)
        let theirs = try running.client(token: reader.secret)
            .call(V1.ViewsService.get, .init { $0.kind = .security }).view
        #expect(theirs?.isDefault == true)
        let restored = try client.call(
            V1.ViewsService.restoreDefaults,
            .init { $0.kind = .security }
        ).view
        #expect(restored == standard)
    }

    @Test(arguments: [
        ["name", "name"], ["no_such_column"], ["nested_groups"], [],
    ])
    func aViewOfColumnsThatTheListDoesNotHaveIsRefused(columns: [String]) throws {
        let directory = ScratchDirectory()
        let running = try RunningService(in: directory)
        let client = try running.client()
        let reason = AccessFixture.reason {
            _ = try client.call(
                V1.ViewsService.set,
                V1.SetViewRequest {
                    $0.view = V1.ListView {
                        $0.kind = .microsoft365
                        $0.columns = columns.map { name in V1.ViewColumn { $0.name = name } }
                    }
                }
            )
        }
        #expect(reason == "FIELD_INVALID")
    }
}
