import Directory
import Graph
import GraphSimulator
import ReadModel
import Store
import Sync
import Synchronization
import TestSupport
import Testing

@testable import Server

/// Mass changes wait for a person, and nothing that is documented moves meanwhile.
@Suite struct HoldTests {
    private enum Loss: String, CaseIterable, CustomTestStringConvertible {
        case groups
        case memberships
        case purgedUsers

        var testDescription: String { rawValue }
    }

    private func service(seed: UInt64) throws -> SimulatedService {
        var behavior = DeltaBehavior()
        behavior.objectsPerPageMax = 40
        behavior.linksPerPageMax = 80
        let service = try SimulatedService(seed: seed, behavior: behavior)
        service.policy.withLock { policy in
            policy.hold = HoldThreshold(
                groups: 3,
                groupsPercent: 20,
                memberships: 20,
                membershipsPercent: 20
            )
        }
        return service
    }

    private func expectTruth(_ service: SimulatedService, _ comment: Comment) throws {
        let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
        let differences = try truth.differences(in: service)
        try #require(differences == [], comment)
    }

    private func mutate(_ service: SimulatedService, _ mutation: Mutation) throws {
        try service.simulator.apply(.mutate(tenant: service.entraID.text, mutation))
    }

    private func documentation(_ service: SimulatedService) throws -> [UInt8] {
        try #require(service.snapshot.organizations[service.organization]).canonicalBytes()
    }

    /// Takes away most of what there is; answers what gives it back.
    private func lose(_ loss: Loss, in service: SimulatedService) throws -> [Mutation] {
        let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
        var undoing: [Mutation] = []
        switch loss {
        case .groups:
            for group in truth.live(.group) {
                try mutate(service, Mutation(.delete, id: group.text))
                undoing.append(Mutation(.restore, id: group.text))
            }
        case .memberships:
            for group in truth.live(.group) {
                let members = try truth.members(of: group).map(\.text).sorted()
                guard !members.isEmpty else { continue }
                var removal = Mutation(.removeMembers, id: group.text)
                removal.members = members
                try mutate(service, removal)
                var addition = Mutation(.addMembers, id: group.text)
                addition.members = members
                undoing.append(addition)
            }
        case .purgedUsers:
            for user in truth.live(.user) {
                try mutate(service, Mutation(.delete, id: user.text))
                try mutate(service, Mutation(.purge, id: user.text))
            }
        }
        return undoing
    }

    private func churn(_ service: SimulatedService, _ seed: UInt64) throws {
        try service.simulator.apply(
            .churn(.init(tenant: service.entraID.text, count: 15, seed: seed))
        )
    }

    /// What a hold must do whatever ends it; answers what gives back what was lost.
    private func hold(_ service: SimulatedService, _ loss: Loss, full: Bool) async throws
        -> [Mutation]
    {
        try await service.sync()
        try expectTruth(service, "before")
        let before = try documentation(service)
        let undoing = try lose(loss, in: service)
        let summary = try await service.sync(full: full)
        #expect(summary.isHeld)
        #expect(summary.lastRevision == nil)
        let state = try service.tenantState
        #expect(state.heldSince != nil)
        let held = try #require(state.hold)
        if loss == .groups {
            #expect(held.groupsOrphaned > 3)
        } else {
            #expect(held.membershipsRemoved > 20)
        }
        #expect(!held.samples.isEmpty)
        #expect(try documentation(service) == before)
        return undoing
    }

    @Test(arguments: [1, 2, 3] as [UInt64], Loss.allCases)
    private func whatIsHeldBackIsTheTruthOnceReleased(seed: UInt64, loss: Loss) async throws {
        let service = try service(seed: seed)
        _ = try await hold(service, loss, full: seed == 2)
        let before = try documentation(service)
        for round in 0..<3 as Range<UInt64> {
            try churn(service, seed << 8 | round)
            let summary = try await service.sync(full: round == 1)
            #expect(summary.isHeld, "seed \(seed), round \(round)")
            #expect(try documentation(service) == before, "seed \(seed), round \(round)")
            if round == 1 { try service.restart() }
        }
        try service.changeState { $0.releaseHold() }
        try expectTruth(service, "seed \(seed), \(loss), released")
        #expect(try service.tenantState.notes.isEmpty)
        try churn(service, seed << 8 | 77)
        #expect(try await service.sync().isHeld == false)
        try expectTruth(service, "seed \(seed), \(loss), after")
    }

