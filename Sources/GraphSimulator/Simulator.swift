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
        let (simulation, seed) = state.withLock { state in
            state.requestCounts[Simulator.countedPath(request.path), default: 0] += 1
            return (state.simulation, state.random.next())
        }
        var random = SeededGenerator(seed: seed)
        return GraphEndpoint(simulation: simulation)
            .respond(to: request, atSeconds: clock(), using: &random)
    }

    /// Applies a command, and writes it down, and gives the identifiers of what it created.
    @discardableResult
    public func apply(_ command: ControlCommand) throws(ControlFailure) -> [String] {
        let seconds = clock()
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
