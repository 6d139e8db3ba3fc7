import Store
import Sync

/// What a run did, in a line for the log.
enum RunText {
    /// Counts and, when it failed, why: never a secret, a token or a link.
    static func line(_ record: RunRecord) -> String {
        var parts = [
            "\(record.outcome)", "\(record.pageCount) pages",
            "\(record.changedCount) objects changed",
            "\(record.membershipsAdded) memberships added, \(record.membershipsRemoved) removed",
            "\(record.traffic.requestCount) requests, \(record.traffic.retryCount) retries",
        ]
        if record.traffic.waitCount > 0 {
            let seconds = (record.traffic.waitMilliseconds + 999) / 1000
            parts.append("waited \(record.traffic.waitCount) times, \(seconds) s in all")
        }
        if record.findingCount > 0 {
            parts.append("\(record.findingCount) differences that delta queries had not told")
        }
        if let errorClass = record.errorClass { parts.append("\(errorClass)") }
        if !record.message.isEmpty { parts.append(record.message) }
        return parts.joined(separator: "; ")
    }
}
