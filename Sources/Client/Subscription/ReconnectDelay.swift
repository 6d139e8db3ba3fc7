/// How long to wait before the next attempt to reach the server.
///
/// It doubles with every attempt that brought nothing, and is spread, so that the many clients of a server
/// that fell over do not all come back at the same moment.
public struct ReconnectDelay: Sendable {
    /// Attempts in a row that brought nothing new.
    private(set) var failures = 0

    /// Before the first repetition.
    public static let shortest = Duration.milliseconds(250)
    /// However often it failed.
    public static let longest = Duration.seconds(30)

    public init() {}

    /// Something new has arrived: the server is well.
    mutating func succeeded() {
        failures = 0
    }

    /// The delay after one more failure.
    ///
    /// - Parameters:
    ///   - spread: A random number in 0 ..< 1.
    ///   - atLeast: What the server itself asked for.
    /// - Returns: Between half of the doubled delay and all of it, and never less than `atLeast`.
    mutating func failed(spread: Double, atLeast: Duration = .zero) -> Duration {
        let whole = min(Self.longest, Self.shortest * (1 << min(failures, 20)))
        failures += 1
        return max(whole * (0.5 + spread / 2), atLeast + whole * (spread / 2))
    }
}
