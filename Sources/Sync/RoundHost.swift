public import Directory
public import Graph
public import Store

/// What a round publishes through, on the writer's thread.
public protocol RoundPublisher: AnyObject {
    var store: Store { get }

    /// Takes the changes to the next revision, in one publish; none is made when they change nothing.
    func publish(_ changes: [Change], of round: RoundWrites) throws(StoreError)
        -> RoundPublished

    /// What publishing `changes` would take away from the documentation of `tenant`, were nothing of it held back.
    func loss(
        from changes: [Change],
        of tenant: TenantID,
        comesFromPending: Bool
    ) throws(StoreError) -> Loss

    /// What tells at each group of `tenant` why it could not be read, and takes that away where `endsOthers`.
    func changes(
        noting errors: [ObjectID: String],
        of tenant: TenantID,
        endsOthers: Bool
    ) -> [Change]

    /// How much is documented of `tenant` and followed: what a loss is measured by.
    func extent(of tenant: TenantID) -> Extent
}

/// What one publish of a round did.
public struct RoundPublished: Sendable {
    public var published: Published
    public var groupsAdded: UInt64
    public var groupsChanged: UInt64
    public var groupsRemoved: UInt64

    public init(
        _ published: Published,
        groupsAdded: UInt64 = 0,
        groupsChanged: UInt64 = 0,
        groupsRemoved: UInt64 = 0
    ) {
        self.published = published
        self.groupsAdded = groupsAdded
        self.groupsChanged = groupsChanged
        self.groupsRemoved = groupsRemoved
    }
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
    /// Whose pending differences are dropped before anything is stored.
    public var dropsPending: TenantID?
    /// Of how many groups the run's own log tells what this publish changed.
    public var notesMax: Int
    /// The changes are what waits: the memberships of whatever is gone have ended there already.
    public var comesFromPending: Bool

    public init(
        run: RunID,
        state: (tenant: TenantID, state: TenantState)? = nil,
        record: RunRecord? = nil,
        isFirstImport: Bool = false,
        dropsPending: TenantID? = nil,
        notesMax: Int = 0,
        comesFromPending: Bool = false
    ) {
        self.run = run
        self.state = state
        self.record = record
        self.isFirstImport = isFirstImport
        self.dropsPending = dropsPending
        self.notesMax = notesMax
        self.comesFromPending = comesFromPending
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
    public var policy: SyncPolicy

    public init(
        tenant: Tenant,
        integration: Integration,
        client: GraphClient,
        staging: StagingFile,
        state: TenantState,
        policy: SyncPolicy = SyncPolicy()
    ) {
        self.tenant = tenant
        self.integration = integration
        self.client = client
        self.staging = staging
        self.state = state
        self.policy = policy
    }

    /// For how long the round waits, once it is complete, before it becomes visible.
    var visibilityDelaySeconds: Int64 {
        integration.visibilityDelaySeconds.map(Int64.init) ?? policy.visibilityDelaySeconds
    }
}

/// Why a round did not reach its end; whatever was published before it stands.
public enum RoundError: Error, Sendable, CustomStringConvertible {
    case graph(GraphError)
    case store(StoreError)
    /// What stands in the way, and what to do about it.
    case refused(String)
    case stopped
    /// What was received is complete and becomes visible at that time: the round goes on then.
    case putOff(until: Timestamp)

    /// The server is stopping, wherever that was noticed first.
    var wasStopped: Bool {
        switch self {
        case .stopped: true
        case .graph(let error): error.kind == .cancelled
        case .store, .refused, .putOff: false
        }
    }

    /// What kind of thing went wrong; `nil` when nothing did.
    public var errorClass: RunRecord.ErrorClass? {
        switch self {
        case .graph(let error): error.errorClass
        case .store: .storage
        case .refused: .refused
        case .stopped, .putOff: nil
        }
    }

    /// When Graph is willing again, as far as it said so.
    func retryAt(now: Timestamp) -> Timestamp? {
        guard case .graph(let error) = self, case .throttled(let seconds?) = error.kind else {
            return nil
        }
        return Timestamp(milliseconds: now.milliseconds + Int64(seconds) * 1000)
    }

    public var description: String {
        switch self {
        case .graph(let error): error.description
        case .store(let error): error.description
        case .refused(let reason): reason
        case .stopped: "the server is stopping; the next start goes on from the last page"
        case .putOff: "what was received becomes visible later, as the settings say"
        }
    }
}

extension GraphError {
    /// What kind of thing went wrong, which says who can do something about it.
    var errorClass: RunRecord.ErrorClass? {
        switch kind {
        case .credentials: .credentials
        case .consent: .consent
        case .throttled: .throttled
        case .transient, .notFound, .resync, .pageTokenExpired: .transient
        case .data, .request: .data
        case .notTrusted, .forbiddenHost: .refused
        case .cancelled: nil
        }
    }
}
