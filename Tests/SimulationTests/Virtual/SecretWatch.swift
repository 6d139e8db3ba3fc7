import Logging
import Synchronization

/// A log that remembers every line in which something stands that nobody may read there.
final class SecretWatch: Sendable {
    private struct State {
        var lineCount = 0
        var leaks: [String] = []
    }

    private let secrets: [String]
    private let state = Mutex(State())

    /// Beside what is secret by itself, the beginnings of tokens and of Graph's links are.
    init(secrets: [String]) {
        self.secrets =
            secrets + [
                "eyJ", "Bearer ", "skiptoken=", "deltatoken=", "client_secret=", "PRIVATE KEY",
            ]
    }

    var lineCount: Int { state.withLock(\.lineCount) }
    var leaks: [String] { state.withLock(\.leaks) }

    /// A logger whose every line, of whatever level, is looked at.
    var logger: Logger { Logger(label: "simulation") { _ in Handler(watch: self) } }

    fileprivate func look(at line: String) {
        let hasLeaked = secrets.contains { line.contains($0) }
        state.withLock { state in
            state.lineCount += 1
            if hasLeaked { state.leaks.append(line) }
        }
    }

    private struct Handler: LogHandler {
        let watch: SecretWatch
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { _, later in later }
            watch.look(at: "\(event.level) \(event.message) \(all)")
        }
    }
}
