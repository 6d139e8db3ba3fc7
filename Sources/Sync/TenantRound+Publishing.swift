import Directory
import Graph
import Store

extension TenantRound {
    /// Where a batch of changes comes from: the one after a key.
    typealias BatchSource =
        @Sendable (Reconciler, GUID?) throws(StoreError) -> Reconciler.Batch

    /// From here on what is not documented yet is unknown, not none; the last publish ends that.
    func beginImport() async throws(RoundError) {
        try await changeState { _ in }
    }

    /// The batches of a stream's objects: those that it named, then those that a full round did not name any more.
    static func objectBatches(of round: StagedRound) -> [BatchSource] {
        let named: BatchSource = { reconciler, last throws(StoreError) in
            try reconciler.objects(of: round, after: last, limit: SyncLimits.objectsPerStepMax)
        }
        let unnamed: BatchSource = { reconciler, last throws(StoreError) in
            try reconciler.unnamedObjects(
                of: round,
                after: last,
                limit: SyncLimits.objectsPerStepMax
            )
        }
        return round.isFull ? [named, unnamed] : [named]
    }

    /// The batches of what the groups' stream said of members.
    ///
    /// - Parameters:
    ///   - round: A complete round of groups.
    ///   - lists: What else was read of groups.
    /// - Returns: The batches.
    static func membershipBatches(of round: StagedRound, _ lists: GroupLists) -> BatchSource {
        { reconciler, last throws(StoreError) in
            round.isFull
                ? try reconciler.wholeMemberships(
                    of: round,
                    after: last,
                    limit: SyncLimits.membershipsPerStepMax,
                    lists: lists
                )
                : try reconciler.memberships(after: last, limit: SyncLimits.membershipsPerStepMax)
        }
    }

    /// Publishes what the streams said: users and devices, then groups, then who is in them.
    ///
    /// The members of a restored group go before the group itself, and wait for it: a round that stops in between finds
    /// it still deleted, and reads it again.
    func publish(
        _ rounds: [DirectoryStream: StagedRound],
        _ lists: GroupLists,
        _ summary: inout Summary
    ) async throws(RoundError) {
        let gone = try deletedObjects()
        for stream in DirectoryStream.allCases {
            guard let round = rounds[stream] else { continue }
            if stream == .groups {
                try await publishMembers(lists.members, gone: gone, &summary) {
                    reconciler,
                    group,
                    members throws(StoreError) in
                    try reconciler.restoring(group, members)
                }
            }
            for batches in Self.objectBatches(of: round) { try await publish(batches, &summary) }
        }
        guard let groups = rounds[.groups] else { return }
        try await publish(
            Self.membershipBatches(of: groups, lists),
            gone: gone,
            &summary
        )
        try await describeNewcomers(gone: gone, &summary)
    }

    /// Who has been deleted for good, as the three streams say together.
    private func deletedObjects() throws(RoundError) -> Set<GUID> {
        do throws(StoreError) {
            return try setup.staging.deletedObjects()
        } catch {
            throw .store(error)
        }
    }

    /// Publishes how groups differ from what was read of their members.
    func publishMembers(
        _ members: [GUID: [GraphMember]],
        gone: Set<GUID> = [],
        _ summary: inout Summary,
        _ changes:
            @escaping @Sendable (Reconciler, GUID, [StagedMembership]) throws(StoreError) ->
            [Change]
    ) async throws(RoundError) {
        for (group, members) in members.sorted(by: { $0.key < $1.key }) {
            try await publish(
                { reconciler, last throws(StoreError) in
                    guard last == nil else { return Reconciler.Batch() }
                    let read = members.map { StagedMembership($0, of: group) }
                    return Reconciler.Batch(
                        changes: try changes(reconciler, group, read),
                        last: group
                    )
                },
                gone: gone,
                &summary
            )
        }
    }

    /// Publishes batch after batch until there is no more; each is one step of the writer.
    func publish(
        _ next: @escaping BatchSource,
        gone: Set<GUID> = [],
        _ summary: inout Summary
    ) async throws(RoundError) {
        let staging = setup.staging
        let tenant = tenant
        let run = run
        let others = others
        let isFirstImport = setup.state.isImporting
        var last: GUID?
        repeat {
            guard !Task.isCancelled else { throw .stopped }
            let position = last
            let notesMax = notesMax(summary)
            let done = try await host.step { publisher throws(StoreError) -> Step in
                let reconciler = Reconciler(
                    store: publisher.store,
                    staging: staging,
                    tenant: tenant,
                    others: others,
                    gone: gone
                )
                let batch = try next(reconciler, position)
                var step = Step(last: batch.last)
                guard !batch.changes.isEmpty else { return step }
                let published = try publisher.publish(
                    batch.changes,
                    of: RoundWrites(run: run, isFirstImport: isFirstImport, notesMax: notesMax)
                )
                step.count(batch.changes, published)
                return step
            }
            summary.add(done)
            last = done.last
        } while last != nil
    }

    /// Of how many more groups the run's log tells what changed; of a first import, where everything is new, of none.
    func notesMax(_ summary: Summary) -> Int {
        guard !setup.state.isImporting else { return 0 }
        let told = summary.groupsAdded + summary.groupsChanged + summary.groupsRemoved
        return max(0, SyncLimits.runNotesMax - Int(clamping: told))
    }
}

extension StagedMembership {
    init(_ member: GraphMember, of group: GUID) {
        self.init(
            group: group,
            member: member.id,
            odataType: member.odataType,
            isMember: true
        )
    }
}
