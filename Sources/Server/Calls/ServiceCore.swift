import Cryptography
import Directory
import Logging
import Store
import Synchronization

/// What every loop shares and no loop changes: the doors to the writer, the read pool and the sync.
final class ServiceCore: Sendable {
    let storeID: GUID
    /// Authenticates page tokens; derived from the sealing key, so that tokens outlive a restart.
    let pageTokenCode: HMACSHA256
    /// Authenticates resume tokens, likewise.
    let resumeTokenCode: HMACSHA256
    /// What was published last, on whatever loop it has arrived.
    let newest: NewestRevision
    /// Subscriptions end within this time when the server goes down, each at a moment of its own.
    let goodbyeMilliseconds: Int64
    let writer: Writer<WriterState>
    let readPool: ReadPool
    let exports: ExportDesk
    let vault: CredentialVault
    let syncs: SyncDirector
    let clock: @Sendable () -> Timestamp
    let logger: Logger

    init(
        storeID: GUID,
        pageTokenCode: HMACSHA256,
        resumeTokenCode: HMACSHA256,
        newest: NewestRevision,
        goodbyeMilliseconds: Int64,
        writer: Writer<WriterState>,
        readPool: ReadPool,
        exports: ExportDesk,
        vault: CredentialVault,
        syncs: SyncDirector,
        clock: @escaping @Sendable () -> Timestamp,
        logger: Logger
    ) {
        self.storeID = storeID
        self.pageTokenCode = pageTokenCode
        self.resumeTokenCode = resumeTokenCode
        self.newest = newest
        self.goodbyeMilliseconds = goodbyeMilliseconds
        self.writer = writer
        self.readPool = readPool
        self.exports = exports
        self.vault = vault
        self.syncs = syncs
        self.clock = clock
        self.logger = logger
    }
}

/// The newest revision of all, for whoever has to know whether one exists that is not here yet.
final class NewestRevision: Sendable {
    private let number = Atomic<UInt64>(0)

    var revision: Revision { Revision(number.load(ordering: .acquiring)) }

    func moved(to revision: Revision) { number.store(revision.number, ordering: .releasing) }
}

/// What the writer's thread owns.
struct WriterState {
    let publisher: Publisher
}
