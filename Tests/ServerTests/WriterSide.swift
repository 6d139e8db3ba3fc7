import Access
import Cryptography
import Directory
import Graph
import Logging
import Matching
import Store
import Synchronization

@testable import Server

/// As much of the service as stands behind the writer's door: no socket, no loop, one organization.
final class WriterSide: Sendable {
    let store: Store
    let director: SyncDirector
    let writer: Writer<WriterState>
    let organization: OrganizationID
    private let core: ServiceCore
    private let readPool: ReadPool

    /// Opens the store in `directory`, as a start of the service does.
    init(in directory: ScratchDirectory) throws {
        let store = try Store(directory: directory.path)
        self.store = store
        organization = try store.intern(organization: "contoso")
        let vault = try CredentialVault(key: SealingKey(bytes: Array(repeating: 1, count: 32)))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        director = SyncDirector(
            settings: .init(),
            vault: vault,
            store: store,
            runsSchedule: false,
            clock: SystemClock(),
            logger: logger
        )
        let clock: @Sendable () -> Timestamp = { Timestamp(milliseconds: 1) }
        let publisher = try Publisher(
            store: store,
            hashKey: HashKey(first: 1, second: 2),
            clock: clock,
            broadcast: { _, _ in }
        )
        let contoso = Organization(key: "contoso", name: "Contoso")
        _ = try publisher.publish(
            ChangeBatch(.command, [.policy(.organization(organization, contoso))])
        )
        writer = Writer { WriterState(publisher: publisher) }
        readPool = try store.makeReadPool(threads: 1)
        core = ServiceCore(
            storeID: GUID(high: 1, low: 1),
            pageTokenCode: HMACSHA256(key: [1]),
            resumeTokenCode: HMACSHA256(key: [2]),
            newest: NewestRevision(),
            goodbyeMilliseconds: 0,
            writer: writer,
            readPool: readPool,
            exports: ExportDesk(threads: 1),
            vault: vault,
            syncs: director,
            clock: clock,
            logger: logger
        )
    }

    /// A command of an administrator.
    var context: CommandContext {
        let caller = Caller(principalKey: "admin", role: .administrator, visible: .everything)
        return CommandContext(caller: caller, address: "127.0.0.1", core: core)
    }

    /// A command of an administrator who sees no more than `visible`.
    func context(seeing visible: VisibleSet) -> CommandContext {
        let caller = Caller(principalKey: "admin", role: .administrator, visible: visible)
        return CommandContext(caller: caller, address: "127.0.0.1", core: core)
    }

    /// Runs `body` on the writer's thread and waits for it.
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (Publisher) throws -> Value
    ) throws -> Value {
        try writer.perform(body)
    }

    /// Ends everything, as if the process had been killed between two jobs.
    func stop() {
        director.stop()
        writer.stop()
        readPool.close()
        store.close()
    }
}

extension Writer<WriterState> {
    /// Runs `body` on the writer's thread and waits for it.
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (Publisher) throws -> Value
    ) throws -> Value {
        let result = Mutex<Result<Value, any Error>?>(nil)
        let isDone = Gate()
        let posted = post(.command) { state in
            let publisher = state.publisher
            let value = Result { try body(publisher) }
            result.withLock { $0 = value }
            isDone.open()
        }
        guard case .queued = posted else { throw WriterSideStopped() }
        isDone.wait()
        guard let value = result.withLock(\.self) else { throw WriterSideStopped() }
        return try value.get()
    }
}

struct WriterSideStopped: Error {}
