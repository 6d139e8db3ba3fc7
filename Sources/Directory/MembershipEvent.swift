/// What became of one direct member of a documented group in one revision.
///
/// It speaks of what member lists show: an object in the recycle bin is no member there.
public struct MembershipEvent: Hashable, Sendable {
    public enum Kind: UInt8, Hashable, Sendable {
        case added = 1
        case removed = 2
        /// It counts as another of the platform's records than before.
        case matchChanged = 3
    }

    public var kind: Kind
    public var entraID: GUID
    public var type: ObjectType
    /// The display name in Entra; empty while it is not known.
    public var name: String
    /// How it stood before the revision; `nil` for one that came.
    public var old: MatchStanding?
    /// How it stands from the revision on; `nil` for one that went.
    public var new: MatchStanding?

    public init(
        kind: Kind,
        entraID: GUID,
        type: ObjectType,
        name: String,
        old: MatchStanding?,
        new: MatchStanding?
    ) {
        self.kind = kind
        self.entraID = entraID
        self.type = type
        self.name = name
        self.old = old
        self.new = new
    }

    /// Tells what became of a member from how it stood and stands; `nil` when that is the same record, or
    /// it was not and is not a member.
    public init?(
        entraID: GUID,
        type: ObjectType,
        name: String,
        old: MatchStanding?,
        new: MatchStanding?
    ) {
        let kind: Kind
        switch (old, new) {
        case (nil, nil): return nil
        case (nil, _): kind = .added
        case (_, nil): kind = .removed
        case (let old?, let new?):
            guard old.record?.externalID != new.record?.externalID else { return nil }
            kind = .matchChanged
        }
        self.init(kind: kind, entraID: entraID, type: type, name: name, old: old, new: new)
    }
}

/// How a member's match is shown once the rules for counting it have been applied.
public struct MatchStanding: Hashable, Sendable {
    public enum State: UInt8, Hashable, Sendable {
        /// Not a user or a device.
        case none = 0
        case matched = 1
        case ambiguous = 2
        case unmatched = 3
        case ignored = 4
    }

    public var state: State
    public var stage: MatchStage?
    /// The contact or configuration; present if and only if matched.
    public var record: MatchedRecord?

    public init(state: State, stage: MatchStage? = nil, record: MatchedRecord? = nil) {
        self.state = state
        self.stage = stage
        self.record = record
    }

    /// The standing of an object of `type` whose match shows as `match`, with the record it names.
    public init(of type: ObjectType, _ match: Match, record: MatchedRecord?) {
        switch type {
        case .user, .device:
            switch match {
            case .matched(_, let stage): self.init(state: .matched, stage: stage, record: record)
            case .ambiguous(_, let stage): self.init(state: .ambiguous, stage: stage)
            case .unmatched: self.init(state: .unmatched)
            case .ignored: self.init(state: .ignored)
            }
        case .group, .servicePrincipal, .organizationalContact, .unknown:
            self.init(state: .none)
        }
    }
}

/// A contact or a configuration as changes name it.
public struct MatchedRecord: Hashable, Sendable {
    public var externalID: String
    public var name: String

    public init(externalID: String, name: String) {
        self.externalID = externalID
        self.name = name
    }
}
