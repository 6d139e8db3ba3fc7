public import Access
public import Directory
public import Wire

/// Decides where a stream begins, and what has to be read from the store to know that.
public struct SubscriptionOpening: Sendable {
    private let plan: SubscriptionPlan
    private let point: Point
    /// Whether the group that the filter asks for was hidden when the subscriber got its token; `nil` without one.
    private let wasPrincipalHidden: Bool?

    /// Where the request wants to begin, its token checked.
    private enum Point: Sendable {
        case snapshot
        case tail
        case after(Revision)
        case resume(Revision, policy: Revision, chain: [UInt8])
    }

    /// Reads the start of a request.
    public init(
        _ request: V1.SubscribeRequest,
        plan: SubscriptionPlan,
        token: ResumeToken,
        principalKey: String
    ) throws(SubscriptionRefusal) {
        self.plan = plan
        var wasPrincipalHidden: Bool?
        switch request.start {
        case nil, .snapshot: point = .snapshot
        case .tail: point = .tail
        case .afterRevision(let number): point = .after(Revision(number))
        case .resume(let resume):
            wasPrincipalHidden = try token.check(
                resume.token,
                against: plan,
                principalKey: principalKey
            )
            // A snapshot that broke off begins again.
            point =
                resume.completeThrough == 0
                ? .snapshot
                : .resume(
                    Revision(resume.completeThrough),
                    policy: Revision(resume.policyRevision),
                    chain: resume.chain
                )
        }
        self.wasPrincipalHidden = wasPrincipalHidden
    }

    /// The revision that the stream begins after; `nil` for the present.
    public var revision: Revision? {
        switch point {
        case .snapshot, .tail: nil
        case .after(let revision), .resume(let revision, _, _): revision
        }
    }

    /// What only the store knows.
    public struct Question: Hashable, Sendable {
        public var revision: Revision
        /// What the caller could see under the policy of this revision.
        public var policy: Revision?
        /// Where the filter's principal was a member.
        public var principal: PrincipalFilter?
        public var organization: OrganizationID?
    }

    public struct Answer: Sendable {
        /// The hash over the history up to the revision.
        public var chain: [UInt8]
        /// `nil` when it was not asked for, or is forgotten.
        public var shown: VisibleSet?
        public var groups: PrincipalGroups?

        public init(chain: [UInt8], shown: VisibleSet?, groups: PrincipalGroups?) {
            self.chain = chain
            self.shown = shown
            self.groups = groups
        }
    }

    public enum Decision: Sendable {
        case start(Subscription.Start)
        case ask(Question)
    }

    /// Where to begin, or what to ask first.
    ///
    /// - Parameters:
    ///   - feed: The loop's.
    ///   - visible: What the caller may see now.
    ///   - answer: To the question before, if there was one.
    /// - Returns: The start, or what to ask.
    /// - Throws: Why there is no such stream.
    public func decide(
        _ feed: Feed,
        visible: VisibleSet,
        answer: Answer? = nil
    ) throws(SubscriptionRefusal) -> Decision {
        switch point {
        case .snapshot:
            return .start(.snapshot)
        case .tail:
            return .start(
                .following(
                    .init(
                        after: feed.head,
                        chain: feed.image.chain,
                        shown: visible,
                        policy: feed.policyRevision,
                        groups: groups(at: feed.head, feed)
                    )
                )
            )
        case .after(let revision):
            return try follow(feed, revision, visible: visible, policy: nil, chain: nil, answer)
        case .resume(let revision, let policy, let chain):
            return try follow(
                feed,
                revision,
                visible: visible,
                policy: policy,
                chain: chain,
                answer
            )
        }
    }

    private func follow(
        _ feed: Feed,
        _ revision: Revision,
        visible: VisibleSet,
        policy: Revision?,
        chain: [UInt8]?,
        _ answer: Answer?
    ) throws(SubscriptionRefusal) -> Decision {
        guard revision <= feed.head, policy ?? .none <= feed.head else {
            throw .futureRevision(current: feed.head)
        }
        if let chain, let known = feed.chain(at: revision) ?? answer?.chain, chain != known {
            throw .storeChanged
        }
        guard revision >= feed.logFloor else {
            if plan.resnapshots { return .start(.reset(.compacted)) }
            throw .compacted(floor: feed.logFloor, current: feed.head)
        }
        let isPolicyOld = policy.map { $0 < feed.policyRevision } ?? false
        let known = groups(at: revision, feed)
        let needsGroups = plan.filter.principal != nil && known == nil
        if answer == nil, isPolicyOld || needsGroups || feed.chain(at: revision) == nil {
            return .ask(
                Question(
                    revision: revision,
                    policy: isPolicyOld ? policy : nil,
                    principal: needsGroups ? plan.filter.principal : nil,
                    organization: needsGroups ? plan.filter.organizations?.first : nil
                )
            )
        }
        guard let chain = feed.chain(at: revision) ?? answer?.chain else { throw .failed }
        // Without knowing what it could see then, what it has may not stay.
        if isPolicyOld, answer?.shown == nil { return .start(.reset(.access)) }
        // What it has are the groups of a group that it could see then, or could not.
        if let wasPrincipalHidden, wasPrincipalHidden != plan.filter.hasHiddenPrincipal {
            return .start(.reset(.access))
        }
        return .start(
            .following(
                .init(
                    after: revision,
                    chain: chain,
                    shown: isPolicyOld ? answer?.shown ?? visible : visible,
                    policy: policy ?? feed.policyRevision,
                    groups: plan.filter.principal == nil ? nil : known ?? answer?.groups
                )
            )
        )
    }

    private func groups(at revision: Revision, _ feed: Feed) -> PrincipalGroups? {
        guard let principal = plan.filter.principal,
            let organization = plan.filter.organizations?.first
        else { return nil }
        return feed.groups(of: principal, in: organization, at: revision)
    }
}
