public import Wire

/// What a subscription tells its owner, in order.
public enum SubscriptionEvent: Equatable, Sendable {
    /// The server answers: a stream begins, or goes on where the last one ended.
    case opened(V1.Opened)
    /// What is known is void: the rows of a snapshot follow, to be taken in place of it.
    case began(SnapshotReason)
    /// Some rows of the snapshot, by organization.
    case snapshotRows([V1.OrganizationRows])
    /// The snapshot is whole: from here on the owner knows everything that it asked for.
    case snapshotEnded(V1.SnapshotEnd)
    /// Whole revisions, never a part of one.
    case changes(SubscriptionChanges)
    /// Nothing of what was asked for has changed; the point may have moved.
    case progress
    /// The server ends the stream in order; if it only goes down, the next one follows by itself.
    case closing(V1.Closing)
    /// The stream broke off; the next attempt follows after the delay.
    case disconnected(ClientError, retryAfter: Duration)
}

/// Why a snapshot begins.
public enum SnapshotReason: Equatable, Sendable {
    /// It was asked for.
    case requested
    /// The one before broke off.
    case interrupted
    /// The server's log begins after the point that was known.
    case compacted
    /// What the caller may see has become less while the snapshot came.
    case accessChanged
    /// The store is another, or an older copy.
    case storeChanged
}

/// The changes of the revisions from `fromRevision` to `toRevision`.
public struct SubscriptionChanges: Equatable, Sendable {
    public var fromRevision: UInt64
    public var toRevision: UInt64
    public var rows: [V1.RowChange]
    public var members: [V1.MemberChange]
    /// When and why each revision came about that is told of.
    public var revisions: [V1.RevisionInfo]

    public init(
        fromRevision: UInt64,
        toRevision: UInt64,
        rows: [V1.RowChange] = [],
        members: [V1.MemberChange] = [],
        revisions: [V1.RevisionInfo] = []
    ) {
        self.fromRevision = fromRevision
        self.toRevision = toRevision
        self.rows = rows
        self.members = members
        self.revisions = revisions
    }
}

/// One event, and where to go on once it has been applied.
public struct SubscriptionStep: Equatable, Sendable {
    public var event: SubscriptionEvent
    /// What to keep, together with what follows from the event; `nil` while a snapshot is not whole.
    public var point: V1.ResumePoint?

    public init(_ event: SubscriptionEvent, point: V1.ResumePoint?) {
        self.event = event
        self.point = point
    }
}
