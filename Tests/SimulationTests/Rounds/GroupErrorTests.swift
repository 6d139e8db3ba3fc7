import Directory
import GraphSimulator
import ReadModel
import Store
import Sync
import Testing
import Wire

@testable import Server

/// What cannot be read of one group is told at that group and nowhere else.
@Suite struct GroupErrorTests {
    /// Two groups come back from the recycle bin; Graph does not tell the members of one.
    private struct Restored {
        let service: SimulatedService
        let failing: GUID
        let other: GUID
        /// Somebody who left the failing group when it was deleted, of which no page tells.
        let left: GUID

        init() async throws {
            var behavior = DeltaBehavior()
            behavior.emptyPageShare = 0
            behavior.replayShare = 0
            behavior.restoreResendsMembers = false
            service = try SimulatedService(seed: 61, behavior: behavior)
            try await service.sync()
            let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
            let image = try #require(service.snapshot.organizations[service.organization])
            let groups = try truth.live(.group).filter { group in
                let object = try #require(image.object(withEntraID: group))
                return image.asset(documenting: object) != nil && image.memberCount(of: object) > 1
            }
            failing = try #require(groups.first)
            other = try #require(groups.dropFirst().first)
            left = try #require(try truth.members(of: failing).first)
            var removal = Mutation(.removeMembers, id: failing.text)
            removal.members = [left.text]
            try mutate(removal)
            for group in [failing, other] { try mutate(Mutation(.delete, id: group.text)) }
            try await service.sync()
            for group in [failing, other] { try mutate(Mutation(.restore, id: group.text)) }
        }

        private func mutate(_ mutation: Mutation) throws {
            try service.simulator.apply(.mutate(tenant: service.entraID.text, mutation))
        }

        func row(_ group: GUID) throws -> V1.GroupRow {
            let image = try #require(service.snapshot.organizations[service.organization])
            let object = try #require(image.object(withEntraID: group))
            let asset = try #require(image.asset(documenting: object))
            return try V1.GroupRow(decoding: try #require(image.row(of: asset)))
        }

        func members(of group: GUID) throws -> Set<GUID> {
            let known = try service.read { reader throws(StoreError) in
                let ids = try reader.objectIDs(of: [group], in: service.tenant)
                let members = try reader.documentedMembers(of: ids[0] ?? ObjectID(.max))
                return try reader.mirrored(members)
            }
            return Set(known.compactMap { $0?.entraID })
        }

        func rowsWithErrors() throws -> Int {
            let image = try #require(service.snapshot.organizations[service.organization])
            return try image.syncedAssets().count { asset, _ in
                let row = try V1.GroupRow(decoding: try #require(image.row(of: asset)))
                return !row.syncError.isEmpty
            }
        }
    }

    @Test func aGroupThatCannotBeReadSaysWhyAndKeepsItsDocumentation() async throws {
        let restored = try await Restored()
        let service = restored.service
        let before = try restored.members(of: restored.failing)
        let deleted = try restored.row(restored.failing)
        #expect(before.contains(restored.left))
        service.transport.refuseGroup(restored.failing)
        try await service.sync()

        let row = try restored.row(restored.failing)
        #expect(row.syncError.contains("status 400"), "\(row.syncError)")
        #expect(row.syncStatus == .enabled, "the error lies over the status and is none")
        #expect(row.name == deleted.name && row.membersNotMatched == deleted.membersNotMatched)
        #expect(try restored.members(of: restored.failing) == before)
        // The round succeeds, and the group beside it has come back as it is.
        #expect(try restored.rowsWithErrors() == 1)
        #expect(try restored.row(restored.other).syncStatus == .enabled)
        let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
        let members = try restored.members(of: restored.other)
        #expect(members.isSuperset(of: try truth.members(of: restored.other)))
        let run = try service.read { reader throws(StoreError) in
            try reader.runs(limit: 1).first?.run
        }
        #expect(run?.outcome == .succeeded)
    }

    @Test func theNextGoodSyncEndsTheError() async throws {
        let restored = try await Restored()
        let service = restored.service
        service.transport.refuseGroup(restored.failing)
        try await service.sync()
        #expect(try restored.rowsWithErrors() == 1)
        service.transport.refuseGroup(nil)
        let summary = try await service.sync()
        #expect(summary.isFull, "what could not be read leads to a full round")
        #expect(try restored.rowsWithErrors() == 0)
        let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
        #expect(try truth.differences(in: service) == [])
        #expect(try !restored.members(of: restored.failing).contains(restored.left))
        let revision = service.snapshot.revision
        try await service.sync()
        #expect(service.snapshot.revision == revision)
    }
}
