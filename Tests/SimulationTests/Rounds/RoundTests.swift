import Directory
import Graph
import GraphSimulator
import ReadModel
import Store
import Sync
import Testing

@testable import Server

/// Rounds against the simulator, in one process and without a socket.
@Suite struct RoundTests {
    /// Pages so small that every stream has several.
    private static var smallPages: DeltaBehavior {
        var behavior = DeltaBehavior()
        behavior.objectsPerPageMax = 12
        behavior.linksPerPageMax = 25
        return behavior
    }

    private func expectTruth(_ service: SimulatedService, _ comment: Comment) throws {
        let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
        let differences = try truth.differences(in: service)
        try #require(differences == [], comment)
    }

    private func mutate(_ service: SimulatedService, _ action: Mutation.Action, _ id: GUID) throws {
        try service.simulator.apply(
            .mutate(tenant: service.entraID.text, Mutation(action, id: id.text))
        )
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func aFirstSyncDocumentsTheTruth(seed: UInt64) async throws {
        let service = try SimulatedService(seed: seed)
        let summary = try await service.sync()
        #expect(summary.isFull)
        try expectTruth(service, "seed \(seed)")
        let tenant = try #require(service.snapshot.policy.tenants[service.tenant])
        #expect(tenant.displayName == "Contoso")
        #expect(tenant.defaultDomain == "contoso.example")
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 44] as [UInt64])
    func everySyncAfterRandomChangesDocumentsTheTruth(seed: UInt64) async throws {
        let service = try SimulatedService(seed: seed, behavior: Self.smallPages)
        try await service.sync()
        for round in 0..<8 as Range<UInt64> {
            try service.simulator.apply(
                .churn(.init(tenant: service.entraID.text, count: 25, seed: seed << 8 | round))
            )
            try await service.sync(full: round == 5)
            try expectTruth(service, "seed \(seed), round \(round)")
        }
    }

    @Test func membersThatNoStreamBringsAreDescribed() async throws {
        let service = try SimulatedService(seed: 5)
        var consent = Mutation(.grantConsent)
        consent.permission = .directoryReadAll
        try service.simulator.apply(.mutate(tenant: service.entraID.text, consent))
        try await service.sync()
        try expectTruth(service, "seed 5")
    }

    @Test func anIdleRoundAsksForThreePagesAndMakesNoRevision() async throws {
        var behavior = DeltaBehavior()
        behavior.emptyPageShare = 0
        let service = try SimulatedService(seed: 7, behavior: behavior)
        try await service.sync()
        let before = service.snapshot
        service.transport.resetCounts()
        let summary = try await service.sync()
        #expect(service.transport.pageCount == 3)
        #expect(service.transport.memberListCount == 0)
        #expect(summary.lastRevision == nil)
        #expect(service.snapshot === before)
        let newest = try service.read { reader throws(StoreError) in try reader.head().revision }
        #expect(newest == before.revision)
    }

    @Test func aRoundThatStopsAtAnyPageGoesOnWhereItWas() async throws {
        let whole = try SimulatedService(seed: 11, behavior: Self.smallPages)
        try await whole.sync()
        let pageCount = whole.transport.pageCount
        #expect(pageCount > 8)
        for page in 1...pageCount {
            let service = try SimulatedService(seed: 11, behavior: Self.smallPages)
            service.transport.failPage(page)
            await #expect(throws: RoundError.self, "page \(page)") { try await service.sync() }
            try service.restart()
            try await service.sync()
            // Only the page that failed was asked for twice; each stream then looks for what came meanwhile.
            let more = service.transport.pageCount - pageCount
            #expect((1...8).contains(more), "page \(page): \(more)")
            try expectTruth(service, "page \(page)")
        }
    }

    @Test(arguments: [false, true])
    func aRoundThatStopsAtAnyStepEndsInTheSameDocumentation(isFirst: Bool) async throws {
        var step = 0
        while true {
            step += 1
            let service = try SimulatedService(seed: 13, behavior: Self.smallPages)
            if !isFirst {
                try await service.sync()
                try service.simulator.apply(
                    .churn(.init(tenant: service.entraID.text, count: 40, seed: 99))
                )
            }
            service.stop(atStep: step)
            var hasEnded = true
            do { try await service.sync() } catch { hasEnded = false }
            service.stop(atStep: nil)
            if !hasEnded {
                try service.restart()
                try await service.sync()
            }
            try expectTruth(service, "step \(step)")
            let newest = service.snapshot.revision
            try await service.sync()
            #expect(service.snapshot.revision == newest, "step \(step)")
            if hasEnded { break }
        }
        #expect(step > 5)
    }

    @Test(arguments: [21, 22] as [UInt64])
    func forgottenDeltaLinksLeadToAFullRound(seed: UInt64) async throws {
        let service = try SimulatedService(seed: seed, behavior: Self.smallPages)
        try await service.sync()
        try service.simulator.apply(
            .churn(.init(tenant: service.entraID.text, count: 60, seed: seed))
        )
        service.transport.refuseDeltaLinks(true)
        let summary = try await service.sync()
        #expect(summary.isFull)
        try expectTruth(service, "seed \(seed)")
        service.transport.refuseDeltaLinks(false)
        #expect(try await service.sync().isFull == false)
    }

    @Test(arguments: [true, false])
    func aRestoredGroupHasItsMembersAgain(resends: Bool) async throws {
        var behavior = Self.smallPages
        behavior.restoreResendsMembers = resends
        let service = try SimulatedService(seed: 31, behavior: behavior)
        try await service.sync()
        let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
        let group = try truth.groupWithUsers()
        try mutate(service, .delete, group)
        try await service.sync()
        try expectTruth(service, "deleted")
        let user = try #require(try truth.members(of: group).first)
        var removal = Mutation(.removeMembers, id: group.text)
        removal.members = [user.text]
        try mutate(service, .restore, group)
        try service.simulator.apply(.mutate(tenant: service.entraID.text, removal))
        service.transport.resetCounts()
        try await service.sync()
        #expect(service.transport.filteredCount > 0)
        try expectTruth(service, "restored")
    }

    @Test(arguments: [true, false])
    func aPurgedUserIsInNoGroup(isReported: Bool) async throws {
        var behavior = Self.smallPages
        behavior.purgeReportedInMembers = isReported
        let service = try SimulatedService(seed: 41, behavior: behavior)
        try await service.sync()
        let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
        let group = try truth.groupWithUsers()
        let members = try truth.members(of: group)
        for member in members { try mutate(service, .delete, member) }
        try await service.sync()
        try expectTruth(service, "deleted")
        for member in members { try mutate(service, .purge, member) }
        try await service.sync()
        try expectTruth(service, "purged")
        let left = try service.read { reader throws(StoreError) in
            let id = try reader.objectIDs(of: [group], in: service.tenant)[0]
            let known = try id.map { id throws(StoreError) in
                try reader.mirrored(try reader.documentedMembers(of: id))
            }
            return Set((known ?? []).compactMap { $0?.entraID })
        }
        #expect(left.isDisjoint(with: members))
    }
}
