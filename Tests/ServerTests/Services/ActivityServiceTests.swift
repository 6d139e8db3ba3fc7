import Client
import Testing
import Transport
import Wire

@testable import Server

/// The activity log as callers read it (rows 107 to 111).
@Suite struct ActivityServiceTests {
    private let directory = ScratchDirectory()

    private func entries(
        _ client: MusterClient,
        _ assign: (inout V1.ListActivityRequest) -> Void = { _ in }
    ) throws -> (entries: [V1.ActivityEntry], next: String) {
        let call = try client.stream(V1.ActivityService.list, V1.ListActivityRequest(assign))
        var all: [V1.ActivityEntry] = []
        var next = ""
        while let part = try call.next() {
            all += part.entries
            next = part.nextPageToken
        }
        return (all, next)
    }

    private func make(_ name: String, in organization: String, _ client: MusterClient) throws
        -> String
    {
        let reply = try client.call(
            V1.GroupsService.create,
            V1.CreateGroupRequest {
                $0.organizationID = organization
                $0.kind = .security
                $0.group = V1.GroupInput { $0.name = name }
            }
        )
        return try #require(reply.row?.id)
    }

    @Test func filtersAndPagesAgreeWithTheWholeLog() throws {
        let service = try RunningService(in: directory)
        let client = try service.client()
        try client.putOrganization("contoso")
        try client.putOrganization("fabrikam")
        let first = try make("Zürich", in: "contoso", client)
        let second = try make("Bern", in: "fabrikam", client)
        for id in [first, second] {
            _ = try client.call(V1.GroupsService.archive, .init { $0.ids = [id] })
        }
        _ = try client.call(
            V1.GroupsService.delete,
            .init {
                $0.ids = [first, second]
                $0.confirm = true
            }
        )
        let all = try entries(client).entries
        #expect(all.prefix(2).map(\.action) == ["row deleted", "row deleted"])
        #expect(all.map(\.id) == all.map(\.id).sorted(by: >))
        #expect(all.allSatisfy { !$0.actor.isEmpty && $0.time != nil && $0.address == "127.0.0.1" })
        let ofContoso = try entries(client) { $0.organizationID = "contoso" }.entries
        #expect(ofContoso == all.filter { $0.organizationID == "contoso" })
        let ofGroup = try entries(client) { $0.groupID = first }.entries
        #expect(ofGroup.map(\.action) == ["row deleted", "archived", "created"])
        #expect(ofGroup == all.filter { $0.groupID == first })
        let archived = try entries(client) { $0.actions = ["archived", "created"] }.entries
        #expect(archived == all.filter { ["archived", "created"].contains($0.action) })
        let named = try entries(client) { $0.text = "ZÜRICH" }.entries
        #expect(named == all.filter { $0.subject == "Zürich" })
        #expect(try entries(client) { $0.actor = "nobody" }.entries.isEmpty)
        let middle = try #require(all[2].time)
        let later = try entries(client) { $0.from = middle }.entries
        let earlier = try entries(client) { $0.until = middle }.entries
        #expect(later + earlier == all)
        for size in 1...4 as ClosedRange<UInt32> {
            var pages: [V1.ActivityEntry] = []
            var token = ""
            repeat {
                let page = try entries(client) {
                    $0.pageSize = size
                    $0.pageToken = token
                }
                #expect(page.entries.count <= Int(size))
                pages += page.entries
                token = page.next
            } while !token.isEmpty
            #expect(pages == all)
        }
    }

    @Test func onlyWhoMayReadTheLogDoes() throws {
        let service = try RunningService(in: directory)
        let client = try service.client()
        let made = try client.call(
            V1.PrincipalsService.createToken,
            V1.CreateTokenRequest {
                $0.principalID = "reader"
                $0.role = .readOnly
            }
        )
        let reader = try service.client(token: made.secret)
        let error = #expect(throws: ClientError.self) { try entries(reader) }
        #expect(error?.code == .permissionDenied)
    }

    @Test("deletion is confirmed, and the way back leads through the log (rows 67, 94 to 96)")
    func whatWasDeletedIsRestoredFromTheLog() throws {
        let service = try RunningService(in: directory)
        let client = try service.client()
        try client.putOrganization("contoso")
        let id = try make("Zürich", in: "contoso", client)
        let unconfirmed = #expect(throws: ClientError.self) {
            try client.call(V1.GroupsService.delete, .init { $0.ids = [id] })
        }
        #expect(unconfirmed?.reason == "CONFIRMATION_MISSING")
        let undeleted = #expect(throws: ClientError.self) {
            try client.call(V1.ActivityService.restore, .init { $0.groupID = id })
        }
        #expect(undeleted?.reason == "NOT_DELETED")
        _ = try client.call(
            V1.GroupsService.delete,
            .init {
                $0.ids = [id]
                $0.confirm = true
            }
        )
        let gone = #expect(throws: ClientError.self) {
            try client.call(V1.GroupsService.get, .init { $0.id = id })
        }
        #expect(gone?.code == .notFound)
        let log = try entries(client).entries
        let deletion = try #require(log.first)
        #expect(deletion.action == "deleted" && deletion.groupID == id)
        let restored = try client.call(
            V1.ActivityService.restore,
            .init { $0.groupID = deletion.groupID }
        )
        #expect(restored.row?.name == "Zürich")
        #expect(try client.call(V1.GroupsService.get, .init { $0.id = id }).row == restored.row)
    }
}
