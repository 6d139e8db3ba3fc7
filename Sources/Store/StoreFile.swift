import Directory
import Glibc

/// Opens the main file: refuses what is not ours to open, then brings its schema up to date.
enum StoreFile {
    static let name = "muster.sqlite"

    static func open(_ path: String, options: StoreOptions) throws(StoreError) -> Connection {
        try checkHeader(path)
        let settings = Connection.Settings(cacheBytes: StoreLimits.writerCacheBytes)
        let connection = try Connection(path: path, settings: settings, label: "muster.writer")
        let isWhole = options.checksWholeFile || size(path) <= StoreLimits.checkedBytesMax
        try connection.perform("opening the store") { session throws(StoreError) in
            try checkOwner(session)
            if isWhole { try checkPages(session) }
            _ = try session.pragma("PRAGMA journal_mode = WAL")
            _ = try session.pragma("PRAGMA wal_autocheckpoint = \(StoreLimits.checkpointPages)")
            _ = try session.pragma("PRAGMA journal_size_limit = \(StoreLimits.journalBytesMax)")
        }
        try connection.migrate(Schema.migrator)
        return connection
    }

    static func storeID(_ session: Session) throws(StoreError) -> [UInt8] {
        let id = try session.statement("SELECT store_id FROM meta").first {
            row throws(StoreError) in row.bytes(0)
        }
        guard let id, id.count == 16 else {
            throw session.context.damaged("the store has no id")
        }
        return id
    }

    static func head(_ session: Session) throws(StoreError) -> StoreHead {
        let head = try session.statement(
            "SELECT revision, chain, log_floor, history_floor FROM meta"
        ).first { row throws(StoreError) in
            StoreHead(
                revision: try row.revision(0),
                chain: try row.chain(1),
                logFloor: try row.revision(2),
                historyFloor: try row.revision(3)
            )
        }
        guard let head else { throw session.context.damaged("the newest revision is not recorded") }
        return head
    }

    /// A file that begins like no database is refused before SQLite touches it.
    private static func checkHeader(_ path: String) throws(StoreError) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = read(descriptor, &bytes, bytes.count)
        if count == 0 { return }
        let magic = Array("SQLite format 3\0".utf8)
        let operation = "opening the store"
        guard count >= magic.count, Array(bytes.prefix(magic.count)) == magic else {
            throw StoreError(
                .damaged,
                path: path,
                operation: operation,
                detail: "it does not begin like an SQLite file"
            )
        }
        guard count == bytes.count, isLongEnough(path, header: bytes) else {
            throw StoreError(.damaged, path: path, operation: operation, detail: "it is cut short")
        }
    }

    /// Whether the file has whole pages, and as many as its header counts.
    ///
    /// While there is a write-ahead log its end may still have to be brought up to date from there.
    private static func isLongEnough(_ path: String, header: [UInt8]) -> Bool {
        if size("\(path)-wal") > 0 { return true }
        let number = { (range: Range<Int>) in header[range].reduce(0) { $0 << 8 | Int($1) } }
        let pageBytes = number(16..<18) == 1 ? 65536 : number(16..<18)
        guard pageBytes >= 512, size(path) % pageBytes == 0 else { return false }
        // The count of pages holds if it was written together with the change counter.
        return number(24..<28) != number(92..<96) || size(path) >= number(28..<32) * pageBytes
    }

    private static func checkOwner(_ session: Session) throws(StoreError) {
        let path = session.context.path
        let operation = session.context.operation
        let owner = try session.pragma("PRAGMA application_id")
        let version = Int(try session.pragma("PRAGMA user_version")) ?? 0
        // A crash during the very first start may leave the migrator's own table and nothing else.
        let tables = "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'"
        let tableCount = Int(try session.pragma(tables)) ?? 0
        if tableCount == 0 && owner == "0" && version == 0 { return }
        guard owner == String(Schema.applicationID) else {
            throw StoreError(
                .foreign,
                path: path,
                operation: operation,
                detail: "its application id is \(owner)"
            )
        }
        guard version <= Schema.version else {
            throw StoreError(
                .newerSchema(found: version, supported: Schema.version),
                path: path,
                operation: operation
            )
        }
    }

    private static func checkPages(_ session: Session) throws(StoreError) {
        let verdict = try session.pragma("PRAGMA quick_check(1)")
        guard verdict == "ok" else { throw session.context.damaged(verdict) }
    }

    private static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
