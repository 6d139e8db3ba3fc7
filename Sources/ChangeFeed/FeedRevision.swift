public import Directory

/// What one revision changed, as subscribers are told of it; or a part of that, or several revisions as one.
///
/// It never changes: loops and subscribers share it. Rows stand in the order in which the log numbers them,
/// and each row's members in the order of their Entra ids, so a place in it means the same wherever the
/// revision was read from.
public final class FeedRevision: Sendable {
    /// The first revision it tells of: `number`, unless several were made one.
    public let first: Revision
    public let number: Revision
    /// The hash over the history up to and with `number`.
    public let chain: [UInt8]
    /// Whether it may have changed who may see what.
    public let changesPolicy: Bool
    /// When and why, for each revision it tells of.
    public let details: [RevisionDetails]
    /// The number of its first row within the revision; more than 0 for a later part.
    public let firstRow: Int
    /// No other part of the revision follows.
    public let isLast: Bool
    public let rows: [FeedRow]
    /// Everything that happened to the members of the rows is in it; else it has to be read from the store.
    public let isComplete: Bool
    /// About what it takes in memory.
    public let byteCount: Int

    public init(
        first: Revision? = nil,
        number: Revision,
        chain: [UInt8],
        changesPolicy: Bool,
        details: [RevisionDetails],
        firstRow: Int = 0,
        isLast: Bool = true,
        rows: [FeedRow],
        isComplete: Bool = true
    ) {
        self.first = first ?? number
        self.number = number
        self.chain = chain
        self.changesPolicy = changesPolicy
        self.details = details
        self.firstRow = firstRow
        self.isLast = isLast
        self.rows = rows
        self.isComplete = isComplete
        byteCount = rows.reduce(256) { $0 + $1.byteCount }
    }

    /// Whether it is one whole revision.
    public var isWhole: Bool { firstRow == 0 && isLast }
}

/// When and why a revision came about.
public struct RevisionDetails: Hashable, Sendable {
    public var revision: Revision
    public var time: Timestamp
    public var cause: Cause
    /// The run of a sync, as the contract writes it; empty for other causes.
    public var runID: String
    /// The key of the principal behind it; empty for the service itself.
    public var actor: String

    public init(revision: Revision, time: Timestamp, cause: Cause, runID: String, actor: String) {
        self.revision = revision
        self.time = time
        self.cause = cause
        self.runID = runID
        self.actor = actor
    }
}

/// What a revision changed of one documented group.
public struct FeedRow: Hashable, Sendable {
    /// The revision that changed it; the last one where several were made one.
    public var revision: Revision
    public var organization: OrganizationID
    /// The organization's id in the contract.
    public var organizationKey: String
    public var asset: AssetID
    public var publicID: GUID
    /// The encoded row before; `nil` when there was none.
    public var old: [UInt8]?
    /// The encoded row after; `nil` when it is gone.
    public var new: [UInt8]?
    public var mask: ChangeMask
    /// What became of its direct members, by Entra id.
    public var members: [MembershipEvent]

    public init(
        revision: Revision,
        organization: OrganizationID,
        organizationKey: String,
        asset: AssetID,
        publicID: GUID,
        old: [UInt8]?,
        new: [UInt8]?,
        mask: ChangeMask,
        members: [MembershipEvent] = []
    ) {
        self.revision = revision
        self.organization = organization
        self.organizationKey = organizationKey
        self.asset = asset
        self.publicID = publicID
        self.old = old
        self.new = new
        self.mask = mask
        self.members = members
    }

    /// About what it takes in memory.
    var byteCount: Int {
        160 + (old?.count ?? 0) + (new?.count ?? 0) + members.count * Self.memberBytes
    }

    private static let memberBytes = 176
}
