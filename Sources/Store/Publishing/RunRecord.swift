public import Directory

/// The number of a sync run, given out in the order in which runs began.
public typealias RunID = Interned<RunRecord>

/// One attempt to bring a tenant's documentation up to date.
public struct RunRecord: Hashable, Sendable {
    public var tenant: TenantID
    public var started: Timestamp
    public var ended: Timestamp?
    public var trigger: Trigger
    public var outcome: Outcome
    public var pageCount: UInt64
    public var objectCount: UInt64
    public var membershipCount: UInt64
    /// How many groups, users, devices and other objects it changed.
    public var changedCount: UInt64
    public var membershipsAdded: UInt64 = 0
    public var membershipsRemoved: UInt64 = 0
    /// It read everything, not only what had changed.
    public var isFull = false
    /// The first revision that it made; `nil` when it changed nothing.
    public var firstRevision: Revision?
    /// The last revision that it made; `nil` when it changed nothing.
    public var revision: Revision?
    /// What went wrong, for a person to read; empty when nothing did.
    public var message: String
    /// What kind of thing went wrong; `nil` when nothing did.
    public var errorClass: ErrorClass?
    public var groupsAdded: UInt64 = 0
    public var groupsChanged: UInt64 = 0
    public var groupsRemoved: UInt64 = 0
    /// What delta queries had not told and this run found: none, when all is well.
    public var findingCount: UInt64 = 0
    /// How long its phases took, in milliseconds.
    public var phases = Phases()
    /// What it cost.
    public var traffic = Traffic()

    public init(
        tenant: TenantID,
        started: Timestamp,
        ended: Timestamp? = nil,
        trigger: Trigger = .schedule,
        outcome: Outcome = .running,
        pageCount: UInt64 = 0,
        objectCount: UInt64 = 0,
        membershipCount: UInt64 = 0,
        changedCount: UInt64 = 0,
        revision: Revision? = nil,
        message: String = ""
    ) {
        self.tenant = tenant
        self.started = started
        self.ended = ended
        self.trigger = trigger
        self.outcome = outcome
        self.pageCount = pageCount
        self.objectCount = objectCount
        self.membershipCount = membershipCount
        self.changedCount = changedCount
        self.revision = revision
        self.message = message
    }

    public enum Trigger: UInt8, Hashable, Sendable, CaseIterable {
        case schedule = 1
        case request = 2
        case notification = 3
        /// Everything is read again, to find what delta queries have not told.
        case reconciliation = 4
    }

    /// What kind of thing went wrong, which says who can do something about it.
    public enum ErrorClass: UInt8, Hashable, Sendable, CaseIterable {
        /// The sign-in service refuses the application.
        case credentials = 1
        /// A permission or its consent is missing.
        case consent = 2
        /// Graph asked to wait for longer than a run does.
        case throttled = 3
        /// Graph or the network failed; it passes.
        case transient = 4
        /// An answer of Graph is not what it should be.
        case data = 5
        /// This server could not store something.
        case storage = 6
        /// The settings or the tenant do not allow it.
        case refused = 7
    }

    /// Milliseconds in each phase.
    public struct Phases: Hashable, Sendable {
        public var fetching: UInt64 = 0
        public var comparing: UInt64 = 0
        public var publishing: UInt64 = 0

        public init() {}
    }

    /// The requests of a run.
    public struct Traffic: Hashable, Sendable {
        /// Requests to Graph, each attempt counted; those for tokens are not among them.
        public var requestCount: UInt64 = 0
        public var retryCount: UInt64 = 0
        /// How often Graph or a failure made it wait, and for how long in all.
        public var waitCount: UInt64 = 0
        public var waitMilliseconds: UInt64 = 0
        /// What Graph counted against the tenant's quota.
        public var resourceUnits: UInt64 = 0
        /// Attempts that failed, the first `failuresMax` of them.
        public var failures: [Failure] = []

        public static let failuresMax = 20

        public init() {}
    }

    /// One attempt that failed: what Graph's support asks for.
    public struct Failure: Hashable, Sendable {
        public var operation: String
        /// 0: there was no answer.
        public var status: UInt32
        public var code: String
        public var requestID: String

