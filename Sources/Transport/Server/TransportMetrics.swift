internal import Synchronization

/// What a server has done and holds, summed over its loops.
public struct TransportMetrics: Sendable, Equatable {
    public var connectionsAccepted = 0
    public var connectionsOpen = 0
    public var connectionsRefused = 0
    public var streamsOpen = 0
    public var callsStarted = 0
    public var callsOK = 0
    public var callsFailed = 0
    public var callsCancelled = 0
    public var callsRefused = 0
    public var workInUse = 0
    public var subscriptionsInUse = 0
    public var faults = 0
    public var connectionsClosedForFaults = 0
    public var timeouts = 0
    public var acceptFailures = 0

    public init() {}
}

/// The counters of one loop: written by its thread, read by any.
final class LoopCounters: Sendable {
    /// One counter; a single writer needs no locked instruction.
    struct Counter: ~Copyable, Sendable {
        private let value = Atomic<Int>(0)

        func add(_ amount: Int = 1) {
            value.store(value.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
        }

        var current: Int { value.load(ordering: .relaxed) }
    }

    let connectionsAccepted = Counter()
    let connectionsOpen = Counter()
    let connectionsRefused = Counter()
    let streamsOpen = Counter()
    let callsStarted = Counter()
    let callsOK = Counter()
    let callsFailed = Counter()
    let callsCancelled = Counter()
    let callsRefused = Counter()
    let workInUse = Counter()
    let subscriptionsInUse = Counter()
    let faults = Counter()
    let connectionsClosedForFaults = Counter()
    let timeouts = Counter()
    let acceptFailures = Counter()

    func add(to metrics: inout TransportMetrics) {
        metrics.connectionsAccepted += connectionsAccepted.current
        metrics.connectionsOpen += connectionsOpen.current
        metrics.connectionsRefused += connectionsRefused.current
        metrics.streamsOpen += streamsOpen.current
        metrics.callsStarted += callsStarted.current
        metrics.callsOK += callsOK.current
        metrics.callsFailed += callsFailed.current
        metrics.callsCancelled += callsCancelled.current
        metrics.callsRefused += callsRefused.current
        metrics.workInUse += workInUse.current
        metrics.subscriptionsInUse += subscriptionsInUse.current
        metrics.faults += faults.current
        metrics.connectionsClosedForFaults += connectionsClosedForFaults.current
        metrics.timeouts += timeouts.current
        metrics.acceptFailures += acceptFailures.current
    }
}
