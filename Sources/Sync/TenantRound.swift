public import Directory
public import Graph
public import Store

/// One round of one tenant: fetch the three streams, compare, publish, and move the links.
///
/// The streams are fetched side by side. Nothing is published before all of them have reached their delta links; then
/// users go first, devices next, and groups with their members last, in bounded steps. The links move with the last
/// publish, so a round that stops anywhere is simply done again from what it has staged.
public struct TenantRound<Host: RoundHost>: Sendable {
    private let host: Host
    private let tenant: TenantID
    private let run: RunID
    private let setup: RoundSetup
    private let clock: any GraphClock
    private let progress: ProgressReporter<Host>

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
        progress = ProgressReporter(SyncProgress(run: run, tenant: tenant), host: host)
    }

    /// What a round has done.
    public struct Summary: Sendable {
        public var pageCount: UInt64 = 0
        public var objectCount: UInt64 = 0
        public var membershipCount: UInt64 = 0
        public var isFull = false
        public var firstRevision: Revision?
        public var lastRevision: Revision?
        public var objectsChanged: UInt64 = 0
        public var membershipsAdded: UInt64 = 0
        public var membershipsRemoved: UInt64 = 0
    }

    /// Runs the round to its end.
    public func perform(_ record: RunRecord) async throws(RoundError) -> Summary {
        progress.enter(.waiting)
        if setup.state.isImporting || setup.tenant.displayName.isEmpty { try await refreshTenant() }
        progress.enter(.fetching)
        let rounds = try await fetch()
        var summary = Summary()
        for round in rounds.values {
            summary.pageCount += UInt64(round.pageCount)
            summary.objectCount += UInt64(round.objectCount)
            summary.membershipCount += UInt64(round.membershipCount)
            summary.isFull = summary.isFull || round.isFull
        }
        let restored = try await restoredMembers()
        progress.enter(.publishing)
        if setup.state.isImporting { try await beginImport() }
        for stream in DirectoryStream.allCases {
            guard let round = rounds[stream] else { continue }
            try await publishObjects(of: round, &summary)
        }
        if let groups = rounds[.groups] {
            try await publishMemberships(of: groups, restored, &summary)
        }
        if summary.membershipsAdded > 0 { try await describeOthers(&summary) }
        try await finish(rounds, record, summary)
        setup.staging.remove()
        progress.enter(.finished)
        return summary
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

    private func fetch() async throws(RoundError) -> [DirectoryStream: StagedRound] {
        typealias Fetched = Result<StagedRound, RoundError>
        let fetched: Result<[DirectoryStream: StagedRound], RoundError>
        fetched = await withTaskGroup(of: Fetched.self) { group in
            for stream in DirectoryStream.allCases {
                let fetch = StreamFetch(
                    stream: stream,
                    client: setup.client,
                    staging: setup.staging,
                    deltaLink: setup.state[stream].deltaLink,
                    clock: clock,
                    received: { [progress] page in progress.received(page, of: stream) }
                )
                group.addTask {
                    do throws(RoundError) {
                        return .success(try await fetch.run())
                    } catch {
                        return .failure(error)
                    }
                }
            }
            var rounds: [DirectoryStream: StagedRound] = [:]
            var failure: RoundError?
            for await result in group {
                switch result {
                case .success(let round): rounds[round.stream] = round
                case .failure(let error): failure = failure ?? error
                }
            }
            return failure.map { .failure($0) } ?? .success(rounds)
        }
        let rounds = try fetched.get()
        precondition(rounds.count == DirectoryStream.allCases.count, "each stream has its round")
        return rounds
    }

    /// Whether a restored group gets its members told again is not documented, so they are read.
    private func restoredMembers() async throws(RoundError) -> [GUID: [GraphMember]] {
        let staging = setup.staging
        let tenant = tenant
        // A full round tells everything by itself.
        guard setup.state.groups.deltaLink != nil else { return [:] }
        let lastLink = setup.state.groups.issued
        let groups = try await host.step { publisher throws(StoreError) in
            try Reconciler(store: publisher.store, staging: staging, tenant: tenant)
                .restoredGroups(since: lastLink)
        }
        var members: [GUID: [GraphMember]] = [:]
        for group in groups {
            do throws(GraphError) {
                var page = try await setup.client.members(of: group)
                var all = page.members
                while let link = page.nextLink {
                    page = try await setup.client.members(of: group, at: link)
                    all += page.members
                }
                members[group] = all
            } catch {
                // Gone again, or not yet on the replica that answered: the next round looks anew.
                guard error.kind == .notFound else { throw .graph(error) }
            }
        }
        return members
    }

    // MARK: Publishing

    /// From here on what is not documented yet is unknown, not none; the last publish ends that.
    private func beginImport() async throws(RoundError) {
        let tenant = tenant
        let run = run
        _ = try await host.step { publisher throws(StoreError) in
            let state =
                try publisher.store.read { reader throws(StoreError) in
                    try reader.tenantState(of: tenant)
                } ?? TenantState()
            return try publisher.publish([], of: RoundWrites(run: run, state: (tenant, state)))
        }
    }

    private func publishObjects(
        of round: StagedRound,
        _ summary: inout Summary
    ) async throws(RoundError) {
        try await publishBatches(&summary) { reconciler, last throws(StoreError) in
            try reconciler.objects(of: round, after: last, limit: SyncLimits.objectsPerStepMax)
        }
        guard round.isFull else { return }
        try await publishBatches(&summary) { reconciler, last throws(StoreError) in
            try reconciler.unnamedObjects(
                of: round,
                after: last,
                limit: SyncLimits.objectsPerStepMax
            )
        }
    }

    private func publishMemberships(
        of round: StagedRound,
        _ restored: [GUID: [GraphMember]],
        _ summary: inout Summary
    ) async throws(RoundError) {
        try await publishBatches(&summary) { reconciler, last throws(StoreError) in
            round.isFull
                ? try reconciler.wholeMemberships(
                    of: round,
                    after: last,
                    limit: SyncLimits.membershipsPerStepMax
                )
                : try reconciler.memberships(after: last, limit: SyncLimits.membershipsPerStepMax)
        }
        guard !round.isFull else { return }
        for (group, members) in restored.sorted(by: { $0.key < $1.key }) {
            try await publishBatches(&summary) { reconciler, last throws(StoreError) in
                guard last == nil else { return Reconciler.Batch() }
                let named = members.map { member in
                    StagedMembership(
                        group: group,
                        member: member.id,
                        odataType: member.odataType,
                        isMember: true
                    )
                }
                return Reconciler.Batch(
                    changes: try reconciler.restoring(group, named),
                    last: group
                )
            }
        }
    }

    /// Publishes batch after batch until there is no more; each is one step of the writer.
    private func publishBatches(
        _ summary: inout Summary,
        _ next: @escaping @Sendable (Reconciler, GUID?) throws(StoreError) -> Reconciler.Batch
    ) async throws(RoundError) {
        let staging = setup.staging
        let tenant = tenant
        let run = run
        let isFirstImport = setup.state.isImporting
        var last: GUID?
        repeat {
            guard !Task.isCancelled else { throw .stopped }
            let position = last
            let done = try await host.step { publisher throws(StoreError) -> Step in
                let reconciler = Reconciler(
                    store: publisher.store,
                    staging: staging,
                    tenant: tenant
                )
                let batch = try next(reconciler, position)
                var step = Step(last: batch.last)
                guard !batch.changes.isEmpty else { return step }
                let published = try publisher.publish(
                    batch.changes,
                    of: RoundWrites(run: run, isFirstImport: isFirstImport)
                )
                step.count(batch.changes, published)
                return step
            }
            summary.add(done)
            last = done.last
        } while last != nil
    }

    /// What one step of the writer did.
    struct Step: Sendable {
        var last: GUID?
        var revision: Revision?
        var objectsChanged: UInt64 = 0
        var membershipsAdded: UInt64 = 0
        var membershipsRemoved: UInt64 = 0

        /// What made no revision changed nothing.
        mutating func count(_ changes: [Change], _ published: Published) {
            guard published.madeRevision else { return }
            revision = published.revision
            for change in changes {
                switch change {
                case .object: objectsChanged += 1
                case .membership(_, _, true): membershipsAdded += 1
                case .membership(_, _, false): membershipsRemoved += 1
                case .contact, .configuration, .facts, .policy: break
                }
            }
        }
    }

    /// Members of no stream have no properties but those that are asked for: service principals, organizational contacts.
    private func describeOthers(_ summary: inout Summary) async throws(RoundError) {
        let tenant = tenant
        let run = run
        let isFirstImport = setup.state.isImporting
        let ids = try await host.step { publisher throws(StoreError) in
            try publisher.store.read { reader throws(StoreError) in
                try reader.undescribedMembers(of: tenant, limit: SyncLimits.objectsPerStepMax)
            }
        }
        guard !ids.isEmpty else { return }
        let objects: [GraphDirectoryObject]
        do {
            objects = try await setup.client.objects(ids)
        } catch {
            throw .graph(error)
        }
        let step = try await host.step { publisher throws(StoreError) -> Step in
            let changes = try Self.changes(describing: objects, tenant: tenant, publisher.store)
            var step = Step()
            let published = try publisher.publish(
                changes,
                of: RoundWrites(run: run, isFirstImport: isFirstImport)
            )
            step.count(changes, published)
            return step
        }
        summary.add(step)
    }

    private static func changes(
        describing objects: [GraphDirectoryObject],
        tenant: TenantID,
        _ store: Store
    ) throws(StoreError) -> [Change] {
        var changes: [Change] = []
        for case .other(let id, let odataType, let name) in objects {
            let object = try store.intern(
                objects: [ObjectKey(entraID: id, type: ObjectType(odataType: odataType))],
                in: tenant
            )[0]
            let properties = OtherObject(odataType: odataType, displayName: name.value ?? "")
            changes.append(.object(object, .other(properties)))
        }
        return changes
    }

    /// The last publish: with it the links move, and the round is over.
    private func finish(
        _ rounds: [DirectoryStream: StagedRound],
        _ record: RunRecord,
        _ summary: Summary
    ) async throws(RoundError) {
        let now = clock.now
        let record = summary.applied(to: record, ended: now)
        let tenant = tenant
        let run = run
        _ = try await host.step { publisher throws(StoreError) in
            // Read now, not when the round began: others keep notes in it.
            var state =
                try publisher.store.read { reader throws(StoreError) in
                    try reader.tenantState(of: tenant)
                } ?? TenantState()
            for (stream, round) in rounds {
                state[stream].deltaLink = round.deltaLink
                state[stream].issued = round.ended
                if round.isFull { state[stream].lastFullRound = round.ended }
            }
            state.isImporting = false
            state.lastSuccess = now
            let writes = RoundWrites(run: run, state: (tenant, state), record: record)
            return try publisher.publish([], of: writes)
        }
    }
}

extension TenantRound.Summary {
    /// The run's record with what the round did.
    func applied(to record: RunRecord, ended: Timestamp) -> RunRecord {
        var record = record
        record.ended = ended
        record.outcome = .succeeded
        record.pageCount = pageCount
        record.objectCount = objectCount
        record.membershipCount = membershipCount
        record.changedCount = objectsChanged
        record.membershipsAdded = membershipsAdded
        record.membershipsRemoved = membershipsRemoved
        record.isFull = isFull
        record.firstRevision = firstRevision
        record.revision = lastRevision
        return record
    }

    fileprivate mutating func add(_ step: TenantRound.Step) {
        objectsChanged += step.objectsChanged
        membershipsAdded += step.membershipsAdded
        membershipsRemoved += step.membershipsRemoved
        guard let revision = step.revision else { return }
        firstRevision = firstRevision ?? revision
        lastRevision = revision
    }
}
