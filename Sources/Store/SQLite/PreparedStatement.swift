import Directory
import GRDBSQLite

/// One compiled SQL statement of one connection, used again from call to call.
///
/// Between calls it is always reset: it holds no lock and no snapshot. Parameters count from 1,
/// columns from 0, as SQLite counts them.
final class PreparedStatement {
    private let handle: OpaquePointer
    private let context: ErrorContext

    init(_ sql: String, on connection: OpaquePointer, context: ErrorContext) throws(StoreError) {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(
            connection,
            sql,
            -1,
            UInt32(SQLITE_PREPARE_PERSISTENT),
            &handle,
            nil
        )
        guard code == SQLITE_OK, let handle else {
            throw context.error(code: code, detail: String(cString: sqlite3_errmsg(connection)))
        }
        self.handle = handle
        self.context = context
    }

    deinit { sqlite3_finalize(handle) }

    /// Runs a statement that answers no rows, or whose rows do not matter.
    func run() throws(StoreError) {
        defer { sqlite3_reset(handle) }
        while try step() {}
    }

    /// Calls `row` for each row of the answer; it may read columns until it returns.
    func rows(_ row: (PreparedStatement) throws(StoreError) -> Void) throws(StoreError) {
        defer { sqlite3_reset(handle) }
        while try step() { try row(self) }
    }

    /// What `row` makes of the first row, or `nil` when there is none.
    func first<Value>(
        _ row: (PreparedStatement) throws(StoreError) -> Value
    ) throws(StoreError) -> Value? {
        defer { sqlite3_reset(handle) }
        return try step() ? try row(self) : nil
    }

    private func step() throws(StoreError) -> Bool {
        if context.stepsUntilFault >= 0 {
            guard context.stepsUntilFault > 0 else {
                throw context.error(code: SQLITE_IOERR, detail: "a fault injected by a test")
            }
            context.stepsUntilFault -= 1
        }
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
            throw context.error(code: code, detail: message)
        }
    }

    // MARK: Parameters

    @discardableResult
    func bind(_ index: Int32, _ value: Int64) -> PreparedStatement {
        check(sqlite3_bind_int64(handle, index, value))
        return self
    }

    @discardableResult
    func bind(_ index: Int32, _ value: Int) -> PreparedStatement {
        bind(index, Int64(value))
    }

    @discardableResult
    func bind<Kind>(_ index: Int32, _ value: Interned<Kind>) -> PreparedStatement {
        bind(index, Int64(value.rawValue))
    }

    @discardableResult
    func bind<Kind>(_ index: Int32, _ value: Interned<Kind>?) -> PreparedStatement {
        guard let value else { return bindNull(index) }
        return bind(index, value)
    }

    /// Revisions fit SQLite's signed integers for longer than any store will live.
    @discardableResult
    func bind(_ index: Int32, _ value: Revision) -> PreparedStatement {
        bind(index, Int64(value.number))
    }

    @discardableResult
    func bind(_ index: Int32, _ value: Timestamp) -> PreparedStatement {
        bind(index, value.milliseconds)
    }

    @discardableResult
    func bind(_ index: Int32, _ value: Timestamp?) -> PreparedStatement {
        guard let value else { return bindNull(index) }
        return bind(index, value)
    }

    @discardableResult
    func bind(_ index: Int32, _ text: String) -> PreparedStatement {
        var text = text
        let code = text.withUTF8 { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                // A null address would bind NULL instead of the empty text.
                sqlite3_bind_text64(
                    handle,
                    index,
                    characters.baseAddress ?? Self.emptyText,
                    UInt64(characters.count),
                    Self.copied,
                    UInt8(SQLITE_UTF8)
                )
            }
        }
        check(code)
        return self
    }

    @discardableResult
    func bind(_ index: Int32, _ text: String?) -> PreparedStatement {
        guard let text else { return bindNull(index) }
        return bind(index, text)
    }

    @discardableResult
    func bind(_ index: Int32, _ bytes: [UInt8]) -> PreparedStatement {
        if bytes.isEmpty {
            check(sqlite3_bind_zeroblob(handle, index, 0))
        } else {
            let code = bytes.withUnsafeBytes { buffer in
                sqlite3_bind_blob64(
                    handle,
                    index,
                    buffer.baseAddress,
                    UInt64(buffer.count),
                    Self.copied
                )
            }
            check(code)
        }
        return self
    }

    @discardableResult
    func bind(_ index: Int32, _ bytes: [UInt8]?) -> PreparedStatement {
        guard let bytes else { return bindNull(index) }
        return bind(index, bytes)
    }

    /// Sixteen bytes, so that their order is that of the text.
    @discardableResult
    func bind(_ index: Int32, _ guid: GUID) -> PreparedStatement {
        let words = (guid.high.bigEndian, guid.low.bigEndian)
        let code = withUnsafeBytes(of: words) { buffer in
            sqlite3_bind_blob64(handle, index, buffer.baseAddress, 16, Self.copied)
        }
        check(code)
        return self
    }

    @discardableResult
    func bindNull(_ index: Int32) -> PreparedStatement {
        check(sqlite3_bind_null(handle, index))
        return self
    }

    private func check(_ code: Int32) {
        precondition(code == SQLITE_OK, "every parameter exists and fits SQLite's limits")
    }

    /// The error for a row that cannot be what was written.
    func damaged(_ what: String) -> StoreError {
        context.damaged(what)
    }

    // MARK: Columns

    func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(handle, column)
    }

    func count(_ column: Int32) -> Int {
        Int(integer(column))
    }

    func interned<Kind>(_ column: Int32, as kind: Interned<Kind>.Type) throws(StoreError)
        -> Interned<Kind>
    {
        guard let value = UInt32(exactly: integer(column)) else {
            throw context.damaged("an id is out of range")
        }
        return Interned(value)
    }

    func revision(_ column: Int32) throws(StoreError) -> Revision {
        guard let number = UInt64(exactly: integer(column)) else {
            throw context.damaged("a revision is negative")
        }
        return Revision(number)
    }

    func timestamp(_ column: Int32) -> Timestamp {
        Timestamp(milliseconds: integer(column))
    }

    func optionalTimestamp(_ column: Int32) -> Timestamp? {
        isNull(column) ? nil : timestamp(column)
    }

    func text(_ column: Int32) -> String {
        guard let characters = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: characters, count: count), as: UTF8.self)
    }

    func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let address = sqlite3_column_blob(handle, column) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, column))
        return [UInt8](UnsafeRawBufferPointer(start: address, count: count))
    }

    /// Whether the blob in `column` is exactly `bytes`, without copying it.
    func equals(_ column: Int32, _ bytes: [UInt8]) -> Bool {
        let count = Int(sqlite3_column_bytes(handle, column))
        guard count == bytes.count else { return false }
        guard count > 0, let address = sqlite3_column_blob(handle, column) else {
            return count == 0
        }
        return UnsafeRawBufferPointer(start: address, count: count).elementsEqual(bytes)
    }

    func guid(_ column: Int32) throws(StoreError) -> GUID {
        guard let address = sqlite3_column_blob(handle, column),
            sqlite3_column_bytes(handle, column) == 16
        else { throw context.damaged("an Entra id is not 16 bytes") }
        return GUID(
            high: UInt64(bigEndian: address.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: address.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    /// SQLite's `SQLITE_TRANSIENT`, a cast that Swift does not import: SQLite takes a copy.
    private static var copied: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    private static var emptyText: UnsafePointer<CChar> {
        UnsafeRawPointer(sqlite3_libversion()).assumingMemoryBound(to: CChar.self)
    }
}
