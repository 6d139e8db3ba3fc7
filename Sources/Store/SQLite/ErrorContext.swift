import GRDB
import GRDBSQLite

/// What an error has to tell of one connection: its file and what is being done on it.
final class ErrorContext {
    let path: String
    var operation = "opening"
    /// Counts down to the step that fails on purpose; negative while none shall.
    var stepsUntilFault = -1

    init(path: String) {
        self.path = path
    }

    /// The error for one of SQLite's result codes.
    func error(code: Int32, detail: String) -> StoreError {
        StoreError(
            Self.reason(code),
            path: path,
            operation: operation,
            code: code,
            detail: detail
        )
    }

    /// The error for stored bytes that cannot be what was written.
    func damaged(_ what: String) -> StoreError {
        StoreError(.damaged, path: path, operation: operation, detail: what)
    }

    /// The error for whatever GRDB threw.
    func error(_ error: any Error) -> StoreError {
        if let error = error as? StoreError { return error }
        guard let error = error as? DatabaseError else {
            return StoreError(
                .inputOutput,
                path: path,
                operation: operation,
                detail: String(describing: error)
            )
        }
        return self.error(
            code: error.extendedResultCode.rawValue,
            detail: error.message ?? "no message"
        )
    }

    private static func reason(_ code: Int32) -> StoreError.Reason {
        switch code & 0xFF {
        case SQLITE_FULL: .diskFull
        case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH,
            SQLITE_NOLFS, SQLITE_NOMEM, SQLITE_PROTOCOL:
            .inputOutput
        default: .refused
        }
    }
}
