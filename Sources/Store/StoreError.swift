/// A request that the store could not fulfil: which file, what was being done, why, and what to do.
public struct StoreError: Error, Hashable, Sendable {
    public let reason: Reason
    /// The file or directory concerned.
    public let path: String
    /// What was being done, as a phrase: `publishing a revision`.
    public let operation: String
    /// SQLite's extended result code, or `errno`; 0 when neither had a part in it.
    public let code: Int32
    /// What SQLite or the system said; empty when there is nothing to add.
    public let detail: String

    public init(
        _ reason: Reason,
        path: String,
        operation: String,
        code: Int32 = 0,
        detail: String = ""
    ) {
        self.reason = reason
        self.path = path
        self.operation = operation
        self.code = code
        self.detail = detail
    }

    public enum Reason: Hashable, Sendable {
        case notADirectory
        /// Others than the owner may read or enter the data directory.
        case permissionsTooWide(mode: UInt32)
        /// Another process has the data directory; 0 when its id could not be read.
        case lockedByProcess(Int32)
        /// The file belongs to some other program.
        case foreign
        /// The file was written by a newer version of this program.
        case newerSchema(found: Int, supported: Int)
        case damaged
        case diskFull
        /// The system refused to read or write.
        case inputOutput
        /// Another connection held the file for too long.
        case busy
        /// History before `floor` has been forgotten.
        case belowHistoryFloor(floor: UInt64)
        /// The change log no longer reaches back that far.
        case belowLogFloor(floor: UInt64)
        /// A revision that does not exist yet.
        case futureRevision(current: UInt64)
        /// The connection or the pool was closed.
        case closed
        /// SQLite refused a statement: a defect of this program.
        case refused
    }
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        var text = "\(path): \(operation): \(reason.summary)"
        if !detail.isEmpty { text += ": \(detail)" }
        if code != 0 { text += " (code \(code))" }
        return "\(text). \(reason.advice)"
    }

    /// The same request may succeed later, without anybody's help.
    public var isRetryable: Bool { reason == .busy }
}

extension StoreError.Reason {
    fileprivate var summary: String {
        switch self {
        case .notADirectory: "this is not a directory"
        case .permissionsTooWide(let mode):
            "mode \(String(mode, radix: 8)) lets other users in"
        case .lockedByProcess(let process):
            process == 0 ? "another process uses it" : "process \(process) uses it"
        case .foreign: "the file belongs to another program"
        case .newerSchema(let found, let supported):
            "schema version \(found) is newer than \(supported), the newest known here"
        case .damaged: "the file is damaged"
        case .diskFull: "the disk is full"
        case .inputOutput: "the system refused to read or write"
        case .busy: "the file is in use"
        case .belowHistoryFloor(let floor): "history before revision \(floor) was forgotten"
        case .belowLogFloor(let floor): "the change log begins after revision \(floor)"
        case .futureRevision(let current): "the newest revision is \(current)"
        case .closed: "it is closed"
        case .refused: "SQLite refused a statement"
        }
    }

    fileprivate var advice: String {
        switch self {
        case .notADirectory: "Name a directory, or a path where one can be made."
        case .permissionsTooWide: "Run chmod 700 on it, and see who could read it until now."
        case .lockedByProcess: "Stop that process, or use another data directory."
        case .foreign: "Move the file away, or use another data directory."
        case .newerSchema: "Start the newer version, or restore a backup made by this one."
        case .damaged: "Restore the newest backup; keep the damaged file for analysis."
        case .diskFull: "Make room; nothing was changed, and the request can be repeated."
        case .inputOutput: "Check the disk and the permissions of the file."
        case .busy: "Close other programs that have the file open, then repeat."
        case .belowHistoryFloor: "Ask for that revision or a later one."
        case .belowLogFloor: "Begin again with a snapshot."
        case .futureRevision: "Ask for that revision or an earlier one."
        case .closed: "Open it again."
        case .refused: "Report this with the version of the program."
        }
    }
}
