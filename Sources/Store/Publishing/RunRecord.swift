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

extension RunRecord: StoredValue {
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
        return run
    }
}
