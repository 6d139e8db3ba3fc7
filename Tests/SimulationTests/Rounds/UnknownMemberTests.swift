import Directory
import GraphSimulator
import ReadModel
import Store
import Sync
import Testing

/// Members whom their own stream does not tell.
@Suite struct UnknownMemberTests {
    /// Rule 9: a user who came out of the recycle bin unreported is looked up when a group names them.
    @Test func aMemberWhomItsStreamDoesNotTellIsLookedUp() async throws {
        var behavior = DeltaBehavior()
        behavior.hidesRestoredUsers = true
        behavior.initialRemovedShare = 0
        let service = try SimulatedService(seed: 51, behavior: behavior)
        let tenant = service.entraID.text
        var creation = Mutation(.create, value: .text("Renée Returned"))
        creation.kind = "user"
        let user = try #require(
            try service.simulator.apply(.mutate(tenant: tenant, creation)).first
        )
        try service.simulator.apply(.mutate(tenant: tenant, Mutation(.delete, id: user)))
        try await service.sync()
        let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
        let group = try truth.groupWithUsers()
        try service.simulator.apply(.mutate(tenant: tenant, Mutation(.restore, id: user)))
        var addition = Mutation(.addMembers, id: group.text)
        addition.members = [user]
        try service.simulator.apply(.mutate(tenant: tenant, addition))
        try await service.sync()
        let id = try #require(GUID(user))
        let known = try service.read { reader throws(StoreError) in
            let ids = try reader.objectIDs(of: [id], in: service.tenant)
            return try reader.mirrored(ids.compactMap(\.self)).first ?? nil
        }
        // Given name and surname come first where a name is shown, so what was looked up is compared as it came.
        guard case .user(let described)? = known?.documented else {
            Issue.record("it is \(String(describing: known))")
            return
        }
        #expect(described.displayName == "Renée Returned")
        #expect(!described.isDeleted)
        let revision = service.snapshot.revision
        try await service.sync()
        #expect(service.snapshot.revision == revision)
    }

    /// Rule 9: whoever is in the recycle bin is not shown as there because a replica that is behind says so.
    ///
    /// Their stream tells the deletion of somebody of whom nobody knew, in the same round as the group names them, or in
    /// the one before, when the group came out of the recycle bin itself.
    @Test(arguments: [true, false])
    func aReplicaThatIsBehindBringsNobodyBack(isGroupRestored: Bool) async throws {
        var behavior = DeltaBehavior()
        behavior.initialRemovedShare = 0
        behavior.replayShare = 0
        behavior.readLagSeconds = 1800
        let service = try SimulatedService(seed: 52, behavior: behavior)
        func mutate(_ mutation: Mutation) throws -> [String] {
            try service.simulator.apply(.mutate(tenant: service.entraID.text, mutation))
        }
        try await service.sync()
        let group = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
            .groupWithUsers()
        var creation = Mutation(.create, value: .text("Bianca Binned"))
        creation.kind = "user"
        let user = try #require(try mutate(creation).first)
        var addition = Mutation(.addMembers, id: group.text)
        addition.members = [user]
        _ = try mutate(addition)
        service.clock.advance(seconds: 3600)
        _ = try mutate(Mutation(.delete, id: user))
        if isGroupRestored {
            _ = try mutate(Mutation(.delete, id: group.text))
            try await service.sync()
            service.clock.advance(seconds: 60)
            _ = try mutate(Mutation(.restore, id: group.text))
        }
        try await service.sync()
        let id = try #require(GUID(user))
        let known = try service.read { reader throws(StoreError) in
            try reader.objectIDs(of: [id], in: service.tenant).compactMap(\.self)
        }
        // The group has named them, so it is not for want of a question that nothing is said of them.
        #expect(known.count == 1)
        let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
        #expect(try truth.differences(in: service) == [])
        let revision = service.snapshot.revision
        #expect(try await service.sync(full: true).isFull)
        #expect(service.snapshot.revision == revision)
    }
}
