import Access
import Directory
import ReadModel
import Store
import Testing
import Wire

@testable import Server

/// Commands on many groups at once, and what the log has of them.
@Suite struct GroupCommandTests {
    private let directory = ScratchDirectory()

    /// Manual groups beside the one of Entra, which is enabled.
    private func manualGroups(_ count: Int, in world: StatusWorld) throws -> [String] {
        let context = world.side.context
        return try (0..<count).map { number in
            let request = V1.CreateGroupRequest {
                $0.organizationID = "contoso"
                $0.kind = .security
                $0.group = V1.GroupInput { $0.name = "Manual \(number)" }
            }
            return try world.side.perform { publisher in
                try GroupsService.create(request, context, publisher).row?.id ?? ""
            }
        }
    }

    @Test("each group of a mixed selection has its own outcome (rows 27, 28, 92, 111)")
    func aMixedSelectionIsDoneGroupByGroup() throws {
        let world = try StatusWorld(in: directory)
        let manual = try manualGroups(2, in: world)
        let enabled = try world.facts.publicID.text
        let unknown = GUID(high: 9, low: 9).text
        let logged = try world.activity.count
        let before = try world.snapshot.revision.number
        let reply = try world.command(
            .delete(isRow: true),
            on: [manual[0], enabled, unknown, manual[1]]
        )
        #expect(reply.results.map(\.id) == [manual[0], enabled, unknown, manual[1]])
        #expect(reply.results.map(\.outcome) == [.done, .refused, .notFound, .done])
        #expect(reply.results[1].reason == .stillEnabled)
        #expect(reply.results[1].syncStatus == .enabled)
        #expect(reply.revision == before + 1)
        let newest = try Array(world.activity.prefix(2))
        #expect(try world.activity.count == logged + 2)
        #expect(newest.map(\.record.action) == ["row deleted", "row deleted"])
        #expect(newest.map(\.record.subject) == ["Manual 1", "Manual 0"])
        #expect(newest.allSatisfy { $0.revision?.number == reply.revision })
        world.side.stop()
    }

    @Test func anAtomicCommandIsDoneWholeOrNotAtAll() throws {
        let world = try StatusWorld(in: directory)
        let manual = try manualGroups(2, in: world)
        let enabled = try world.facts.publicID.text
        let before = try world.snapshot.revision
        let logged = try world.activity.count
        let refused = try world.command(
            .delete(isRow: true),
            on: manual + [enabled],
            atomic: true
        )
        #expect(refused.results.map(\.outcome) == [.skipped, .skipped, .refused])
        #expect(try world.snapshot.revision == before)
        #expect(try world.activity.count == logged)
        let done = try world.command(.archive, on: manual + [enabled], atomic: true)
        #expect(done.results.map(\.outcome) == [.done, .done, .done])
        #expect(try world.snapshot.revision == before.next)
        world.side.stop()
    }

    @Test func aCommandTakesOneToAThousandGroupsEachOnce() throws {
        let world = try StatusWorld(in: directory)
        let many = (0..<1001).map { GUID(high: 7, low: UInt64($0)).text }
        for ids in [[], many, ["no id"], [many[0], many[1], many[0]]] {
            let error = #expect(throws: CallError.self) { try world.command(.archive, on: ids) }
            #expect(error?.violations.map(\.field) == ["ids"])
        }
        let reply = try world.command(.archive, on: Array(many.prefix(1000)))
        #expect(reply.results.count == 1000)
        #expect(reply.results.allSatisfy { $0.outcome == .notFound })
        world.side.stop()
    }

    @Test("every act has one entry with actor, address, before and after (rows 107, 109, 110)")
    func theLogTellsWhoDidWhatFromWhere() throws {
        let world = try StatusWorld(in: directory)
        let time = world.side.context.now
        for event in [.archive, .archive, .delete, .delete, .restore] as [StatusEvent] {
            try world.apply(event)
        }
        let log = try world.activity
        #expect(log.map(\.record.action) == ["restored", "deleted", "archived"])
        for entry in log {
            #expect(entry.record.actor == "admin")
            #expect(entry.record.address == "127.0.0.1")
            #expect(entry.record.time == time)
            #expect(entry.record.organization == world.side.organization)
            #expect(entry.record.subject == "Group 0")
            #expect(entry.record.asset != nil && entry.revision != nil)
        }
        #expect(
            log[2].record.changes == [
                ActivityChange("sync_status", before: "enabled", after: "orphaned"),
                ActivityChange("status_reasons", before: "", after: "archived"),
            ]
        )
        #expect(
            log[1].record.changes == [
                ActivityChange("sync_status", before: "orphaned", after: "disabled"),
                ActivityChange(
                    "status_reasons",
                    before: "archived",
                    after: "deleted_here, archived"
                ),
            ]
        )
        #expect(
            log[0].record.changes == [
                ActivityChange(
                    "status_reasons",
                    before: "deleted_here, archived",
                    after: "sync_disabled"
                )
            ]
        )
        world.side.stop()
    }

    @Test("a refusal names the setting or the integration (row 84)")
    func aRefusalSaysWhatIsInTheWay() throws {
        let world = try StatusWorld(in: directory)
        try world.apply(.settingCleared)
        let setting = try world.command(.enableSync).results[0]
        #expect(setting.reason == .kindSwitchedOff)
        #expect(setting.message.contains("Sync Entra ID Security Groups"))
        #expect(setting.message.contains("\"Main\""))
        try world.apply(.integrationRemoved)
        let removed = try world.command(.enableSync).results[0]
        #expect(removed.reason == .integrationRemoved)
        #expect(removed.message.contains("\"Main\""))
        world.side.stop()
    }

    @Test func aGroupOutOfSightIsNotFound() throws {
        let world = try StatusWorld(in: directory)
        let id = try world.facts.publicID.text
        let unknown = GUID(high: 9, low: 9).text
        let image = try world.image
        let asset = try #require(image.asset(documenting: world.group))
        let blind = [
            VisibleSet.nothing, VisibleSet(organizations: .all, deniedKinds: [.security]),
            VisibleSet(organizations: .all, hiddenAssets: [image.organization: [asset]]),
        ]
        for visible in blind {
            let context = world.side.context(seeing: visible)
            let reply = try world.side.perform { publisher in
                try GroupCommandRun(command: .archive, context: context, publisher: publisher)
                    .run([id, unknown], atomic: false)
            }
            var hidden = reply.results[0]
            hidden.id = unknown
            hidden.message = reply.results[1].message
            #expect(hidden == reply.results[1])
        }
        #expect(try world.reasons == [])
        world.side.stop()
    }

    /// A publish that fails at any statement leaves neither the change nor the entry.
    @Test func aCommandThatFailsLeavesNothing() throws {
        let world = try StatusWorld(in: directory)
        let before = try world.snapshot.revision
        var step = 0
        while true {
            step += 1
            try world.side.store.injectFault(atStep: step)
            var failure: CallError?
            do { _ = try world.command(.archive) as V1.GroupCommandResponse } catch {
                failure = error as? CallError
            }
            try world.side.store.injectFault(atStep: -1)
            guard failure != nil else { break }
            #expect(try world.snapshot.revision == before, "step \(step)")
            #expect(try world.activity.isEmpty, "step \(step)")
            #expect(try world.reasons == [], "step \(step)")
            #expect(try world.equalsStore, "step \(step)")
        }
        #expect(step > 5)
        #expect(try world.reasons == .archived)
        #expect(try world.activity.count == 1)
        world.side.stop()
    }
}
