/// The latest requests: what was asked, by whom, and how it was answered.
///
/// It holds no token.
struct RequestLog: Sendable {
    struct Entry: Sendable, Equatable {
        let atSeconds: Int64
        let method: String
        let path: String
        let tenant: String?
        let status: Int
        let fault: FaultMode?
    }

    private static let entriesMax = 10_000

    private(set) var entries: [Entry] = []

    mutating func append(_ entry: Entry) {
        // Half at a time, so that most entries cost nothing.
        if entries.count == RequestLog.entriesMax {
            entries.removeFirst(RequestLog.entriesMax / 2)
        }
        entries.append(entry)
    }
}
