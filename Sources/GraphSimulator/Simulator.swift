import Directory
import Synchronization

/// The running simulator: one simulation that requests read and commands replace.
///
/// A request is answered from the value that stood when it came, so requests do not wait for each
/// other; commands are applied one at a time, each as a whole.
public final class Simulator: Sendable {
    private struct State {
        var simulation: Simulation
        var random: SeededGenerator
        var requestCounts: [String: Int] = [:]
        var latencyMilliseconds = 0
        var faults = FaultPlan()
        var throttle = RequestThrottle()
        var log = RequestLog()
        /// How far the clock has been put forward.
        var aheadSeconds: Int64 = 0
    }

    private let state: Mutex<State>
    private let journal: Journal?
    private let clock: @Sendable () -> Int64

    /// A simulator with the truth that a journal holds.
    ///
    /// - Parameters:
    ///   - simulation: where to begin, before the journal is applied.
    ///   - journal: where commands are written down, if anywhere.
    ///   - clock: tells the time, in seconds since 1970 UTC.
    /// - Throws: `ControlFailure` if the journal cannot be read or applied.
    public init(
        _ simulation: Simulation,
        journal: Journal? = nil,
        clock: @escaping @Sendable () -> Int64
    ) throws(ControlFailure) {
        var simulation = simulation
        for entry in try journal?.read() ?? [] {
            guard entry.seed == simulation.seed else {
                throw ControlFailure("the journal was written with the seed \(entry.seed)")
            }
            try simulation.apply(entry.command, atSeconds: entry.atSeconds)
        }
        let random = SeededGenerator(seed: simulation.seed)
        state = Mutex(State(simulation: simulation, random: random))
        self.journal = journal
        self.clock = clock
    }

    /// The simulation as it stands.
    public var simulation: Simulation { state.withLock { $0.simulation } }

    /// How long the answer to a page of Graph is held back.
    public var latencyMilliseconds: Int {
        get { state.withLock { $0.latencyMilliseconds } }
        set { state.withLock { $0.latencyMilliseconds = newValue } }
    }

    /// The simulated time, in seconds since 1970 UTC.
    public var nowSeconds: Int64 { clock() + state.withLock { $0.aheadSeconds } }

    /// Puts the clock forward; everything that was to happen until then happens when it is looked at.
    public func advanceClock(seconds: Int64) {
        state.withLock { $0.aheadSeconds += seconds }
    }

    /// Makes something go wrong from now on.
    public func arm(_ fault: Fault) { state.withLock { $0.faults.arm(fault) } }

    /// Ends everything that goes wrong.
    public func disarm() { state.withLock { $0.faults.disarm() } }

    /// What goes wrong, and how often each fault has hit.
    public var faults: [(fault: Fault, hitCount: Int)] { state.withLock { $0.faults.faults } }

    /// How Graph's quotas are applied.
    var throttleSettings: RequestThrottle.Settings {
        get { state.withLock { $0.throttle.settings } }
        set { state.withLock { $0.throttle.settings = newValue } }
    }

    /// The latest requests, oldest first.
    var log: [RequestLog.Entry] { state.withLock { $0.log.entries } }

    /// How many requests have come for each path.
    public var requestCounts: [String: Int] { state.withLock { $0.requestCounts } }

    /// Whether there is a tenant with this display name.
    public func hasTenant(named name: String) -> Bool {
        simulation.tenants.contains { $0.name == name }
    }

