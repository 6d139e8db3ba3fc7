import ChangeFeed
import Cryptography
import Directory
import Glibc
public import Graph
public import Logging
import Matching
import ReadModel
import Store
import Synchronization
import Transport
import Wire

/// The whole service: everything composed, from an opened store to listening loops, and taken down again in order.
public final class Service: Sendable {
    /// Where the service listens, as it turned out.
    public struct Endpoint: Sendable, Hashable {
        public let address: Settings.Address
        public let isSecure: Bool
    }

    public let endpoints: [Endpoint]
    /// The file with the administrator's token; it was written at the first start.
    public let tokenFile: String
    /// What this start found: an empty store, or a revision to go on from.
    public let revision: UInt64

    private let settings: Settings
    private let logger: Logger
    private let store: Store
    private let readPool: ReadPool
    let exports = ExportDesk()
    let writer: Writer<WriterState>
    private let director: SyncDirector
    private let transport: TransportServer
    private let endpointFile: String

    /// Opens the store, loads what it holds, and listens.
    ///
    /// - Parameters:
    ///   - settings: What the operator decided.
    ///   - logger: Told of what operators need to know; never of secrets.
    ///   - clock: The time.
    /// - Throws: The first thing that stands in the way: a setting, a file, an address.
    public init(
        settings: Settings,
        logger: Logger,
        clock: any GraphClock = SystemClock()
    ) throws(ServiceError) {
        self.settings = settings
        self.logger = logger
        let tls = try Self.certificate(settings)
        store = try wrapping { () throws(StoreError) in try Store(directory: settings.data) }
        readPool = try wrapping { [store] () throws(StoreError) in
            try store.makeReadPool(threads: Self.readThreads)
        }
        let key = try Self.sealingKey(settings)
        let vault: CredentialVault
        let pageTokenCode: HMACSHA256
        let resumeTokenCode: HMACSHA256
        do throws(CryptographyError) {
            vault = try CredentialVault(key: key)
            pageTokenCode = HMACSHA256(
                key: Array(HMACSHA256(key: key.bytes).code(for: Array("muster page tokens".utf8)))
            )
            resumeTokenCode = HMACSHA256(
                key: HMACSHA256(key: key.bytes).code(for: Array("muster resume tokens".utf8))
            )
        } catch {
            throw .cryptography(error)
        }
        director = SyncDirector(
            settings: SyncDirector.GraphSettings(
                loginBase: settings.loginBase,
                graphBase: settings.graphBase,
                certificates: settings.graphCertificates
            ),
            vault: vault,
            store: store,
            runsSchedule: settings.runsSchedule,
            policy: settings.syncPolicy,
            clock: clock,
            logger: logger
        )
        let mailboxes = MailboxList()
        let newest = NewestRevision()
        let publisher = try Self.publisher(store, clock, director, mailboxes, newest)
        tokenFile = settings.data + "/admin.token"
        try Self.ensureAdministrator(publisher, tokenFile, now: clock.now)
        let states = try wrapping { [store] () throws(StoreError) in
            try store.read { reader throws(StoreError) in try reader.tenantStates() }
        }
        director.remember(states, publishedAt: try Self.publishedAt(store))
        let snapshot = publisher.snapshot
        revision = snapshot.revision.number
        newest.moved(to: snapshot.revision)
        writer = Writer { WriterState(publisher: publisher) }
        let core = ServiceCore(
            storeID: GUID(storeID: store.storeID),
            pageTokenCode: pageTokenCode,
            resumeTokenCode: resumeTokenCode,
            newest: newest,
            goodbyeMilliseconds: Int64(settings.changes.goodbyeMilliseconds),
            writer: writer,
            readPool: readPool,
            exports: exports,
            vault: vault,
            syncs: director,
            clock: { clock.now },
            logger: logger
        )
        let log = try Self.logStart(store, settings)
        (transport, endpoints) = try Self.listen(
            settings,
            tls,
            core,
            snapshot,
            log,
            director,
            logger
        )
        mailboxes.set(transport.mailboxes)
        endpointFile = settings.data + "/endpoint"
        try Self.writeEndpoint(endpoints, to: endpointFile)
        let loops = transport.mailboxes
        let keeper = LogKeeper(settings.changes, core: core) { floor in
            LoopBroadcast.send(to: loops) { $0.subscriptions.trimmed(to: floor) }
        } measure: {
            // Asked on a loop, which must not wait; a loop whose mailbox is full is asked the next time.
            for loop in loops {
                _ = loop.post { $0.application(as: LoopState.self).subscriptions.reportLag() }
            }
        }
        loops.first.map(keeper.start)
        director.start(
            writer: writer,
            mailboxes: transport.mailboxes,
            snapshot: snapshot,
            states: states
        )
    }