        public init(operation: String, status: UInt32, code: String, requestID: String) {
            self.operation = operation
            self.status = status
            self.code = code
            self.requestID = requestID
        }
    }

    public enum Outcome: UInt8, Hashable, Sendable, CaseIterable {
        case running = 1
        case succeeded = 2
        case failed = 3
        /// Complete, but its differences are held back.
        case held = 4
        case cancelled = 5
    }
}

/// One line of a run's own log: what it did to one group, or what it met.
public struct RunNote: Hashable, Sendable {
    public var run: RunID
    public var asset: AssetID?
    public var mask: ChangeMask
    public var note: String

    public init(run: RunID, asset: AssetID?, mask: ChangeMask, note: String = "") {
        self.run = run
        self.asset = asset
        self.mask = mask
        self.note = note
    }
}

extension RunRecord.Traffic {
    func write(to writer: inout ByteWriter) {
        for count in [requestCount, retryCount, waitCount, waitMilliseconds, resourceUnits] {
            writer.number(count)
        }
        writer.number(failures.count)
        for failure in failures {
            writer.text(failure.operation)
            writer.number(UInt64(failure.status))
            writer.text(failure.code)
            writer.text(failure.requestID)
        }
    }

    init(from reader: inout ByteReader) {
        self.init()
        requestCount = reader.number()
        retryCount = reader.number()
        waitCount = reader.number()
        waitMilliseconds = reader.number()
        resourceUnits = reader.number()
        let count = reader.count()
        for _ in 0..<count {
            let operation = reader.text()
            let status = reader.number32()
            let code = reader.text()
            failures.append(
                RunRecord.Failure(
                    operation: operation,
                    status: status,
                    code: code,
                    requestID: reader.text()
                )
            )
        }
    }
}

extension RunRecord: StoredValue {
    static var codingVersion: UInt8 { 2 }

    func write(to writer: inout ByteWriter) {
        writer.interned(tenant)
        writer.timestamp(started)
        writer.timestamp(ended)
        writer.byte(trigger.rawValue)
        writer.byte(outcome.rawValue)
        writer.number(pageCount)
        writer.number(objectCount)
        writer.number(membershipCount)
        writer.number(changedCount)
        writer.flag(revision != nil)
        if let revision { writer.number(revision.number) }
        writer.text(message)
        writer.number(membershipsAdded)
        writer.number(membershipsRemoved)
        writer.flag(isFull)
        writer.number(firstRevision?.number ?? 0)
        writer.byte(errorClass?.rawValue ?? 0)
        for count in [groupsAdded, groupsChanged, groupsRemoved, findingCount] {
            writer.number(count)
        }
        for duration in [phases.fetching, phases.comparing, phases.publishing] {
            writer.number(duration)
        }
        traffic.write(to: &writer)
    }

    static func read(from reader: inout ByteReader) -> RunRecord {
        let tenant = reader.interned(as: TenantID.self)
        var run = RunRecord(tenant: tenant, started: reader.timestamp())
        run.ended = reader.optionalTimestamp()
        run.trigger = reader.choice(Trigger.schedule)
        run.outcome = reader.choice(Outcome.failed)
        run.pageCount = reader.number()
        run.objectCount = reader.number()
        run.membershipCount = reader.number()
        run.changedCount = reader.number()
        run.revision = reader.flag() ? Revision(reader.number()) : nil
        run.message = reader.text()
        run.membershipsAdded = reader.number()
        run.membershipsRemoved = reader.number()
        run.isFull = reader.flag()
        let first: UInt64 = reader.number()
        run.firstRevision = first > 0 ? Revision(first) : nil
        guard reader.version >= 2 else { return run }
        let errorClass = reader.byte()
        run.errorClass = ErrorClass(rawValue: errorClass)
        if errorClass != 0, run.errorClass == nil { reader.fail() }
        run.groupsAdded = reader.number()
        run.groupsChanged = reader.number()
        run.groupsRemoved = reader.number()
        run.findingCount = reader.number()
        run.phases.fetching = reader.number()
        run.phases.comparing = reader.number()
        run.phases.publishing = reader.number()
        run.traffic = Traffic(from: &reader)
        return run
    }
}
