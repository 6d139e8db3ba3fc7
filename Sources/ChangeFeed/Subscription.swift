public import Access
public import Directory
public import Wire

/// Where one subscriber stands; each event changes that, and each question yields one action.
///
///     opening ──▶ snapshot ──▶ following ──▶ ended
///        │           ▲ │           │  ▲
///        │           │ └─▶ resetting  │
///        └───────────┴──────────┘─────┘
///
/// It is asked for the next message when the subscriber's window has room, and holds no more than its place in
/// the log: whatever is told is read from the loop's `Feed`.
public struct Subscription {
    public private(set) var plan: SubscriptionPlan
    /// The first message; its token is the one that holds for what the subscriber has.
    var opened: V1.Opened
    /// The token from the next snapshot on.
    var token: [UInt8]
    var phase: Phase
    /// What the subscriber may see now.
    var visible: VisibleSet
    /// What it could see when it was told what it was told, and the policy that says so.
    var shown: VisibleSet
    var shownPolicy: Revision
    /// The first revision for which `shown` may no longer hold, while it differs from `visible`.
    var changedAt: Revision
    var position: FeedPosition
    var chain: [UInt8]
    var groups: PrincipalGroups?
    var detailed: Set<Revision> = []
    /// What it shares with others; `nil` while a change of access or a revision of its own is under way, or not looked up yet.
    var shape: StreamShape?
    /// The revision under way where it cannot be looked up: merged, or with a change of access.
    var unit: Unit?
    /// The last `complete_through` that was sent.
    var told: Revision = .none
    var isBookmarkDue = false
    var ending: Ending?

    /// Where a stream begins.
    public enum Start: Sendable {
        case snapshot
        /// A snapshot, because the log does not reach back to where the subscriber was, or for another reason.
        case reset(V1.ResetReason)
        case following(Following)
    }

    /// Where a subscriber that has rows already goes on.
    public struct Following: Sendable {
        public var after: Revision
        /// The hash over the history up to there.
        public var chain: [UInt8]
        /// What it could see when it was told its rows, and the policy that says so.
        public var shown: VisibleSet
        public var policy: Revision
        /// Where the filter's principal was a member; `nil` without such a filter.
        public var groups: PrincipalGroups?

        public init(
            after: Revision,
            chain: [UInt8],
            shown: VisibleSet,
            policy: Revision,
            groups: PrincipalGroups?
        ) {
            self.after = after
            self.chain = chain
            self.shown = shown
            self.policy = policy
            self.groups = groups
        }
    }

    enum Phase {
        case opening(Start)
        case resetting(V1.ResetReason)
        case snapshot(SnapshotProgress)
        case following
        case ended
    }

    /// A revision that is told from a copy of its own, kept until it has been told whole.
    struct Unit {
        var revision: FeedRevision
        /// What the subscriber may see once it is told.
        var visible: VisibleSet
        var policy: Revision
        /// The first revision that changed that, while the unit was told.
        var changedAt: Revision?
    }

    enum Ending {
        /// Says goodbye first.
        case drain(retryAfterMilliseconds: UInt32)
        /// Says where the stream stands first.
        case expiry
        case now(SubscriptionEnd)
    }

    /// A subscription that has told nothing yet.
    ///
    /// - Parameters:
    ///   - plan: What was asked for.
    ///   - start: Where to begin.
    ///   - opened: The first message, as far as the server knows it better: ids, version, and the token of what the
    ///     subscriber has.
    ///   - token: That of a stream that begins now, where it is another.
    ///   - visible: What the subscriber may see now.
    public init(
        _ plan: SubscriptionPlan,
        from start: Start,
        opened: V1.Opened,
        token: [UInt8]? = nil,
        visible: VisibleSet
    ) {
        self.plan = plan
        self.opened = opened
        self.token = token ?? opened.token
        self.visible = visible
        phase = .opening(start)
        switch start {
        case .snapshot, .reset:
            shown = visible
            shownPolicy = .none
            changedAt = .none
            position = FeedPosition(after: .none)
            chain = []
        case .following(let following):
            shown = following.shown
            shownPolicy = following.policy
            changedAt = following.policy.next
            position = FeedPosition(after: following.after)
            chain = following.chain
            groups = following.groups
        }
    }

    // MARK: Events

    /// What the subscriber may see became another with `revision`.
    public mutating func accessChanged(to visible: VisibleSet, at revision: Revision) {
        guard visible != self.visible else { return }
        if unit != nil {
            if unit?.visible == self.visible, unit?.changedAt == nil { unit?.changedAt = revision }
        } else if shown == self.visible {
            changedAt = revision
        }
        self.visible = visible
        shape = nil
        if case .snapshot(let progress) = phase, !visible.includes(progress.visible) {
            phase = .resetting(.access)
        }
    }

    /// The filter's principal cannot be seen any more, or can again: the stream begins again with its groups.
    ///
    /// - Parameters:
    ///   - principal: As it is seen now.
    ///   - token: That of a stream that begins now.
    public mutating func principalChanged(to principal: PrincipalFilter?, token: [UInt8]) {
        guard principal != plan.filter.principal else { return }
        plan.filter.principal = principal
        self.token = token
        shape = nil
        switch phase {
        case .opening(.following(_)): phase = .opening(.reset(.access))
        case .snapshot, .following: phase = .resetting(.access)
        case .opening, .resetting, .ended: break
        }
    }

    /// Nothing was sent for a while, or the deadline is near.
    public mutating func bookmarkDue() { isBookmarkDue = true }

    /// The server goes down.
    public mutating func drain(retryAfterMilliseconds: UInt32) {
        if ending == nil { ending = .drain(retryAfterMilliseconds: retryAfterMilliseconds) }
    }

    /// The subscriber's credential is over.
    public mutating func credentialExpired() {
        if case .now = ending { return }
        ending = .expiry
    }

    /// The stream has to end without another word.
    public mutating func end(_ reason: SubscriptionEnd) { ending = .now(reason) }

    // MARK: State

    public var isEnded: Bool { if case .ended = phase { true } else { false } }

    /// Whether everything there is has been told, so that only a publish brings more.
    public func isLive(_ feed: Feed) -> Bool {
        guard case .following = phase else { return false }
        return unit == nil && position.isAtBoundary && position.complete == feed.head
    }

    /// How far the subscriber is behind.
    public func lag(_ feed: Feed) -> SubscriptionLag {
        guard case .following = phase else {
            // Of a snapshot that is under way: what was published since it began.
            guard case .snapshot(let progress) = phase else { return SubscriptionLag() }
            return SubscriptionLag(after: progress.image.revision, feed)
        }
        return SubscriptionLag(after: position.complete, feed)
    }

    /// Everything up to and with this revision has been told, or concerns the subscriber not at all.
    public var completeThrough: Revision { position.complete }
}

/// What the owner of a subscription does next.
public enum SubscriptionStep: Equatable {
    case send([UInt8])
    /// Ask again soon: enough was done for one turn.
    case again
    /// There is nothing to tell.
    case wait
    /// Read the log from here, hand it to the feed, and ask again.
    case read(FeedPosition)
    case end(SubscriptionEnd)
}

/// Why a subscription ends.
public enum SubscriptionEnd: Hashable, Sendable {
    case reachedUntil
    case draining(retryAfterMilliseconds: UInt32)
    case compacted(floor: Revision, current: Revision)
    case accessWithdrawn
    /// Groups are no longer documented for anyone.
    case featureSwitchedOff
    case credentialExpired
    /// The log cannot be read.
    case failed
}
