public import Directory

/// What one subscriber asked for, read and checked.
public struct SubscriptionPlan: Sendable {
    public var filter = ChangeFilter()
    public var shape = RowShape.whole
    public var delivery = Delivery.everyRevision
    /// A stream that the log no longer reaches back to begins again instead of ending.
    public var resnapshots = false
    public var heartbeatMilliseconds = FeedLimits.heartbeatDefaultMilliseconds
    /// The largest message with more than one element.
    public var batchBytes = Int(FeedLimits.batchDefaultBytes)
    public var includesOld = false
    public var includesMembers = false
    /// The stream ends once it is complete through this revision.
    public var until: Revision?
    /// The canonical bytes of filter and fields: what a resume token is bound to.
    public var filterBytes: [UInt8] = []

    public init() {}

    public enum Delivery: UInt8, Hashable, Sendable {
        case everyRevision = 1
        case latestPerKey = 2
    }

    /// What two streams have in common that are told the same in the same bytes.
    var key: PlanKey {
        PlanKey(
            filter: filter,
            names: shape.names,
            delivery: delivery,
            batchBytes: batchBytes,
            includesOld: includesOld,
            includesMembers: includesMembers,
            until: until
        )
    }
}

/// Everything of a plan that its messages depend on.
struct PlanKey: Hashable {
    var filter: ChangeFilter
    var names: [String]
    var delivery: SubscriptionPlan.Delivery
    var batchBytes: Int
    var includesOld: Bool
    var includesMembers: Bool
    var until: Revision?
}
