public import Logging
public import Sync

/// What the operator decided, read once at the start.
///
/// A value is here only if it makes sense by itself; whether a file can be read is told by whoever opens it.
public struct Settings: Sendable {
    public var data: String
    public var tls: TLS?
    public var cleartext: Address?
    public var loopCount: Int?
    public var loginBase: String?
    public var graphBase: String?
    public var graphCertificates: String?
    /// The 32 bytes that seal Graph credentials, when they do not come from the data directory.
    public var sealingKey: [UInt8]?
    public var runsSchedule: Bool
    public var syncPolicy: SyncPolicy
    public var changes: Changes
    public var logLevel: Logger.Level
    /// A client that takes nothing of what waits for it is given up after this time.
    public var writeStallMilliseconds = 30_000

    /// How long changes are kept for subscribers.
    public struct Changes: Sendable, Hashable {
        /// What the revisions in memory may take.
        public var ringBytes = 64 << 20
        /// The log on disk is trimmed when any of these is passed.
        public var keepSeconds = 24 * 60 * 60
        public var keepChanges = 1_000_000
        public var keepBytes = 256 << 20
        /// How often that is looked at.
        public var trimMilliseconds = 30_000
        /// Subscriptions end within this time when the server goes down.
        public var goodbyeMilliseconds = 10_000

        public init() {}
    }

    public struct TLS: Sendable, Hashable {
        public var address: Address
        public var certificate: String
        public var key: String
    }

    /// A host and a port; port 0 lets the system choose.
    public struct Address: Sendable, Hashable, CustomStringConvertible {
        public var host: String
        public var port: UInt16

        public init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }

        /// Reads `127.0.0.1:9443` or `[::1]:9443`.
        public init?(_ text: String) {
            guard let colon = text.lastIndex(of: ":"),
                let port = UInt16(text[text.index(after: colon)...])
            else { return nil }
            var host = text[..<colon]
            if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
            guard !host.isEmpty else { return nil }
            self.init(host: String(host), port: port)
        }

        public var isLoopback: Bool {
            host == "::1" || host == "localhost" || host.hasPrefix("127.")
        }

        public var description: String {
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}