    /// Lets the key of a certificate sign for every app registration; this is not written down.
    ///
    /// - Parameter pem: the certificate, as PEM.
    /// - Throws: `ControlFailure` if it cannot be read.
    public func registerCertificate(pem: String) throws(ControlFailure) {
        let result = state.withLock { state -> Result<Void, ControlFailure> in
            do throws(ControlFailure) {
                for place in state.simulation.applications.indices {
                    try state.simulation.applications[place].register(certificatePEM: pem)
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// Answers a request to the token service or to Graph.
    public func respond(to request: GraphRequest) -> GraphResponse {
        guard BatchEndpoint.isBatch(request) else { return answer(request) }
        // Whatever may go wrong with a batch as a whole goes wrong first.
        let outer = answer(request, isBatch: true)
        guard outer.status == 200, outer.delivery == .whole else { return outer }
        var random = state.withLock { SeededGenerator(seed: $0.random.next()) }
        let endpoint = GraphEndpoint(simulation: simulation)
        do throws(GraphFailure) {
            let body = try BatchEndpoint(request: request).respond(using: &random) { answer($0) }
            return GraphResponse(
                status: 200,
                headers: [("Content-Type", "application/json")],
                body: body
            )
        } catch {
            let identifier = GUID.version4(random.next(), random.next())
            return endpoint.refuse(error, request, atSeconds: nowSeconds, identifier)
        }
    }

    private func answer(_ request: GraphRequest, isBatch: Bool = false) -> GraphResponse {
        let seconds = nowSeconds
        let (simulation, seed, subject, fault, verdict) = state.withLock { state in
            state.requestCounts[Simulator.countedPath(request.path), default: 0] += 1
            if state.simulation.isUnsettled(atSeconds: seconds) {
                state.simulation.settle(atSeconds: seconds)
            }
            let subject = FaultSubject(request, in: state.simulation)
            let fault = state.faults.decide(subject, atSeconds: seconds)
            var verdict = RequestThrottle.Verdict.passes(share: 0)
            if let tenant = state.simulation.tenants.first(where: { $0.id == subject.tenant }),
                subject.kind != .signIn, fault == nil
            {
                verdict = state.throttle.charge(request, of: tenant, atSeconds: seconds)
            }
            return (state.simulation, state.random.next(), subject, fault, verdict)
        }
        var random = SeededGenerator(seed: seed)
        let endpoint = GraphEndpoint(simulation: simulation)
        var response: GraphResponse
        switch verdict {
        case .refused(let scope, let retryAfterSeconds):
            response = endpoint.refuse(
                GraphFailure(status: 429, code: "TooManyRequests", message: "Too many requests."),
                request,
                atSeconds: seconds,
                GUID.version4(random.next(), random.next()),
                adding: [
                    ("Retry-After", String(retryAfterSeconds)),
                    ("x-ms-throttle-scope", "\(scope)/Read/\(subject.tenant?.text ?? "")"),
                    ("x-ms-throttle-information", "ResourceUnitLimitExceeded"),
                ]
            )
        case .passes
        where isBatch && fault?.answer(to: request, subject: subject, atSeconds: 0) == nil:
            response = GraphResponse(status: 200, headers: [], body: [])
            response.delivery = fault?.delivery ?? .whole
        case .passes(let share):
            response = endpoint.respond(
                to: request,
                atSeconds: seconds,
                fault: fault,
                using: &random
            )
            if share >= 0.8, throttleSettings.showsPercentage {
                response.headers.append(("x-ms-throttle-limit-percentage", "\(share)"))
            }
        }
        let entry = RequestLog.Entry(
            atSeconds: seconds,
            method: request.method,
            path: request.path,
            tenant: subject.tenant?.text,
            status: response.status,
            fault: fault?.mode
        )
        let isGood = response.status == 200 && response.delivery == .whole
        state.withLock { state in
            state.log.append(entry)
            if isGood { state.faults.answered(subject, nextTarget: response.nextTarget) }
        }
        return response
    }

    /// Applies a command, and writes it down, and gives the identifiers of what it created.
    @discardableResult
    public func apply(_ command: ControlCommand) throws(ControlFailure) -> [String] {
        let seconds = nowSeconds
        let result = state.withLock { state -> Result<[String], ControlFailure> in
            do throws(ControlFailure) {
                var changed = state.simulation
                let created = try changed.apply(command, atSeconds: seconds)
                try journal?.append(
                    Journal.Entry(seed: changed.seed, atSeconds: seconds, command: command)
                )
                state.simulation = changed
                return .success(created)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// A path without the identifiers in it, so that there are few of them to count.
    private static func countedPath(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false)
            .map { part in part.utf8.count == 36 && part.contains("-") ? "{id}" : String(part) }
            .joined(separator: "/")
    }
}
