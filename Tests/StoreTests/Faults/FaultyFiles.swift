import GRDBSQLite
import Glibc
import Synchronization

/// Makes the files of one directory fail, as a bad or a full disk would.
///
/// It stands in front of SQLite's own file system for the whole test process, and passes everything
/// through but for the directories that a test has asked to fail.
enum FaultyFiles {
    /// What a failing write or sync says.
    enum Kind: Sendable {
        case inputOutput
        case diskFull
    }

    struct Plan {
        var kind: Kind
        /// How many operations still succeed; then every one fails until the plan is lifted.
        var successes: Int
        var count = 0
    }

    /// `SQLITE_IOERR_WRITE` and `SQLITE_IOERR_FSYNC`, which Swift does not import.
    private static let failedWrite = SQLITE_IOERR | 3 << 8
    private static let failedSync = SQLITE_IOERR | 4 << 8

    static let plans = Mutex<[String: Plan]>([:])

    /// Fails the operation number `successes` + 1 on files below `directory`, and all that follow.
    static func fail(_ directory: String, after successes: Int, kind: Kind) {
        _ = registered
        plans.withLock { $0[directory] = Plan(kind: kind, successes: successes) }
    }

    /// Lets the disk work again, and tells how many operations there were.
    static func lift(_ directory: String) -> Int {
        plans.withLock { $0.removeValue(forKey: directory)?.count ?? 0 }
    }

    /// The code that the next operation on `path` answers; `nil` when it goes through.
    fileprivate static func nextCode(for path: String, isSync: Bool) -> Int32? {
        plans.withLock { plans in
            for (directory, var plan) in plans where path.hasPrefix(directory + "/") {
                plan.count += 1
                plans[directory] = plan
                if plan.count <= plan.successes { return nil }
                switch plan.kind {
                case .diskFull: return isSync ? nil : SQLITE_FULL
                case .inputOutput: return isSync ? failedSync : failedWrite
                }
            }
            return nil
        }
    }

    /// Registered once, before the first store of the process that wants it, and made the default.
    static let registered: Bool = {
        guard let original = sqlite3_vfs_find(nil) else { return false }
        let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        vfs.initialize(to: original.pointee)
        vfs.pointee.pNext = nil
        vfs.pointee.zName = UnsafePointer(strdup("faulty"))
        vfs.pointee.pAppData = UnsafeMutableRawPointer(original)
        // Every file is SQLite's own, with room behind it for what we need to know.
        vfs.pointee.szOsFile = original.pointee.szOsFile + Int32(MemoryLayout<FaultyFile>.stride)
        vfs.pointee.xOpen = { vfs, name, file, flags, outFlags in
            FaultyFile.open(vfs, name, file, flags, outFlags)
        }
        return sqlite3_vfs_register(vfs, 1) == SQLITE_OK
    }()
}

/// What stands behind SQLite's own file structure: its real methods and whose file it is.
///
/// The directory entries that SQLite makes through other calls (delete, access) are not counted.
struct FaultyFile {
    var methods: UnsafePointer<sqlite3_io_methods>?
    var ownMethods: UnsafeMutablePointer<sqlite3_io_methods>?
    var path: UnsafeMutablePointer<CChar>?

    static func open(
        _ vfs: UnsafeMutablePointer<sqlite3_vfs>?,
        _ name: sqlite3_filename?,
        _ file: UnsafeMutablePointer<sqlite3_file>?,
        _ flags: Int32,
        _ outFlags: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let data = vfs?.pointee.pAppData, let file else { return SQLITE_CANTOPEN }
        let original = data.assumingMemoryBound(to: sqlite3_vfs.self)
        let code = original.pointee.xOpen(original, name, file, flags, outFlags)
        guard code == SQLITE_OK, let name, let methods = file.pointee.pMethods else { return code }
        let own = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        own.initialize(to: methods.pointee)
        let state = state(of: file)
        state.initialize(to: FaultyFile(methods: methods, ownMethods: own, path: strdup(name)))
        own.pointee.xWrite = { file, bytes, count, offset in
            FaultyFile.guarded(file, isSync: false) { $0.xWrite(file, bytes, count, offset) }
        }
        own.pointee.xSync = { file, flags in
            FaultyFile.guarded(file, isSync: true) { $0.xSync(file, flags) }
        }
        own.pointee.xTruncate = { file, size in
            FaultyFile.guarded(file, isSync: false) { $0.xTruncate(file, size) }
        }
        own.pointee.xClose = { file in FaultyFile.close(file) }
        file.pointee.pMethods = UnsafePointer(own)
        return code
    }

    private static func close(_ file: UnsafeMutablePointer<sqlite3_file>?) -> Int32 {
        guard let file else { return SQLITE_OK }
        let state = state(of: file)
        let (methods, own, path) = (
            state.pointee.methods, state.pointee.ownMethods, state.pointee.path
        )
        file.pointee.pMethods = methods
        let code = methods?.pointee.xClose(file) ?? SQLITE_OK
        file.pointee.pMethods = nil
        own?.deallocate()
        free(path)
        return code
    }

    private static func guarded(
        _ file: UnsafeMutablePointer<sqlite3_file>?,
        isSync: Bool,
        _ original: (sqlite3_io_methods) -> Int32
    ) -> Int32 {
        guard let file else { return SQLITE_IOERR }
        let state = state(of: file)
        if let path = state.pointee.path,
            let code = FaultyFiles.nextCode(for: String(cString: path), isSync: isSync)
        {
            return code
        }
        return state.pointee.methods.map { original($0.pointee) } ?? SQLITE_IOERR
    }

    /// Behind SQLite's own structure, whose size the first file system tells.
    private static func state(
        of file: UnsafeMutablePointer<sqlite3_file>
    ) -> UnsafeMutablePointer<FaultyFile> {
        (UnsafeMutableRawPointer(file) + originalSize).assumingMemoryBound(to: FaultyFile.self)
    }

    private static let originalSize: Int = {
        guard let faulty = sqlite3_vfs_find("faulty"), let data = faulty.pointee.pAppData else {
            return 0
        }
        return Int(data.assumingMemoryBound(to: sqlite3_vfs.self).pointee.szOsFile)
    }()
}
