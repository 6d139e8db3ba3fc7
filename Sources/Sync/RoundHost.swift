public import Directory
public import Graph
public import Store

/// What a round publishes through, on the writer's thread.
public protocol RoundPublisher: AnyObject {
    var store: Store { get }

    /// Takes the changes to the next revision, in one publish; none is made when they change nothing.
    func publish(_ changes: [Change], of round: RoundWrites) throws(StoreError)
        -> Published
}

/// What a publish of a round stores beside its changes.
public struct RoundWrites: Sendable {
    public var run: RunID
    /// Where the tenant's streams stand from here on: in the round's last publish only.
    public var state: (tenant: TenantID, state: TenantState)?
    /// The run's record, when it has changed.
    public var record: RunRecord?
    /// Nothing of the tenant has been observed before, so nothing of it counts as changed.
    public var isFirstImport: Bool

    public init(
        run: RunID,
        state: (tenant: TenantID, state: TenantState)? = nil,
        record: RunRecord? = nil,
        isFirstImport: Bool = false
    ) {
        self.run = run
        self.state = state
        self.record = record
        self.isFirstImport = isFirstImport
    }
}

/// What a round needs of the service around it.
public protocol RoundHost: Sendable {
    /// What the round of `tenant` starts from, read at this moment.
    func prepare(_ tenant: TenantID) async throws(RoundError) -> RoundSetup

    /// Runs one bounded step on the writer's thread.
    func step<Value: Sendable>(
        _ body: @escaping @Sendable (any RoundPublisher) throws(StoreError) -> Value
    ) async throws(RoundError) -> Value

    /// Tells whoever watches how far the round has come.
    func report(_ progress: SyncProgress)
}

/// What one round starts from.
public struct RoundSetup: Sendable {
    public var tenant: Tenant
    public var integration: Integration
    public var client: GraphClient
    public var staging: StagingFile
    public var state: TenantState

    public init(
        tenant: Tenant,
        integration: Integration,
        client: GraphClient,
        staging: StagingFile,
        state: TenantState
    ) {
        self.tenant = tenant
        self.integration = integration
        self.client = client
        self.staging = staging
        self.state = state
    }
}

/// Why a round did not reach its end; whatever was published before it stands.
public enum RoundError: Error, Sendable, CustomStringConvertible {
    case graph(GraphError)
    case store(StoreError)
    /// What stands in the way, and what to do about it.
    case refused(String)
    case stopped

    /// The server is stopping, wherever that was noticed first.
    var wasStopped: Bool {
        switch self {
        case .stopped: true
        case .graph(let error): error.kind == .cancelled
        case .store, .refused: false
        }
    }

    public var description: String {
        switch self {
        case .graph(let error): error.description
        case .store(let error): error.description
        case .refused(let reason): reason
        case .stopped: "the server is stopping; the next start goes on from the last page"
        }
    }
}
