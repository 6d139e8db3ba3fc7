/// What the application runs on one loop: its handlers, in the order of the server's methods.
///
/// Made on the loop's thread and never used by another, so what it holds needs no lock.
public struct LoopApplication {
    /// The application's state on this loop; what posted work gets at through `LoopContext.application`.
    public var state: AnyObject
    public var handlers: [RPCHandler]
    /// The server has begun to drain: long streams should say goodbye.
    public var drainBegan: () -> Void

    public init(state: AnyObject, handlers: [RPCHandler], drainBegan: @escaping () -> Void = {}) {
        self.state = state
        self.handlers = handlers
        self.drainBegan = drainBegan
    }
}
