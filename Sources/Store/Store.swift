public import Directory
import Synchronization

/// Everything that the service keeps, in one directory: published whole, read whole.
///
/// The directory has one store in one process. A publish is durable when it returns, or changed
/// nothing. Calls from several threads wait for one another; the writer's thread is meant to make
/// them, and a `ReadPool` to read beside it.
public final class Store: Sendable {
    public let path: String
    /// Sixteen random bytes, made with the file: two stores never share them.
    public let storeID: [UInt8]
    let connection: Connection
    let identities: IdentityCache
    private let directory: DataDirectory
    private let head: Mutex<StoreHead>

    /// Opens the store in `directory`, which is made when it is not there yet.
    public init(directory path: String, options: StoreOptions = StoreOptions()) throws(StoreError) {
        self.path = path
        directory = try DataDirectory(path: path)
        connection = try StoreFile.open(directory.file(StoreFile.name), options: options)
        identities = IdentityCache(capacity: StoreLimits.cachedIdentitiesMax)
        let (storeID, head) = try connection.perform("reading the newest revision") {
            session throws(StoreError) in
            (try StoreFile.storeID(session), try StoreFile.head(session))
        }
        self.storeID = storeID
        self.head = Mutex(head)
    }

    /// The newest revision, its chain and the floors.
    public var newest: StoreHead { head.withLock { $0 } }

    /// Reads through the writer's own connection; `body` sees one unchanging state.
    ///
    /// It may not call the store itself, which serves one caller at a time.
    ///
    ///     let image = try store.read { reader throws(StoreError) in
    ///         try reader.image(of: organization)
    ///     }
    public func read<Value>(
        _ body: (StoreReader) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try connection.perform("reading") { session throws(StoreError) in
            try session.read { () throws(StoreError) in try body(StoreReader(session: session)) }
        }
    }

    /// A pool of `count` threads, each with a connection that reads beside the writer.
    public func makeReadPool(threads count: Int) throws(StoreError) -> ReadPool {
        try ReadPool(path: directory.file(StoreFile.name), threads: count)
    }

    /// The staging file of a tenant, made anew when there is none or when it is damaged.
    public func openStaging(for tenant: GUID) throws(StoreError) -> StagingFile {
        try StagingFile(directory: directory, tenant: tenant)
    }

    /// Closes the file and gives the directory up; every later call fails.
    ///
    /// Pools and staging files are closed before.
    public func close() {
        connection.close()
        directory.release()
    }

    /// Makes the `step`-th SQL step from now on fail, once: how tests reach every point of failure.
    package func injectFault(atStep step: Int) throws(StoreError) {
        try connection.perform("injecting a fault") { session in
            session.context.stepsUntilFault = step
        }
    }

    func moved(to newHead: StoreHead) {
        head.withLock { $0 = newHead }
    }
}

/// How to open a store.
public struct StoreOptions: Hashable, Sendable {
    /// Every page is checked at the start, however large the file; otherwise only smaller files are.
    public var checksWholeFile: Bool

    public init(checksWholeFile: Bool = false) {
        self.checksWholeFile = checksWholeFile
    }
}

/// Where a store stands.
public struct StoreHead: Hashable, Sendable {
    public var revision: Revision
    public var chain: Chain
    /// The oldest revision that a subscription can resume from.
    public var logFloor: Revision
    /// The oldest revision that can still be read.
    public var historyFloor: Revision
}
