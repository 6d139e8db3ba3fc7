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
}
