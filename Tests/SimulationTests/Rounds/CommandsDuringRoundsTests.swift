import Access
import Directory
import GraphSimulator
import ReadModel
import Synchronization
import Testing

@testable import Server
@testable import Store

/// A command in the middle of a sync of the same group: there is one order of the two, and nothing is lost.
@Suite struct CommandsDuringRoundsTests {
    /// How a group stands: what Entra says of it, as documented.
    private struct Standing: Equatable {
        var properties: ObjectProperties?
        var members: Set<ObjectID>
        var reasons: StatusReasons?
    }

    private func small() -> DeltaBehavior {
        var behavior = DeltaBehavior()
        behavior.objectsPerPageMax = 12
        behavior.linksPerPageMax = 25
        return behavior
    }

    private static func standing(
        of group: GUID,
        in service: SimulatedService,
        _ publisher: Publisher
    ) throws -> Standing {
        let image = publisher.snapshot.organizations[service.organization]
        guard let image, let object = image.object(withEntraID: group) else {
            return Standing(members: [])
        }
        return Standing(
            properties: try publisher.store.read { reader throws(StoreError) in
                try reader.properties(of: [object])[0]
            },
            members: Set(image.members(of: object)),
            reasons: image.asset(documenting: object).flatMap { image.reasons(of: $0) }
        )
    }

    private static func run(
        _ command: GroupCommand,
        on group: GUID,
        in service: SimulatedService,
        _ publisher: Publisher
    ) throws {
        let image = try #require(publisher.snapshot.organizations[service.organization])
        let object = try #require(image.object(withEntraID: group))
        let asset = try #require(image.asset(documenting: object))
        let facts = try #require(image.facts(of: asset))
        let found = FoundGroup(asset: asset, facts: facts, image: image)
        var batch = ChangeBatch(.command, try publisher.changes(of: command, on: [found]))
        batch.comesFromPending = true
        _ = try publisher.publish(batch)
    }

    @Test(
        "archived, disabled or deleted at any step of a round (rows 57, 82, 94, 103)",
        arguments: [GroupCommand.archive, .disableSync]
    )
    func aGroupThatIsFrozenAtAnyStepStandsStillAndLosesNothing(command: GroupCommand) async throws {
        var step = 0
        while true {
            step += 1
            let service = try SimulatedService(seed: 17, behavior: small())
            try await service.sync()
            let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
            let group = try truth.groupWithUsers()
            let members = try truth.members(of: group).map(\.text).sorted()
            var rename = Mutation(.set, id: group.text, value: .text("Renamed"))
            rename.property = "displayName"
            var removal = Mutation(.removeMembers, id: group.text)
            removal.members = [members[0]]
            for mutation in [rename, removal] {
                try service.simulator.apply(.mutate(tenant: service.entraID.text, mutation))
            }
            try service.simulator.apply(
                .churn(.init(tenant: service.entraID.text, count: 15, seed: 5))
            )
            // The churn may take the group away; then there is nothing to archive, and the step does not count.
            let frozen = Mutex<Result<Standing, any Error>?>(nil)
            service.visit(beforeStep: step) { publisher in
                let result = Result {
                    try Self.run(command, on: group, in: service, publisher)
                    return try Self.standing(of: group, in: service, publisher)
                }
                frozen.withLock { $0 = result }
            }
            try await service.sync()
            guard let standing = try frozen.withLock({ try $0?.get() }) else { break }
            let after = try service.perform {
                try Self.standing(of: group, in: service, $0)
            }
            #expect(after.members == standing.members, "step \(step)")
            #expect(name(after) == name(standing), "step \(step)")
            #expect(after.reasons?.isSuperset(of: standing.reasons ?? []) == true, "step \(step)")
            // Another round changes nothing of it either; what has happened waits.
            try await service.sync(full: step % 2 == 0)
            let later = try service.perform { try Self.standing(of: group, in: service, $0) }
            #expect(later == after, "step \(step)")
            try service.restart()
            let back: GroupCommand = command == .archive ? .unarchive : .enableSync
            try service.perform { try Self.run(back, on: group, in: service, $0) }
            let now = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
            let differences = try now.differences(in: service)
            try #require(differences == [], "step \(step)")
        }
        #expect(step > 3)
    }

    private func name(_ standing: Standing) -> String? { standing.properties?.displayName }
}
