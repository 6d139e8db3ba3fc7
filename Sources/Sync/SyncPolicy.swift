public import Directory
import Store

/// What the operator decided about rounds.
public struct SyncPolicy: Hashable, Sendable {
    public var hold: HoldThreshold
    /// Seconds from one round that reads everything to the next; 0 for none.
    public var reconciliationSeconds: Int64
    /// Groups that are compared with their own lists of members, once a day; 0 for none.
    public var sampledGroups: Int
    /// Seconds for which a complete round waits before it becomes visible, where its integration says nothing.
    public var visibilityDelaySeconds: Int64
    /// Objects of a stream that a first import shows together, while it still receives.
    public var shownObjects: Int
    /// A first import lists everything, many groups at once, instead of following delta queries from their beginning.
    public var listsAtFirst: Bool

    public init(
        hold: HoldThreshold = HoldThreshold(),
        reconciliationSeconds: Int64 = 7 * 86_400,
        sampledGroups: Int = 20,
        visibilityDelaySeconds: Int64 = 0,
        shownObjects: Int = 2000,
        listsAtFirst: Bool = false
    ) {
        self.hold = hold
        self.reconciliationSeconds = reconciliationSeconds
        self.sampledGroups = sampledGroups
        self.visibilityDelaySeconds = visibilityDelaySeconds
        self.shownObjects = shownObjects
        self.listsAtFirst = listsAtFirst
    }

    /// Whether everything of a tenant is to be read again.
    func isReconciliationDue(_ state: TenantState, of tenant: GUID, at now: Timestamp) -> Bool {
        guard reconciliationSeconds > 0, !state.isImporting, let last = state.lastFullRound else {
            return false
        }
        let spread = min(SyncLimits.reconciliationSpreadSeconds, reconciliationSeconds)
        let early = Int64((tenant.high ^ tenant.low) % UInt64(max(1, spread / 7)))
        return now.milliseconds - last.milliseconds >= (reconciliationSeconds - early) * 1000
    }
}

/// Past which a round's losses are held back until a person has looked at them.
///
/// A loss is large when it is large in number *and* in share, of groups or of memberships.
public struct HoldThreshold: Hashable, Sendable {
    public var groups: UInt64
    public var groupsPercent: UInt64
    public var memberships: UInt64
    public var membershipsPercent: UInt64

    public init(
        groups: UInt64 = 20,
        groupsPercent: UInt64 = 10,
        memberships: UInt64 = 1000,
        membershipsPercent: UInt64 = 20
    ) {
        self.groups = groups
        self.groupsPercent = groupsPercent
        self.memberships = memberships
        self.membershipsPercent = membershipsPercent
    }

    func isPassed(by loss: Loss, of extent: Extent) -> Bool {
        let orphaned = UInt64(loss.orphaned.count)
        let removed = loss.membershipsRemoved
        return orphaned > groups && orphaned * 100 > extent.groupCount * groupsPercent
            || removed > memberships && removed * 100 > extent.membershipCount * membershipsPercent
    }

    /// Whether a loss of at most so many could pass it at all.
    func canBePassed(groups: UInt64, memberships: UInt64) -> Bool {
        groups > self.groups || memberships > self.memberships
    }
}

/// What a publish would take away from what is documented and followed.
public struct Loss: Hashable, Sendable {
    /// Groups that would be orphaned.
    public var orphaned: Set<ObjectID>
    /// Memberships that would end, by group.
    public var removed: [ObjectID: UInt64]

    public init(orphaned: Set<ObjectID> = [], removed: [ObjectID: UInt64] = [:]) {
        self.orphaned = orphaned
        self.removed = removed
    }

    public var membershipsRemoved: UInt64 { removed.values.reduce(0, +) }

    mutating func add(_ other: Loss) {
        orphaned.formUnion(other.orphaned)
        removed.merge(other.removed, uniquingKeysWith: +)
    }

    /// What is kept of it while it is held back.
    func summary(of run: RunID, extent: Extent) -> HoldSummary {
        let groups = orphaned.union(removed.keys).sorted { left, right in
            let (isLeftGone, isRightGone) = (orphaned.contains(left), orphaned.contains(right))
            if isLeftGone != isRightGone { return isLeftGone }
            let (leftCount, rightCount) = (removed[left] ?? 0, removed[right] ?? 0)
            return leftCount != rightCount ? leftCount > rightCount : left < right
        }
        return HoldSummary(
            run: run,
            groupsOrphaned: UInt64(orphaned.count),
            groupCount: extent.groupCount,
            membershipsRemoved: membershipsRemoved,
            membershipCount: extent.membershipCount,
            samples: groups.prefix(HoldSummary.samplesMax).map { group in
                HoldSummary.Sample(
                    group: group,
                    isOrphaned: orphaned.contains(group),
                    membershipsRemoved: removed[group] ?? 0
                )
            }
        )
    }
}

/// How many groups of a tenant are documented and followed, and how many memberships they have.
public struct Extent: Hashable, Sendable {
    public var groupCount: UInt64
    public var membershipCount: UInt64

    public init(groupCount: UInt64 = 0, membershipCount: UInt64 = 0) {
        self.groupCount = groupCount
        self.membershipCount = membershipCount
    }
}
