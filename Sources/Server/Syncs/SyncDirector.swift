import Cryptography
import Directory
import Glibc
import Graph
import HTTPClient
import Logging
import ReadModel
import Store
import Sync
import Synchronization
import Transport

/// Stands between the sync and the rest of the service: gives rounds what they need, and tells the loops and the
/// watchers what becomes of them.
final class SyncDirector: Sendable {
    private let settings: GraphSettings
    private let vault: CredentialVault
    private let store: Store
    private let http: HTTPClient
    private let clock: any GraphClock
    private let logger: Logger
    private let runsSchedule: Bool
    private let policy: SyncPolicy
    /// Requests to Graph under way, over all tenants.
    private let requests = ConcurrencyLimit(SyncDirector.requestsMax)
    /// Where each application was told to slow down, over all of its tenants.
    private let throttles = Mutex<[String: ThrottleState]>([:])
    private let shared = Mutex(Shared())
    private let watchers = SyncWatchers()

    private static let requestsMax = 24

    /// What is attached once the service stands.
    private struct Shared {
        var writer: Writer<WriterState>?
        var engine: SyncEngine<SyncDirector>?
        var executor: ThreadExecutor?
        var freshness = FreshnessTable()
        var mailboxes: [LoopMailbox] = []
    }

    /// Where Graph is, when it is not where Microsoft runs it.
    struct GraphSettings: Sendable {
        var loginBase: String?
        var graphBase: String?
        var certificates: String?
    }

    init(
        settings: GraphSettings,
        vault: CredentialVault,
        store: Store,
        runsSchedule: Bool,
        policy: SyncPolicy = SyncPolicy(),
        clock: any GraphClock,
        logger: Logger
    ) {
        self.policy = policy
        self.settings = settings
        self.vault = vault
        self.store = store
        self.runsSchedule = runsSchedule
        self.clock = clock
        self.logger = logger
        var configuration = HTTPClientConfiguration()
        configuration.certificateAuthorityFile = settings.certificates
        http = HTTPClient(configuration: configuration)
    }

    // MARK: Coming and going

