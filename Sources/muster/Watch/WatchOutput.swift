import Client

/// A form in which `muster watch` shows what it hears.
protocol WatchOutput: AnyObject {
    func show(_ step: SubscriptionStep) throws
    /// Sends everything shown on its way.
    ///
    /// - Returns: Whether it arrived; if not, nobody reads any more.
    func flush() -> Bool
}
