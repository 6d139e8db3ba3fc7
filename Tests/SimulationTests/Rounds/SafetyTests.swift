import Directory
import Graph
import GraphSimulator
import ReadModel
import Synchronization
import Testing
import Wire

@testable import Server
@testable import Store
@testable import Sync

/// What a round does not know it does not say; what it cost and when it becomes visible.
@Suite struct SafetyTests {
    private func expectTruth(_ service: SimulatedService, _ comment: Comment) throws {
        let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
        let differences = try truth.differences(in: service)
        try #require(differences == [], comment)
    }

    private func mutate(_ service: SimulatedService, _ mutation: Mutation) throws {
        try service.simulator.apply(.mutate(tenant: service.entraID.text, mutation))
    }

    private func permit(_ service: SimulatedService, _ permission: Permission, _ isGranted: Bool)
        throws
    {
        var mutation = Mutation(isGranted ? .grantConsent : .revokeConsent)
        mutation.permission = permission
        try mutate(service, mutation)
    }

    private func calm() -> DeltaBehavior {
        var behavior = DeltaBehavior()
        behavior.emptyPageShare = 0
        behavior.replayShare = 0
        return behavior
    }

    private func newestRun(_ service: SimulatedService) throws -> RunRecord {
        try #require(
            try service.read { reader throws(StoreError) in try reader.runs(limit: 1).first?.run }
        )
    }

    private func row(_ group: GUID, _ service: SimulatedService) throws -> V1.GroupRow {
        let image = try #require(service.snapshot.organizations[service.organization])
        let object = try #require(image.object(withEntraID: group))
        let asset = try #require(image.asset(documenting: object))
        return try V1.GroupRow(decoding: try #require(image.row(of: asset)))
    }

    private func members(_ group: GUID, _ service: SimulatedService) throws -> Int {
        let image = try #require(service.snapshot.organizations[service.organization])
        return image.memberCount(of: try #require(image.object(withEntraID: group)))
    }

    // MARK: What is not shown

    @Test func hiddenMembersAreUnknownAndTheMissingPermissionIsNamed() async throws {
        let service = try SimulatedService(seed: 2, behavior: calm())
        let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
        let group = try truth.groupWithUsers()
        var hide = Mutation(.set, id: group.text, value: .text("HiddenMembership"))
        hide.property = "visibility"
        try mutate(service, hide)
        try permit(service, .memberReadHidden, false)
        try await service.sync()
        let hidden = try row(group, service)
        #expect(hidden.membershipHidden)
        #expect(hidden.membersMatched == nil)
        #expect(try service.tenantState.missingPermissions.contains("Member.Read.Hidden"))
        // With the permission, everything is read and shown.
        try permit(service, .memberReadHidden, true)
        try await service.sync(full: true)
        #expect(try !row(group, service).membershipHidden)
        #expect(try !service.tenantState.missingPermissions.contains("Member.Read.Hidden"))
        try expectTruth(service, "granted")
        // Without it again, what was known is neither lost nor taken for zero.
        let count = try members(group, service)
        #expect(count > 0)
        try permit(service, .memberReadHidden, false)
        try await service.sync(full: true)
        #expect(try members(group, service) == count)
        #expect(try service.tenantState.missingPermissions.contains("Member.Read.Hidden"))
    }

    @Test func aHiddenGroupThatBecameEmptyIsEmptyAfterAFullRound() async throws {
        let service = try SimulatedService(seed: 2, behavior: calm())
        let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
        let group = try truth.groupWithUsers()
        var hide = Mutation(.set, id: group.text, value: .text("HiddenMembership"))
        hide.property = "visibility"
        try mutate(service, hide)
        try await service.sync()
        #expect(try members(group, service) > 0)
        var removal = Mutation(.removeMembers, id: group.text)
        removal.members = try truth.members(of: group).map(\.text)
        try mutate(service, removal)
        try await service.sync(full: true)
        try expectTruth(service, "emptied")
    }

    @Test func membersThatMayNotBeReadAreKeptWithTheirTypes() async throws {
        let service = try SimulatedService(seed: 5, behavior: calm())
        try await service.sync()
        try expectTruth(service, "without")
        let missing = try service.tenantState.missingPermissions
        #expect(!missing.isEmpty)
        #expect(Set(missing).isSubset(of: ["Application.Read.All", "OrgContact.Read.All"]))
        let nameless = try service.read { reader throws(StoreError) in
            try reader.mirrored(
                try reader.objectIDs(
                    of: try reader.undescribedMembers(
                        of: service.tenant,
                        includingNameless: true,
                        limit: 1000
                    ).map(\.entraID),
                    in: service.tenant
                ).compactMap(\.self)
            ).compactMap { $0?.documented }
        }
        #expect(!nameless.isEmpty)
        for case .other(let object) in nameless {
            #expect(object.odataType.hasPrefix("#microsoft.graph."))
            #expect(object.displayName.isEmpty)
        }
        try permit(service, .directoryReadAll, true)
        try await service.sync(full: true)
        #expect(try service.tenantState.missingPermissions == [])
        let left = try service.read { reader throws(StoreError) in
            try reader.undescribedMembers(
                of: service.tenant,
                includingNameless: true,
                limit: 1000
            )
        }
        #expect(left.isEmpty)
    }

    // MARK: What delta queries lose

    @Test func aMembershipThatDeltaQueriesLostIsFoundAtTheSecondLook() async throws {
        let service = try SimulatedService(seed: 3, behavior: calm())
        service.policy.withLock { $0.sampledGroups = 1000 }
        try await service.sync()
        let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
        let group = try truth.groupWithUsers()
        let image = try #require(service.snapshot.organizations[service.organization])
        let object = try #require(image.object(withEntraID: group))
        let lost = try #require(
            try truth.members(of: group).compactMap { image.object(withEntraID: $0) }
                .first { image.members(of: object).contains($0) }
        )
        try service.publish([.membership(group: object, member: lost, isMember: false)])
        // Not every round compares: an idle one asks for its three pages.
        service.transport.resetCounts()
        try await service.sync()
        #expect(service.transport.memberListCount == 0)
        service.clock.advance(seconds: 90_000)
        let first = try await service.sync()
        #expect(service.transport.memberListCount > 0)
        #expect(first.findingCount == 0)
        #expect(try service.tenantState.sampling.suspects == [group])
        let second = try await service.sync()
        #expect(second.findingCount == 1)
        #expect(try newestRun(service).findingCount == 1)
        #expect(try service.tenantState.sampling.suspects == [])
        try expectTruth(service, "found")
        #expect(try await service.sync().findingCount == 0)
    }

    @Test func aFullRoundIsDueAWeekAfterTheLastOne() {
        let policy = SyncPolicy()
        let day: Int64 = 86_400_000
        var state = TenantState(isImporting: false)
        for stream in DirectoryStream.allCases {
            state[stream].lastFullRound = Timestamp(milliseconds: 0)
        }
        for seed in 0..<50 as Range<UInt64> {
            let tenant = GUID(high: seed &* 0x9E37_79B9_7F4A_7C15, low: seed)
            let isDue = { (time: Int64) in
                policy.isReconciliationDue(state, of: tenant, at: Timestamp(milliseconds: time))
            }
            #expect(!isDue(6 * day))
            #expect(isDue(7 * day))
        }
        state.groups.lastFullRound = nil
        let later = Timestamp(milliseconds: 30 * day)
        #expect(!policy.isReconciliationDue(state, of: GUID(high: 1, low: 1), at: later))
    }

    // MARK: The first import

    @Test(arguments: [5, 9, 14])
    func aFirstImportShowsGroupsBeforeTheirMembersAreKnown(page: Int) async throws {
        var behavior = calm()
        behavior.objectsPerPageMax = 12
        behavior.linksPerPageMax = 25
        let service = try SimulatedService(seed: 12, behavior: behavior)
        service.policy.withLock { $0.shownObjects = 12 }
        service.transport.failPage(page)
        await #expect(throws: RoundError.self) { try await service.sync() }
        let image = try #require(service.snapshot.organizations[service.organization])
        for (asset, facts) in image.syncedAssets() {
            let row = try V1.GroupRow(decoding: try #require(image.row(of: asset)))
            #expect(row.importing || row.membershipHidden)
            #expect(row.membersMatched == nil && row.membersNotMatched == nil)
            #expect(facts.updated.source == .notYetObserved)
        }
        let shown = try service.read { reader throws(StoreError) in
            try reader.mirroredObjects(of: service.tenant, after: nil, limit: 10_000)
                .count { $0.documented != nil }
        }
        #expect(shown > 0, "page \(page)")
        try service.restart()
        try await service.sync()
        try expectTruth(service, "page \(page)")
        let ended = try #require(service.snapshot.organizations[service.organization])
        for (asset, facts) in ended.syncedAssets() {
            let row = try V1.GroupRow(decoding: try #require(ended.row(of: asset)))
            #expect(!row.importing)
            #expect(facts.updated.source == .notYetObserved)
        }
    }

    @Test func aFirstImportSaysHowMuchIsToCome() async throws {
        let service = try SimulatedService(seed: 12, behavior: calm())
        let expected = Mutex<UInt64?>(nil)
        service.watch { progress in
            if let count = progress.expectedObjectCount { expected.withLock { $0 = count } }
        }
        let summary = try await service.sync()
        let count = expected.withLock { $0 }
        // Repeats and deleted objects come too, so that more is received than is counted.
        #expect(try #require(count) > 0)
        #expect(try #require(count) <= summary.objectCount)
    }

    @Test func theEstimateIsWhatTheRestTakesAtThePaceSoFar() {
        var progress = SyncProgress(run: RunID(1), tenant: TenantID(1), phase: .fetching)
        let now = Timestamp(milliseconds: 100_000)
        #expect(progress.remainingSeconds(at: now) == nil)
        progress.expectedObjectCount = 1000
        progress.fetchingSince = Timestamp(milliseconds: 0)
        #expect(progress.remainingSeconds(at: now) == nil)
        progress.objectCount = 250
        #expect(progress.remainingSeconds(at: now) == 300)
        progress.objectCount = 2000
        #expect(progress.remainingSeconds(at: now) == 0)
        progress.phase = .publishing
        #expect(progress.remainingSeconds(at: now) == nil)
    }

    // MARK: Visibility

    @Test func aCompleteRoundWaitsStagedUntilItIsVisible() async throws {
        let service = try SimulatedService(seed: 4, behavior: calm())
        try await service.sync()
        service.policy.withLock { $0.visibilityDelaySeconds = 600 }
        let before = service.snapshot.revision
        try service.simulator.apply(
            .churn(.init(tenant: service.entraID.text, count: 30, seed: 4))
        )
        service.transport.resetCounts()
        let error = await #expect(throws: RoundError.self) { try await service.sync() }
        guard case .putOff(let until)? = error else {
            Issue.record("the round was not put off: \(String(describing: error))")
            return
        }
        #expect(service.snapshot.revision == before)
        let pageCount = service.transport.pageCount
        let wait = until.milliseconds - service.clock.now.milliseconds
        #expect((1...600_000).contains(wait))
        service.clock.advance(seconds: wait / 1000 + 1)
        try service.restart()
        try await service.sync()
        // What was received is not asked for again.
        #expect(service.transport.pageCount == pageCount)
        try expectTruth(service, "visible")
    }

    /// An integration's own delay goes before the server's, whichever is longer.
    @Test(
        arguments: [
            (nil, 600, 600), (60, 600, 60), (900, 600, 900), (0, 600, nil), (300, 0, 300),
            (nil, 0, nil),
        ] as [(UInt32?, Int64, Int64?)]
    )
    func anIntegrationHasItsOwnDelay(own: UInt32?, server: Int64, expected: Int64?) async throws {
        let service = try SimulatedService(seed: 5, behavior: calm())
        try await service.sync()
        service.policy.withLock { $0.visibilityDelaySeconds = server }
        var integration = try #require(service.snapshot.policy.integrations["main"])
        integration.visibilityDelaySeconds = own
        try service.publish([.policy(.integration("main", integration))])
        let group = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
            .groupWithUsers()
        try mutate(service, Mutation(.rename, id: group.text, value: .text("Late")))
        var visible: Timestamp?
        do throws(RoundError) {
            try await service.sync()
        } catch {
            guard case .putOff(let until) = error else { throw error }
            visible = until
        }
        let staging = try await service.prepare(service.tenant).staging
        let ended = try DirectoryStream.allCases.compactMap { stream throws(StoreError) in
            try staging.round(of: stream)?.ended
        }
        staging.close()
        let wait = visible.map { ($0.milliseconds - (ended.max()?.milliseconds ?? 0)) / 1000 }
        #expect(wait == expected)
        #expect(try (row(group, service).name == "Late") == (expected == nil))
    }

    // MARK: The log

    @Test func anIdleRoundCostsThreeRequestsAndThreeUnits() async throws {
        let service = try SimulatedService(seed: 7, behavior: calm())
        try await service.sync()
        try await service.sync()
        let run = try newestRun(service)
        #expect(run.traffic.requestCount == 3)
        #expect(run.traffic.resourceUnits == 3)
        #expect(run.traffic.retryCount == 0 && run.traffic.waitCount == 0)
        #expect(run.traffic.failures.isEmpty)
        #expect(run.outcome == .succeeded && run.errorClass == nil)
    }

    @Test func aRunTellsWhatItChangedOfEachGroup() async throws {
        let service = try SimulatedService(seed: 8, behavior: calm())
        try await service.sync()
        let first = try newestRun(service)
        #expect(first.groupsAdded > 0)
        let truth = try SimulatedTruth(service.simulator.simulation, tenant: service.entraID)
        let group = try truth.groupWithUsers()
        try mutate(service, Mutation(.rename, id: group.text, value: .text("A new name")))
        try await service.sync()
        let run = try newestRun(service)
        #expect(run.groupsChanged >= 1)
        let image = try #require(service.snapshot.organizations[service.organization])
        let asset = try #require(
            image.object(withEntraID: group).flatMap { image.asset(documenting: $0) }
        )
        let notes = try service.read { reader throws(StoreError) in
            guard let id = try reader.runs(limit: 1).first?.id else { return [RunNote]() }
            return try reader.notes(of: id, limit: 100)
        }
        let note = try #require(notes.first { $0.asset == asset })
        #expect(note.mask.contains(.properties))
    }

    @Test func errorsAreClassedBySomebodyWhoCanAct() {
        func kind(_ kind: GraphError.Kind) -> RunRecord.ErrorClass? {
            RoundError.graph(GraphError(kind, tenant: GUID(high: 1, low: 1), doing: "test"))
                .errorClass
        }
        #expect(kind(.credentials(aadsts: 7_000_215)) == .credentials)
        #expect(kind(.consent) == .consent)
        #expect(kind(.throttled(retryAfterSeconds: 3)) == .throttled)
        #expect(kind(.transient) == .transient)
        #expect(kind(.data) == .data)
        #expect(kind(.cancelled) == nil)
        #expect(RoundError.refused("x").errorClass == .refused)
        #expect(RoundError.stopped.errorClass == nil)
    }
}
