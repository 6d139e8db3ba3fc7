public import Directory

/// What one page of a delta stream said, in the order in which it said it.
public struct StagedPage: Hashable, Sendable {
    public var objects: [StagedObject]
    public var memberships: [StagedMembership]

    public init(objects: [StagedObject] = [], memberships: [StagedMembership] = []) {
        self.objects = objects
        self.memberships = memberships
    }
}

/// What a page ends with.
public enum PageEnd: Hashable, Sendable {
    /// There is more behind this link.
    case next(String)
    /// Everything was told, and what has changed since then follows behind this delta link.
    case catchUp(String)
    /// The round is complete; the next one begins with this link.
    case delta(String)
}

/// One object, as far as the round has spoken of it.
public struct StagedObject: Hashable, Sendable {
    public var id: GUID
    public var removal: Removal
    public var fields: StagedFields
    /// It came with what a round that enumerates everything caught up with: what belongs to it was not enumerated.
    public var isLate: Bool

    public init(
        id: GUID,
        removal: Removal = .none,
        fields: StagedFields = StagedFields(),
        isLate: Bool = false
    ) {
        self.id = id
        self.removal = removal
        self.fields = fields
        self.isLate = isLate
    }

    /// What `@removed` said when the object was last spoken of.
    public enum Removal: UInt8, Hashable, Sendable {
        /// No such annotation: the object is there.
        case none = 0
        /// It can be restored.
        case changed = 1
        /// It is gone for good.
        case deleted = 2
    }
}

/// The last that a round said of one membership.
public struct StagedMembership: Hashable, Sendable {
    public var group: GUID
    public var member: GUID
    /// The member's `@odata.type`, verbatim; empty when there was none.
    public var odataType: String
    /// `false` when it was removed, whatever the reason.
    public var isMember: Bool

    public init(group: GUID, member: GUID, odataType: String, isMember: Bool) {
        self.group = group
        self.member = member
        self.odataType = odataType
        self.isMember = isMember
    }
}

/// A group of which a round named members.
public struct StagedGroup: Hashable, Sendable {
    public var id: GUID
    /// Sorted by member.
    public var memberships: [StagedMembership]
}

/// How far one stream has come in the present round.
public struct StagedRound: Hashable, Sendable {
    public var stream: DirectoryStream
    /// Everything is enumerated; what is not named is gone.
    public var isFull: Bool
    public var started: Timestamp
    /// The link that the round began with.
    public var startLink: String
    /// The link to go on with; `nil` when the round is complete.
    public var nextLink: String?
    /// The link that the next round begins with; `nil` until the round is complete.
    public var deltaLink: String?
    /// When the delta link came.
    public var ended: Timestamp?
    public var pageCount: Int
    /// It has reached a delta link and goes on from there with what has changed meanwhile.
    public var isCatchingUp: Bool
    /// How many objects and memberships came, repeats included.
    public var objectCount: Int
    public var membershipCount: Int

    /// A round that has not received anything yet.
    public init(stream: DirectoryStream, isFull: Bool, startLink: String, started: Timestamp) {
        self.stream = stream
        self.isFull = isFull
        self.started = started
        self.startLink = startLink
        nextLink = startLink
        deltaLink = nil
        ended = nil
        pageCount = 0
        isCatchingUp = false
        objectCount = 0
        membershipCount = 0
    }

    public var isComplete: Bool { deltaLink != nil }
}