    @Test(arguments: [4, 5] as [UInt64], [Loss.groups, .memberships])
    private func aHoldThatShrinksReleasesItself(seed: UInt64, loss: Loss) async throws {
        let service = try service(seed: seed)
        let undoing = try await hold(service, loss, full: false)
        for mutation in undoing.dropFirst(1) { try mutate(service, mutation) }
        let summary = try await service.sync()
        #expect(!summary.isHeld)
        let state = try service.tenantState
        #expect(state.heldSince == nil && state.hold == nil && state.notes.isEmpty)
        try expectTruth(service, "seed \(seed), \(loss)")
    }

    @Test(arguments: [6, 7] as [UInt64], Loss.allCases)
    private func aDiscardedHoldIsReadAgain(seed: UInt64, loss: Loss) async throws {
        let service = try service(seed: seed)
        let undoing = try await hold(service, loss, full: false)
        let before = try documentation(service)
        try service.changeState(dropsPending: true) { $0.discardHold() }
        #expect(try documentation(service) == before)
        // It was no error: the full round finds as much, and holds it again.
        let again = try await service.sync()
        #expect(again.isFull && again.isHeld)
        #expect(try documentation(service) == before)
        #expect(try #require(service.tenantState.hold).run.rawValue > 1)
        guard loss != .purgedUsers else { return }
        // Now it was one: the full round brings the truth by itself.
        for mutation in undoing { try mutate(service, mutation) }
        try service.changeState(dropsPending: true) { $0.discardHold() }
        let healed = try await service.sync()
        #expect(healed.isFull && !healed.isHeld)
        try expectTruth(service, "seed \(seed), \(loss)")
    }

    @Test func aRoundThatBeganBeforeADiscardDoesNotCount() async throws {
        let service = try service(seed: 8)
        _ = try await hold(service, .groups, full: false)
        let before = try documentation(service)
        try churn(service, 1)
        service.interrupt(at: .publishing) {
            do {
                try service.changeState(dropsPending: true) { $0.discardHold() }
            } catch {
                Issue.record(error)
            }
        }
        await #expect(throws: RoundError.self) { try await service.sync() }
        #expect(try documentation(service) == before)
        #expect(try service.tenantState.groups.deltaLink == nil)
        #expect(try await service.sync().isFull)
        #expect(try documentation(service) == before)
        try service.changeState { $0.releaseHold() }
        try expectTruth(service, "released")
    }

    /// A hold that a crash interrupts anywhere goes on, or begins anew, and ends in the truth.
    @Test func aHoldSurvivesACrashAtAnyStep() async throws {
        var step = 0
        while true {
            step += 1
            let service = try service(seed: 9)
            try await service.sync()
            let before = try documentation(service)
            _ = try lose(.groups, in: service)
            service.stop(atStep: step)
            var hasEnded = true
            do { try await service.sync() } catch { hasEnded = false }
            service.stop(atStep: nil)
            #expect(try documentation(service) == before, "step \(step)")
            if !hasEnded {
                try service.restart()
                #expect(try await service.sync().isHeld, "step \(step)")
            }
            #expect(try documentation(service) == before, "step \(step)")
            try service.changeState { $0.releaseHold() }
            try expectTruth(service, "step \(step)")
            if hasEnded { break }
        }
        #expect(step > 5)
    }

    @Test func aFirstImportIsNeverHeld() async throws {
        let service = try service(seed: 10)
        #expect(try await service.sync().isHeld == false)
    }
}
