import Directory
import Graph
import Store

/// The hold: a round that would take away too much changes nothing that is documented until a person has looked at it.
///
/// Its links move all the same, and what it brings waits beside the documentation, where later rounds add to it.
extension TenantRound {
    /// What became of the hold before the round published anything.
    enum Hold: Sendable {
        case none
        /// It begins with this round.
        case begun(HoldSummary)
        case goesOn
    }

    /// Measures what the round would take away, and begins a hold when that is too much.
    func beginHoldIfNeeded(
        _ rounds: [DirectoryStream: StagedRound],
        _ lists: GroupLists
    ) async throws(RoundError) -> Hold {
        guard setup.state.heldSince == nil else { return .goesOn }
        guard !setup.state.isImporting else { return .none }
        guard try await canLoseMuch(rounds) else { return .none }
        var loss = Loss()
        for stream in DirectoryStream.allCases {
            guard let round = rounds[stream] else { continue }
            for batches in Self.objectBatches(of: round) {
                loss.add(try await measure(batches))
            }
        }
        if let groups = rounds[.groups] {
            loss.add(
                try await measure(
                    Self.membershipBatches(of: groups, lists)
                )
            )
        }
        // How much there is at all takes a look at every group: only where the loss is large in number.
        guard
            setup.policy.hold.canBePassed(
                groups: UInt64(loss.orphaned.count),
                memberships: loss.membershipsRemoved
            )
        else { return .none }
        let tenant = tenant
        let extent = try await host.step { publisher throws(StoreError) in
            publisher.extent(of: tenant)
        }
        guard setup.policy.hold.isPassed(by: loss, of: extent) else { return .none }
        let summary = loss.summary(of: run, extent: extent)
        let began = clock.now
        try await changeState { state in
            state.heldSince = state.heldSince ?? began
            state.hold = summary
        }
        return .begun(summary)
    }

    /// Whether the round says enough to pass the threshold at all; most rounds do not.
    private func canLoseMuch(
        _ rounds: [DirectoryStream: StagedRound]
    ) async throws(RoundError) -> Bool {
        guard rounds.values.allSatisfy({ !$0.isFull }) else { return true }
        let staging = setup.staging
        var purges = false
        do throws(StoreError) {
            for stream in DirectoryStream.allCases where !purges {
                purges = try staging.hasPurges(of: stream)
            }
        } catch {
            throw .store(error)
        }
        // What is gone for good leaves all of its groups, however many.
        guard !purges, let groups = rounds[.groups] else { return true }
        return setup.policy.hold.canBePassed(
            groups: UInt64(groups.objectCount),
            memberships: UInt64(groups.membershipCount)
        )
    }

    private func measure(_ next: @escaping BatchSource) async throws(RoundError) -> Loss {
        var loss = Loss()
        var last: GUID?
        repeat {
            guard !Task.isCancelled else { throw .stopped }
            let position = last
            let staging = setup.staging
            let tenant = tenant
            let step = try await host.step { publisher throws(StoreError) in
                let reconciler = Reconciler(
                    store: publisher.store,
                    staging: staging,
                    tenant: tenant
                )
                let batch = try next(reconciler, position)
                let loss =
                    batch.changes.isEmpty
                    ? Loss()
                    : try publisher.loss(
                        from: batch.changes,
                        of: tenant,
                        comesFromPending: false
                    )
                return MeasuredBatch(loss: loss, last: batch.last)
            }
            loss.add(step.loss)
            last = step.last
        } while last != nil
        return loss
    }

    private struct MeasuredBatch: Sendable {
        var loss: Loss
        var last: GUID?
    }

    /// Measures all that waits; a hold that has shrunk below the threshold is over.
    func remeasureHold() async throws(RoundError) -> HoldSummary? {
        var loss = Loss()
        var position: PendingWalk.Position? = .start
        let tenant = tenant
        while let here = position {
            guard !Task.isCancelled else { throw .stopped }
            let step = try await host.step { publisher throws(StoreError) in
                let walk = PendingWalk(
                    store: publisher.store,
                    tenant: tenant,
                    groups: .withPending
                )
                let batch = try walk.batch(at: here)
                let loss =
                    batch.changes.isEmpty
                    ? Loss()
                    : try publisher.loss(
                        from: batch.changes,
                        of: tenant,
                        comesFromPending: true
                    )
                return MeasuredWalk(loss: loss, next: batch.next)
            }
            loss.add(step.loss)
            position = step.next
        }
        let extent = try await host.step { publisher throws(StoreError) in
            publisher.extent(of: tenant)
        }
        guard setup.policy.hold.isPassed(by: loss, of: extent) else { return nil }
        return loss.summary(of: run, extent: extent)
    }

    private struct MeasuredWalk: Sendable {
        var loss: Loss
        var next: PendingWalk.Position?
    }

    /// Documents all that waits, now that nothing holds it back.
    func release(_ summary: inout Summary) async throws(RoundError) {
        var position: PendingWalk.Position? = .start
        let tenant = tenant
        let run = run
        while let here = position {
            guard !Task.isCancelled else { throw .stopped }
            let notesMax = notesMax(summary)
            let step = try await host.step { publisher throws(StoreError) in
                let walk = PendingWalk(store: publisher.store, tenant: tenant, groups: .all)
                let batch = try walk.batch(at: here)
                var step = Step()
                if !batch.changes.isEmpty {
                    let published = try publisher.publish(
                        batch.changes,
                        of: RoundWrites(run: run, notesMax: notesMax, comesFromPending: true)
                    )
                    step.count(batch.changes, published)
                }
                return ReleasedBatch(step: step, next: batch.next)
            }
            summary.add(step.step)
            position = step.next
        }
        try await changeState { $0.notes = [] }
    }

    private struct ReleasedBatch: Sendable {
        var step: Step
        var next: PendingWalk.Position?
    }

    /// Changes what is kept of the tenant, read at this moment: others keep notes in it.
    ///
    /// When what waited was dropped since the round began, the round counts no more, and this says so.
    func changeState(
        record: RunRecord? = nil,
        _ change: @escaping @Sendable (inout TenantState) -> Void
    ) async throws(RoundError) {
        let tenant = tenant
        let run = run
        let epoch = setup.state.epoch
        let isCurrent = try await host.step { publisher throws(StoreError) in
            var state =
                try publisher.store.read { reader throws(StoreError) in
                    try reader.tenantState(of: tenant)
                } ?? TenantState()
            guard state.epoch == epoch else { return false }
            change(&state)
            let writes = RoundWrites(run: run, state: (tenant, state), record: record)
            _ = try publisher.publish([], of: writes)
            return true
        }
        guard !isCurrent else { return }
        // What it was compared with is gone, and so is what it staged.
        setup.staging.remove()
        throw .refused("what was held back was discarded meanwhile; a full round follows")
    }
}