    private static let readThreads = 2

    /// Lets every connection end in order, then the rounds, then the writer; returns when nothing is left.
    public func stop() {
        logger.info("stopping: no new connections, calls under way may end")
        unlink(endpointFile)
        transport.drain()
        director.stop()
        transport.wait()
        exports.stop()
        writer.stop()
        readPool.close()
        store.close()
        logger.info("stopped")
    }

    /// Reads the certificate again, for connections from now on.
    public func reloadCertificate() {
        do throws(ServiceError) {
            guard let tls = try Self.certificate(settings) else { return }
            transport.reload(tls: tls)
            logger.info("the certificate was read again")
        } catch {
            logger.error("the old certificate stays in use: \(error)")
        }
    }

    // MARK: Parts

    private static func certificate(_ settings: Settings) throws(ServiceError) -> TLSContext? {
        guard let tls = settings.tls else { return nil }
        do throws(TLSError) {
            return try TLSContext(certificateFile: tls.certificate, keyFile: tls.key)
        } catch {
            throw .certificate(error)
        }
    }

    private static func sealingKey(_ settings: Settings) throws(ServiceError) -> SealingKey {
        if let bytes = settings.sealingKey { return SealingKey(bytes: bytes) }
        do throws(SettingsError) {
            return try SealingKey(file: settings.data + "/sealing.key")
        } catch {
            throw .settings(error)
        }
    }

