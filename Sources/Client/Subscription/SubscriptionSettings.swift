public import Wire

/// What to subscribe to, and how much of the trouble on the way the owner wants to hear of.
public struct SubscriptionSettings: Sendable {
    /// Where a subscription begins.
    public enum Start: Equatable, Sendable {
        /// With everything as it is now.
        case snapshot
        /// Where another subscription ended.
        case resume(V1.ResumePoint)
        /// After a revision whose state the owner has.
        case after(UInt64)
        /// With what changes from now on.
        case tail
    }

    /// Filter, fields, delivery and the rest; its start is of no account.
    public var request: V1.SubscribeRequest
    public var start: Start
    /// Takes a fresh snapshot when the point is below the server's log, or from another store, in place of
    /// ending.
    public var startsOver: Bool
    /// Tries again also when the server was not reached even once.
    public var keepsTrying: Bool
    /// How long to wait for the first message of a stream.
    public var openingPatience: Duration

    public init(
        _ request: V1.SubscribeRequest = .init(),
        start: Start = .snapshot,
        startsOver: Bool = false,
        keepsTrying: Bool = false,
        openingPatience: Duration = .seconds(30)
    ) {
        self.request = request
        if startsOver { self.request.onCompacted = .resnapshot }
        self.start = start
        self.startsOver = startsOver
        self.keepsTrying = keepsTrying
        self.openingPatience = openingPatience
    }
}
