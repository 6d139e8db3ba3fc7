import Cryptography
import Directory
import Logging
import Store

/// What every loop shares and no loop changes: the doors to the writer, the read pool and the sync.
final class ServiceCore: Sendable {
    let storeID: GUID
    /// Authenticates page tokens; derived from the sealing key, so that tokens outlive a restart.
    let pageTokenCode: HMACSHA256
    let writer: Writer<WriterState>
    let readPool: ReadPool
    let vault: CredentialVault
    let syncs: SyncDirector
    let clock: @Sendable () -> Timestamp
    let logger: Logger

    init(
        storeID: GUID,
        pageTokenCode: HMACSHA256,
        writer: Writer<WriterState>,
        readPool: ReadPool,
        vault: CredentialVault,
        syncs: SyncDirector,
        clock: @escaping @Sendable () -> Timestamp,
        logger: Logger
    ) {
        self.storeID = storeID
        self.pageTokenCode = pageTokenCode
        self.writer = writer
        self.readPool = readPool
        self.vault = vault
        self.syncs = syncs
        self.clock = clock
        self.logger = logger
    }
}

/// What the writer's thread owns.
struct WriterState {
    let publisher: Publisher
}
