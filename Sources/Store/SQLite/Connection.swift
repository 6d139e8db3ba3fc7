import GRDB
import GRDBSQLite

/// One SQLite connection; every use is one turn on its serial queue, on the caller's thread.
///
/// GRDB opens, configures and closes it. No type and no error of GRDB leaves this module.
final class Connection: @unchecked Sendable {
    // True because `session` is touched only inside a turn on `queue`, which runs one at a time.
    private let queue: DatabaseQueue
    private let session: Session

    struct Settings: Sendable {
        var isReadOnly = false
        var cacheBytes = 8 << 20
        var isFullySynchronous = true
        var busySeconds = 5
    }

    init(path: String, settings: Settings, label: String) throws(StoreError) {
        let context = ErrorContext(path: path)
        var configuration = GRDB.Configuration()
        configuration.label = label
        configuration.readonly = settings.isReadOnly
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(Double(settings.busySeconds))
        let cacheKibibytes = settings.cacheBytes >> 10
        let synchronous = settings.isFullySynchronous ? "FULL" : "NORMAL"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -\(cacheKibibytes)")
            try database.execute(sql: "PRAGMA synchronous = \(synchronous)")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            session = try queue.inDatabase { database in
                guard let handle = database.sqliteConnection else {
                    throw StoreError(.closed, path: path, operation: "opening")
                }
                return Session(handle: handle, context: context)
            }
            self.queue = queue
        } catch {
            throw context.error(error)
        }
    }

    deinit { close() }

    /// One turn: nobody else uses the connection until `body` returns.
    func perform<Value>(
        _ operation: String,
        _ body: (Session) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        do {
            return try queue.inDatabase { _ in
                guard session.isOpen else {
                    throw StoreError(.closed, path: session.context.path, operation: operation)
                }
                session.context.operation = operation
                return try body(session)
            }
        } catch {
            throw session.context.error(error)
        }
    }

    /// Brings the schema to the newest version, one transaction a step.
    func migrate(_ migrator: DatabaseMigrator) throws(StoreError) {
        do {
            try migrator.migrate(queue)
        } catch {
            throw session.context.error(error)
        }
    }

    /// Closes the file; calling it again does nothing.
    ///
    /// A failure to checkpoint at this point loses nothing: the log is replayed at the next opening.
    func close() {
        queue.inDatabase { _ in session.close() }
        try? queue.close()
    }
}
