public import Directory
public import Graph
public import Store

/// One round of one tenant: fetch the three streams, compare, publish, and move the links.
///
/// The streams are fetched side by side, or groups last where everything is read. Nothing is published before all of
/// them have reached their delta links, but for the objects of a first import; then users go first, devices next, and
/// groups with their members last, in bounded steps. The links move with the last publish, so a round that stops
/// anywhere is simply done again from what it has staged.
public struct TenantRound<Host: RoundHost>: Sendable {
    let host: Host
    let tenant: TenantID
    let run: RunID
    let setup: RoundSetup
    let clock: any GraphClock
    let progress: ProgressReporter<Host>
    /// Members of no stream that this round named, with their types as Graph wrote them.
    let others = OtherMembers()

    public init(
        of tenant: TenantID,
        run: RunID,
        setup: RoundSetup,
        host: Host,
        clock: any GraphClock
    ) {
        self.host = host
        self.tenant = tenant
        self.run = run
        self.setup = setup
        self.clock = clock
        progress = ProgressReporter(
            SyncProgress(run: run, tenant: tenant),
            host: host,
            tally: setup.client.tally
        )
    }

    /// Runs the round to its end.
    public func perform(_ record: RunRecord) async throws(RoundError) -> Summary {
        progress.enter(.waiting)
        if setup.state.isImporting || setup.tenant.displayName.isEmpty { try await refreshTenant() }
        progress.enter(.fetching)
        var summary = Summary()
        let rounds = try await setup.state.isImporting ? fetchShowing() : fetch(nil)
        try waitUntilVisible(rounds)
        for round in rounds.values {
            summary.pageCount += UInt64(round.pageCount)
            summary.objectCount += UInt64(round.objectCount)
            summary.membershipCount += UInt64(round.membershipCount)
            summary.isFull = summary.isFull || round.isFull
        }
        // From the first page on, however often the round was interrupted.
        let began = rounds.values.map(\.started).min() ?? clock.now
        let received = rounds.values.compactMap(\.ended).max() ?? clock.now
        summary.phases.fetching = milliseconds(from: began, to: received)
        let lists = try await listedMembers(rounds)
        progress.enter(.comparing)
        let comparing = clock.now
        let hold = try await beginHoldIfNeeded(rounds, lists)
        progress.enter(.publishing)
        let publishing = clock.now
        summary.phases.comparing = milliseconds(from: comparing, to: publishing)
        try await publish(rounds, lists, &summary)
        let isFull = rounds[.groups]?.isFull ?? false
        try await noteFailures(lists, isFull: isFull, &summary)
        var health = Health(lacksHiddenMembers: lists.lacksHiddenMembers)
        health.rereadsGroups = !lists.failures.isEmpty
        if summary.membershipsAdded > 0 || summary.isFull {
            health.unreadableTypes = try await describeOthers(&summary)
        }
        let sampling = try await sample(&summary)
        summary.phases.publishing = milliseconds(from: publishing, to: clock.now)
        try await finish(rounds, record, hold: hold, health, sampling, &summary)
        setup.staging.remove()
        progress.enter(.finished)
        return summary
    }

    private func milliseconds(from start: Timestamp, to end: Timestamp) -> UInt64 {
        UInt64(max(0, end.milliseconds - start.milliseconds))
    }

    /// A complete round becomes visible no sooner than the settings say; until then it stays staged.
    private func waitUntilVisible(
        _ rounds: [DirectoryStream: StagedRound]
    ) throws(RoundError) {
        let delay = setup.visibilityDelaySeconds * 1000
        guard delay > 0, !setup.state.isImporting,
            let ended = rounds.values.compactMap(\.ended).max()
        else { return }
        let visible = Timestamp(milliseconds: ended.milliseconds + delay)
        guard clock.now < visible else { return }
        throw .putOff(until: visible)
    }

    // MARK: Fetching

    /// The tenant's own name and default domain, which rows and the first match by name need.
    private func refreshTenant() async throws(RoundError) {
        let organization: GraphOrganization
        do {
            organization = try await setup.client.organization()
        } catch {
            throw .graph(error)
        }
        guard organization.hasDeltaQueries else {
            throw .refused(
                "tenant \(setup.tenant.entraID): Entra External ID and B2C tenants have no change "
                    + "tracking in Graph, so they cannot be followed; remove the tenant"
            )
        }
        var tenant = setup.tenant
        tenant.displayName = organization.displayName
        if let domain = organization.verifiedDomains.first(where: \.isDefault) {
            tenant.defaultDomain = domain.name
        }
        guard tenant != setup.tenant else { return }
        let id = self.tenant
        let run = run
        let isFirstImport = setup.state.isImporting
        let refreshed = tenant
        _ = try await host.step { publisher throws(StoreError) in
            try publisher.publish(
                [.policy(.tenant(id, refreshed))],
                of: RoundWrites(run: run, isFirstImport: isFirstImport)
            )
        }
    }

    /// Fetches a first import, and shows its objects while they come.
    private func fetchShowing() async throws(RoundError) -> [DirectoryStream: StagedRound] {
        try await beginImport()
        await expectObjects()
        let feed = ImportFeed(batchObjects: setup.policy.shownObjects)
        typealias Shown = Result<Void, RoundError>
        var rounds: Result<[DirectoryStream: StagedRound], RoundError> = .failure(.stopped)
        let shown = await withTaskGroup(of: Shown.self) { group in
            group.addTask {
                do throws(RoundError) {
                    return .success(try await show(feed))
                } catch {
                    return .failure(error)
                }
            }
            do throws(RoundError) {
                rounds = .success(try await fetch(feed))
            } catch {
                rounds = .failure(error)
            }
            feed.end()
            return await group.next() ?? .success(())
        }
        try shown.get()
        return try rounds.get()
    }

    /// What an earlier attempt has staged counts as received.
    ///
    /// - Returns: Whether all of it is complete and only waits until it becomes visible.
    func noteStaged() throws(RoundError) -> Bool {
        var isComplete = setup.visibilityDelaySeconds > 0
        do throws(StoreError) {
            for stream in DirectoryStream.allCases {
                guard let round = try setup.staging.round(of: stream),
                    round.leadsOn(from: setup.state[stream].deltaLink)
                else {
                    isComplete = false
                    continue
                }
                isComplete = isComplete && round.isComplete
                progress.resumed(round)
            }
            return isComplete
        } catch {
            throw .store(error)
        }
    }

    /// One bounded step that reads what a round is compared with.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Reconciler) throws(StoreError) -> Value
    ) async throws(RoundError) -> Value {
        let staging = setup.staging
        let tenant = tenant
        return try await host.step { publisher throws(StoreError) in
            try body(Reconciler(store: publisher.store, staging: staging, tenant: tenant))
        }
    }
}