    /// Begins to follow the tenants of `snapshot`.
    func start(
        writer: Writer<WriterState>,
        mailboxes: [LoopMailbox],
        snapshot: Snapshot,
        states: [TenantID: TenantState]
    ) {
        let executor = ThreadExecutor(threads: max(2, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
        let engine = SyncEngine(host: self, clock: clock, executor: executor)
        shared.withLock { shared in
            shared.writer = writer
            shared.mailboxes = mailboxes
            shared.engine = engine
            shared.executor = executor
        }
        follow(snapshot, states)
        engine.start()
        for (tenant, state) in states where !state.notes.isEmpty { thaw(tenant) }
    }

    /// Ends the rounds under way, each at its next page, and whatever watches them; returns when none is left.
    ///
    /// The caller's thread waits, and it may be one of Swift's own: nothing that it waits for runs on those.
    func stop() {
        let (engine, executor) = shared.withLock { shared in
            defer { (shared.engine, shared.executor) = (nil, nil) }
            return (shared.engine, shared.executor)
        }
        if let engine, let executor {
            let ended = Gate()
            Task(executorPreference: executor) {
                await engine.stop()
                ended.open()
            }
            ended.wait()
            executor.stop()
        }
        watchers.endAll()
        http.shutdown()
    }

    /// The freshness that a loop starts with.
    var freshness: FreshnessTable { shared.withLock(\.freshness) }

    /// What the store remembers of each tenant, for the first replies after a start.
    func remember(_ states: [TenantID: TenantState], publishedAt: Timestamp?) {
        shared.withLock { shared in
            shared.freshness.publishedAt = publishedAt
            shared.freshness.visibilityDelaySeconds = self.policy.visibilityDelaySeconds
            for (tenant, state) in states {
                var freshness = FreshnessTable.TenantFreshness()
                freshness.remember(state)
                shared.freshness.tenants[tenant] = freshness
            }
        }
    }

    // MARK: Settings

    /// Runs on the writer's thread after every publish that changed policy.
    func policyChanged(_ snapshot: Snapshot, _ publisher: Publisher) {
        do throws(StoreError) {
            let states = try publisher.store.read { reader throws(StoreError) in
                try reader.tenantStates()
            }
            follow(snapshot, states)
            for (tenant, state) in states where !state.notes.isEmpty { thaw(tenant) }
        } catch {
            logger.error("the schedule could not be brought up to date: \(error)")
        }
    }

    private func follow(_ snapshot: Snapshot, _ states: [TenantID: TenantState]) {
        let policy = snapshot.policy
        let followed = policy.tenants.compactMap { id, tenant -> FollowedTenant? in
            guard !tenant.isRemoved, let integration = policy.integrations[tenant.integrationKey],
                !integration.isRemoved, integration.credential != nil
            else { return nil }
            let isScheduled =
                runsSchedule && integration.isEnabled && policy.account.documentsGroups
                && (integration.syncsMicrosoft365Groups || integration.syncsSecurityGroups)
            return FollowedTenant(
                id: id,
                entraID: tenant.entraID,
                intervalSeconds: isScheduled ? integration.intervalSeconds : nil,
                lastCompleted: states[id]?.lastSuccess
            )
        }
        shared.withLock(\.engine)?.follow(followed)
    }

    /// Brings the groups of a tenant up to date with what waited while their kind was switched off.
    private func thaw(_ tenant: TenantID) {
        guard let writer = shared.withLock(\.writer) else { return }
        ThawStep(tenant: tenant, logger: logger).post(to: writer)
    }

    // MARK: Syncs on demand

    /// Starts or joins the rounds of `tenants`; `handle` is told of them to their ends.
    func sync(_ tenants: [TenantID: GUID], full: Bool, watchedBy handle: CallHandle) {
        guard let engine = shared.withLock(\.engine) else {
            handle.end(CallError.stopping.status)
            return
        }
        watchers.add(handle, of: tenants) { engine.ask(for: $0, full: full) }
    }

    // MARK: Holds

    /// A hold was released: what waited is documented, step by step.
    func released(_ tenant: TenantID) {
        setFreshness(of: tenant) { $0.hold = nil }
        thaw(tenant)
    }

    /// What was held back was dropped: everything is read again.
    func discarded(_ tenant: TenantID) {
        _ = shared.withLock(\.engine)?.ask(for: tenant, full: true)
    }

    /// When the tenant's next round starts by itself.
    func dueAt(_ tenant: TenantID) -> Timestamp? {
        shared.withLock(\.engine)?.dueAt(tenant)
    }

    // MARK: Freshness

    private func setFreshness(
        of tenant: TenantID,
        _ change: (inout FreshnessTable.TenantFreshness) -> Void
    ) {
        let (table, mailboxes) = shared.withLock { shared in
            var freshness = shared.freshness.tenants[tenant] ?? FreshnessTable.TenantFreshness()
            change(&freshness)
            shared.freshness.tenants[tenant] = freshness
            return (shared.freshness, shared.mailboxes)
        }
        LoopBroadcast.send(to: mailboxes) { $0.received(table) }
    }

    /// Notes when the newest revision was published.
    func published(at time: Timestamp) -> FreshnessTable {
        shared.withLock { shared in
            shared.freshness.publishedAt = time
            return shared.freshness
        }
    }
}

extension SyncDirector: SyncEngineHost {
    func prepare(_ id: TenantID) async throws(RoundError) -> RoundSetup {
        let found = try await step { publisher throws(StoreError) in
            try publisher.store.read { reader throws(StoreError) in
                let policy = Policy(try reader.policy())
                guard let tenant = policy.tenants[id],
                    let integration = policy.integrations[tenant.integrationKey]
                else { return nil as PreparedTenant? }
                return PreparedTenant(
                    tenant: tenant,
                    integration: integration,
                    sealed: try reader.credential(integration.key),
                    state: try reader.tenantState(of: id) ?? TenantState()
                )
            }
        }
        guard let found else { throw .refused("the tenant is gone; nothing is left to do") }
        let client = try client(for: found)
        let staging: StagingFile
        do throws(StoreError) {
            staging = try store.openStaging(for: found.tenant.entraID)
        } catch {
            throw .store(error)
        }
        return RoundSetup(
            tenant: found.tenant,
            integration: found.integration,
            client: client,
            staging: staging,
            state: found.state,
            policy: policy
        )
    }

    private struct PreparedTenant: Sendable {
        var tenant: Tenant
        var integration: Integration
        var sealed: [UInt8]?
        var state: TenantState
    }

    private func client(for found: PreparedTenant) throws(RoundError) -> GraphClient {
        let integration = found.integration
        guard let sealed = found.sealed else {
            throw .refused(
                "integration \"\(integration.key)\" has no credential; set a secret or a certificate"
            )
        }
        let credential: GraphCredential
        do throws(CryptographyError) {
            switch try vault.open(sealed, integration: integration.key) {
            case .secret(let secret): credential = .secret(secret)
            case .certificate(let certificate, let key):
                credential = try GraphCredential(certificatePEM: certificate, privateKeyPEM: key)
            }
        } catch {
            throw .refused(
                "the credential of integration \"\(integration.key)\" cannot be opened: the sealing key is "
                    + "another one than it was sealed with; set the credential again"
            )
        }
        return GraphClient(
            tenant: found.tenant.entraID,
            applicationID: integration.applicationID,
            credential: credential,
            cloud: try cloud(of: integration),
            transport: http,
            throttle: throttles.withLock { throttles in
                let known = throttles[integration.applicationID] ?? ThrottleState()
                throttles[integration.applicationID] = known
                return known
            },
            limit: requests,
            clock: clock,
            logger: logger
        )
    }

    private func cloud(of integration: Integration) throws(RoundError) -> GraphCloud {
        let usual = GraphCloud(integration.cloud)
        guard settings.loginBase != nil || settings.graphBase != nil else { return usual }
        let cloud = GraphCloud(
            integration.cloud,
            loginBase: settings.loginBase ?? usual.loginBase,
            graphBase: settings.graphBase ?? usual.graphBase
        )
        guard let cloud else {
            throw .refused("graph.base or graph.login-base is no absolute URL; correct the setting")
        }
        return cloud
    }

    func step<Value: Sendable>(
        _ body: @escaping @Sendable (any RoundPublisher) throws(StoreError) -> Value
    ) async throws(RoundError) -> Value {
        guard let writer = shared.withLock(\.writer) else { throw .stopped }
        let result: Result<Value, RoundError> = await withCheckedContinuation { continuation in
            let posted = writer.post(.step) { state in
                do throws(StoreError) {
                    continuation.resume(returning: .success(try body(state.publisher)))
                } catch {
                    continuation.resume(returning: .failure(.store(error)))
                }
            }
            switch posted {
            case .queued: break
            case .full:
                continuation.resume(
                    returning: .failure(.refused("too many steps wait; the next round goes on"))
                )
            case .stopped: continuation.resume(returning: .failure(.stopped))
            }
        }
        return try result.get()
    }

    func report(_ progress: SyncProgress) {
        watchers.report(progress, at: clock.now)
    }

    func ended(_ round: SyncSchedule.Start, run: RunID, record: RunRecord) {
        let level: Logger.Level = record.outcome == .succeeded ? .info : .warning
        logger.log(level: level, "run \(run.rawValue) \(RunText.line(record))")
        let writer = shared.withLock(\.writer)
        let posted = writer?.post(.step) { [self] state in
            told(round, run, record, self.state(of: round.tenant, in: state.publisher.store))
        }
        if case .queued? = posted { return }
        told(round, run, record, nil)
    }

    private func told(
        _ round: SyncSchedule.Start,
        _ run: RunID,
        _ record: RunRecord,
        _ known: TenantState?
    ) {
        setFreshness(of: round.tenant) { freshness in
            freshness.lastError = record.message
            if let known { freshness.remember(known) }
        }
        watchers.ended(round, run: run, record: record, error: nil)
    }

    func refused(_ round: SyncSchedule.Start, _ error: RoundError) {
        setFreshness(of: round.tenant) { $0.lastError = error.description }
        logger.warning("a round could not begin: \(error)")
        watchers.ended(round, run: nil, record: nil, error: error)
    }

    func unstored(_ run: RunID, _ error: RoundError) {
        logger.error("how run \(run.rawValue) ended could not be stored: \(error)")
    }

    /// What the store keeps of a tenant, on the writer's thread; `nil` when it cannot be read, which the log has then.
    private func state(of tenant: TenantID, in store: Store) -> TenantState? {
        do throws(StoreError) {
            return try store.read { reader throws(StoreError) in
                try reader.tenantState(of: tenant)
            }
        } catch {
            logger.error("the state of a tenant cannot be read: \(error)")
            return nil
        }
    }
}
