import Directory
import Graph
import GraphSimulator
import HTTPClient
import Synchronization
import TestSupport

/// Carries requests to a simulator in the same process, in virtual time, and breaks them as its faults say.
///
/// It knows the only hosts that a token may go to, and notes every request to another one.
final class VirtualTransport: GraphTransport {
    private struct State {
        var random: SplitMix64
        var strayRequests: [String] = []
    }

    /// As long as the real client waits for a response that does not come.
    private static let patienceSeconds = 60

    private let simulator: Simulator
    private let clock: VirtualClock
    private let state: Mutex<State>
    /// Looks at the truth before each answer.
    private let observe: @Sendable () -> Void

    init(
        _ simulator: Simulator,
        clock: VirtualClock,
        seed: UInt64,
        observe: @escaping @Sendable () -> Void
    ) {
        self.simulator = simulator
        self.clock = clock
        self.observe = observe
        state = Mutex(State(random: SplitMix64(seed: seed)))
    }

    /// Requests to hosts that are neither Graph nor the token service.
    var strayRequests: [String] { state.withLock(\.strayRequests) }

    func send(_ request: HTTPRequest) async throws(HTTPClientError) -> HTTPResponse {
        let (authority, target) = Self.parts(of: request.url)
        let milliseconds = state.withLock { state in
            if !["graph.test", "login.test"].contains(authority) {
                state.strayRequests.append(authority)
            }
            return Int64.random(in: 5...400, using: &state.random)
        }
        try await wait(milliseconds: milliseconds)
        observe()
        let response = simulator.respond(
            to: GraphRequest(
                method: request.method.rawValue,
                scheme: "http",
                authority: authority,
                target: target,
                headers: request.headers.fields.map { ($0.name, $0.value) },
                body: request.body
            )
        )
        switch response.delivery {
        case .whole: break
        case .cut, .refused:
            throw HTTPClientError(.interrupted, doing: "read", because: "the simulator broke off")
        case .stalled(let seconds), .slow(let seconds):
            let isTooLong = seconds > Self.patienceSeconds
            try await wait(milliseconds: Int64(min(seconds, Self.patienceSeconds)) * 1000)
            if isTooLong {
                throw HTTPClientError(.timedOut, doing: "read", because: "nothing came")
            }
        }
        var headers = HTTPHeaders()
        for (name, value) in response.headers { headers.append(name, value) }
        return HTTPResponse(status: response.status, headers: headers, body: response.body)
    }

    private func wait(milliseconds: Int64) async throws(HTTPClientError) {
        do {
            try await clock.sleep(milliseconds: milliseconds)
        } catch {
            throw HTTPClientError(.cancelled, doing: "wait", because: "the task was cancelled")
        }
    }

    private static func parts(of url: String) -> (authority: String, target: String) {
        let rest = url.drop { $0 != "/" }.dropFirst(2)
        let authority = rest.prefix { $0 != "/" }
        return (String(authority), String(rest.dropFirst(authority.count)))
    }
}
