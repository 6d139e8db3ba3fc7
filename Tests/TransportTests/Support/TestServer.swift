import Glibc
import Transport

/// A server with the test application on 127.0.0.1, stopped when it is let go.
final class TestServer {
    let server: TransportServer
    let log = EventLog()
    let worker = Worker()
    let faults = EventLog()

    init(
        limits: Limits = Limits(),
        loopCount: Int = 1,
        tls: TLSContext? = nil,
        clock: MonotonicClock = .system,
        change: (inout TransportServer.Configuration) -> Void = { _ in }
    ) throws {
        let log = log
        let worker = worker
        let faults = faults
        var configuration = TransportServer.Configuration(
            endpoints: [.init(address: "127.0.0.1", port: 0, isSecure: tls != nil)],
            tls: tls,
            loopCount: loopCount,
            metadataNames: ["authorization"],
            limits: limits,
            clock: clock,
            onFault: { faults.record("\($1)") }
        )
        change(&configuration)
        server = try TransportServer(
            configuration: configuration,
            methods: TestMethod.allCases.map(\.descriptor),
            infoPage: Array("about\n".utf8)
        ) { _ in
            let application = TestApplication(log: log, worker: worker)
            return LoopApplication(
                state: application,
                handlers: application.handlers,
                drainBegan: { [unowned application] in
                    for call in application.subscriptions {
                        call.end(RPCStatus(.unavailable, "draining"))
                    }
                }
            )
        }
    }

    deinit {
        server.stop()
        server.wait()
    }

    var port: UInt16 { server.ports[0] }

    /// Returns after every loop has drained its mailbox.
    func barrier() {
        let passed = EventLog()
        for mailbox in server.mailboxes {
            // A full mailbox takes nothing until its loop has looked into it.
            while mailbox.post({ _ in passed.record("passed") }) == .full { sched_yield() }
        }
        for _ in server.mailboxes { _ = passed.wait() }
    }

    /// Looks again after each turn of the loops until the metrics are as expected; false when they never are.
    func reaches(_ condition: (TransportMetrics) -> Bool) -> Bool {
        let clock = MonotonicClock.system
        let end = clock.now().adding(milliseconds: Int64(patienceMilliseconds))
        repeat {
            if condition(server.metrics) { return true }
            barrier()
        } while clock.now() < end
        return false
    }

    /// True when nothing is held for any client any more.
    func isReleased() -> Bool {
        reaches { metrics in
            metrics.streamsOpen == 0 && metrics.workInUse == 0 && metrics.subscriptionsInUse == 0
                && metrics.connectionsOpen == 0
        }
    }
}