    private static func publisher(
        _ store: Store,
        _ clock: any GraphClock,
        _ director: SyncDirector,
        _ mailboxes: MailboxList,
        _ newest: NewestRevision
    ) throws(ServiceError) -> Publisher {
        let secret = randomBytes(16)
        let word = { (bytes: ArraySlice<UInt8>) in bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        return try wrapping { () throws(StoreError) in
            try Publisher(
                store: store,
                hashKey: HashKey(first: word(secret[..<8]), second: word(secret[8...])),
                clock: { clock.now }
            ) { snapshot, revision in
                newest.moved(to: snapshot.revision)
                // The revision's own time, which reads of the past tell of it too.
                let time = revision.details.last?.time ?? clock.now
                let freshness = director.published(at: time)
                LoopBroadcast.send(to: mailboxes.all) { state in
                    state.received(freshness)
                    state.received(snapshot, revision)
                }
            }
        }
    }

    private static func logStart(
        _ store: Store,
        _ settings: Settings
    ) throws(ServiceError) -> LogStart {
        let policyRevision = try wrapping { () throws(StoreError) in
            try store.read { reader throws(StoreError) in try reader.lastPolicyRevision() }
        }
        return LogStart(
            policyRevision: policyRevision,
            floor: store.newest.logFloor,
            ringBytesMax: settings.changes.ringBytes
        )
    }

    private static func publishedAt(_ store: Store) throws(ServiceError) -> Timestamp? {
        try wrapping { () throws(StoreError) in
            try store.read { reader throws(StoreError) in
                try reader.info(of: try reader.head().revision)?.time
            }
        }
    }

    /// An empty store gets an administrator, whose token is told once, in a file.
    private static func ensureAdministrator(
        _ publisher: Publisher,
        _ path: String,
        now: Timestamp
    ) throws(ServiceError) {
        guard publisher.snapshot.policy.principals.isEmpty else { return }
        let minted = MintedToken(
            principal: "admin",
            created: now,
            expires: nil,
            note: "first start"
        )
        do throws(SettingsError) {
            try PrivateFile.write(Array((minted.secret + "\n").utf8), to: path)
        } catch {
            throw .settings(error)
        }
        let batch = ChangeBatch(
            .command,
            [
                .policy(.principal("admin", Principal(key: "admin", role: .administrator))),
                .policy(.token(minted.token.key, minted.token)),
            ]
        )
        _ = try wrapping { () throws(StoreError) in try publisher.publish(batch) }
    }

    private static func listen(
        _ settings: Settings,
        _ tls: TLSContext?,
        _ core: ServiceCore,
        _ snapshot: Snapshot,
        _ log: LogStart,
        _ director: SyncDirector,
        _ logger: Logger
    ) throws(ServiceError) -> (TransportServer, [Endpoint]) {
        var wanted: [Endpoint] = []
        if let tls = settings.tls { wanted.append(Endpoint(address: tls.address, isSecure: true)) }
        if let address = settings.cleartext {
            wanted.append(Endpoint(address: address, isSecure: false))
        }
        var limits = Limits()
        limits.writeStallMilliseconds = Int64(settings.writeStallMilliseconds)
        let configuration = TransportServer.Configuration(
            endpoints: wanted.map {
                TransportServer.Configuration.Endpoint(
                    address: $0.address.host == "localhost" ? "127.0.0.1" : $0.address.host,
                    port: $0.address.port,
                    isSecure: $0.isSecure
                )
            },
            tls: tls,
            loopCount: settings.loopCount ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
            limits: limits,
            onFault: { peer, cause in logger.warning("\(peer) was closed: \(cause)") }
        )
        let served = ServiceEndpoints.all
        do throws(TransportError) {
            let transport = try TransportServer(
                configuration: configuration,
                methods: served.map(\.method),
                infoPage: InfoPage.bytes
            ) { context in
                let state = LoopState(
                    core: core,
                    context: context,
                    snapshot: snapshot,
                    freshness: director.freshness,
                    log: log
                )
                return LoopApplication(
                    state: state,
                    handlers: served.map { $0.makeHandler(state) },
                    drainBegan: {
                        state.health.drain()
                        state.subscriptions.drain()
                    }
                )
            }
            let endpoints = zip(wanted, transport.ports).map { endpoint, port in
                Endpoint(
                    address: Settings.Address(host: endpoint.address.host, port: port),
                    isSecure: endpoint.isSecure
                )
            }
            return (transport, endpoints)
        } catch {
            throw .transport(error)
        }
    }

    /// Tells commands on this machine where the service listens.
    private static func writeEndpoint(_ endpoints: [Endpoint], to path: String) throws(ServiceError)
    {
        // Commands take the first line: the one that needs no certificate to be trusted.
        let ordered = endpoints.filter { !$0.isSecure } + endpoints.filter(\.isSecure)
        let lines = ordered.map { "\($0.isSecure ? "https" : "http")://\($0.address)\n" }
        do throws(SettingsError) {
            try PrivateFile.write(Array(lines.joined().utf8), to: path)
        } catch {
            throw .settings(error)
        }
    }
}

/// The doors into the loops, once there are any.
private final class MailboxList: Sendable {
    private let mailboxes = Mutex<[LoopMailbox]>([])

    var all: [LoopMailbox] { mailboxes.withLock(\.self) }

    func set(_ all: [LoopMailbox]) {
        mailboxes.withLock { $0 = all }
    }
}

/// Every method that is served.
enum ServiceEndpoints {
    static let all: [Server.Endpoint] =
        GroupsService.endpoints + ChangesService.endpoints + OrganizationsService.endpoints
        + RecordsService<ContactKind>.endpoints + RecordsService<ConfigurationKind>.endpoints
        + IntegrationsService.endpoints + PrincipalsService.endpoints + AccountService.endpoints
        + ViewsService.endpoints + ActivityService.endpoints + AssetTypesService.endpoints
        + ExportsService.endpoints + MatchingService.endpoints + RelatedItemsService.endpoints
        + HealthService.endpoints + ReflectionService.endpoints
}

extension GUID {
    fileprivate init(storeID bytes: [UInt8]) {
        let word = { (bytes: ArraySlice<UInt8>) in bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        self.init(high: word(bytes[0..<8]), low: word(bytes[8..<16]))
    }
}
