import Graph
import Store

extension RunRecord {
    /// Adds what the requests of one part of the run have cost.
    mutating func add(_ counts: RequestTally.Counts) {
        traffic.requestCount += counts.requestCount
        traffic.retryCount += counts.retryCount
        traffic.waitCount += counts.waitCount
        traffic.waitMilliseconds += counts.waitMilliseconds
        traffic.resourceUnits += counts.resourceUnits
        let room = max(0, Traffic.failuresMax - traffic.failures.count)
        traffic.failures += counts.failures.prefix(room).map { failure in
            Failure(
                operation: failure.operation,
                status: UInt32(clamping: failure.status ?? 0),
                code: failure.code ?? "",
                requestID: failure.requestID ?? ""
            )
        }
    }
}
