import Directory
import Graph
import GraphSimulator
import HTTPClient
import Synchronization

/// Carries requests to a simulator in the same process, and counts and breaks them as a test wishes.
final class SimulatedTransport: GraphTransport {
    private struct State {
        var pageCount = 0
        var memberListCount = 0
        var filteredCount = 0
        /// The page request that fails, counted from 1 on; `nil` lets all pass.
        var failingPage: Int?
        var refusesDeltaLinks = false
        var refusedGroup: String?
    }

    private let simulator: Simulator
    private let state = Mutex(State())

    init(_ simulator: Simulator) {
        self.simulator = simulator
    }

    /// How many pages of delta queries were asked for.
    var pageCount: Int { state.withLock(\.pageCount) }
    /// How many pages of lists of members were asked for.
    var memberListCount: Int { state.withLock(\.memberListCount) }
    /// How many delta queries of some groups only were begun.
    var filteredCount: Int { state.withLock(\.filteredCount) }

    func resetCounts() {
        state.withLock { state in
            state.pageCount = 0
            state.memberListCount = 0
            state.filteredCount = 0
        }
    }

    /// Makes the `page`-th page from now on fail, once, as a connection that breaks.
    func failPage(_ page: Int) {
        state.withLock { $0.failingPage = $0.pageCount + page }
    }

    /// Whether Graph has forgotten the delta links that it gave.
    func refuseDeltaLinks(_ refuses: Bool) {
        state.withLock { $0.refusesDeltaLinks = refuses }
    }

    /// The group that cannot be asked for by itself, nor in a batch.
    func refuseGroup(_ id: GUID?) {
        state.withLock { $0.refusedGroup = id?.text }
    }

    func send(_ request: HTTPRequest) async throws(HTTPClientError) -> HTTPResponse {
        let (authority, target) = Self.parts(of: request.url)
        // Queries of some groups only are counted by themselves.
        let isPage = target.contains("/delta") && !target.contains("$filter=")
        let (fails, isForgotten) = state.withLock { state in
            if target.contains("/members?") { state.memberListCount += 1 }
            if target.contains("$filter=") { state.filteredCount += 1 }
            guard isPage else { return (false, false) }
            state.pageCount += 1
            let fails = state.pageCount == state.failingPage
            return (fails, state.refusesDeltaLinks && target.contains("deltatoken"))
        }
        if fails {
            throw HTTPClientError(.shutDown, doing: "read a page", because: "the test ends it")
        }
        if isForgotten {
            let body = #"{"error":{"code":"syncStateNotFound","message":"Resync required."}}"#
            return HTTPResponse(
                status: 410,
                headers: ["Content-Type": "application/json"],
                body: Array(body.utf8)
            )
        }
        if let refusal = refusal(of: request, target) { return refusal }
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
        var headers = HTTPHeaders()
        for (name, value) in response.headers { headers.append(name, value) }
        return HTTPResponse(status: response.status, headers: headers, body: response.body)
    }

    private func refusal(of request: HTTPRequest, _ target: String) -> HTTPResponse? {
        guard let group = state.withLock(\.refusedGroup) else { return nil }
        let headers: HTTPHeaders = ["Content-Type": "application/json"]
        if target.hasSuffix("/$batch"),
            String(decoding: request.body, as: UTF8.self).contains(group)
        {
            return HTTPResponse(
                status: 200,
                headers: headers,
                body: Array(#"{"responses":[]}"#.utf8)
            )
        }
        guard target.contains("$filter="), target.contains(group) else { return nil }
        let body = #"{"error":{"code":"Request_BadRequest","message":"The test refuses it."}}"#
        return HTTPResponse(status: 400, headers: headers, body: Array(body.utf8))
    }

    private static func parts(of url: String) -> (authority: String, target: String) {
        let rest = url.drop { $0 != "/" }.dropFirst(2)
        let authority = rest.prefix { $0 != "/" }
        return (String(authority), String(rest.dropFirst(authority.count)))
    }
}
