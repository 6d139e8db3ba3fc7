import Graph
import HTTPClient
import Synchronization

/// A Graph in memory: token requests get tokens, all others what the script says.
final class ScriptedTransport: GraphTransport {
    typealias Answer = Result<HTTPResponse, HTTPClientError>

    private struct State {
        var requests: [HTTPRequest] = []
        var tokenRequests: [HTTPRequest] = []
        var script: [Answer]
        var tokenScript: [Answer]
    }

    private let state: Mutex<State>

    /// Answers follow the scripts; tokens are made up where their script has ended.
    init(_ script: [Answer], tokens: [Answer] = []) {
        state = Mutex(State(script: script, tokenScript: tokens))
    }

    /// Requests to Graph so far.
    var requests: [HTTPRequest] { state.withLock { $0.requests } }
    /// Requests to the sign-in service so far.
    var tokenRequests: [HTTPRequest] { state.withLock { $0.tokenRequests } }

    func send(_ request: HTTPRequest) async throws(HTTPClientError) -> HTTPResponse {
        // Whoever else wants to run does so now: a request never returns in the same breath.
        await Task.yield()
        let answer: Answer = state.withLock { state in
            if request.url.hasSuffix("/oauth2/v2.0/token") {
                state.tokenRequests.append(request)
                return state.tokenScript.isEmpty
                    ? .token("token-\(state.tokenRequests.count)")
                    : state.tokenScript.removeFirst()
            }
            state.requests.append(request)
            precondition(!state.script.isEmpty, "the script has no answer to \(request)")
            return state.script.count == 1 ? state.script[0] : state.script.removeFirst()
        }
        return try answer.get()
    }
}

extension Result where Success == HTTPResponse, Failure == HTTPClientError {
    static func json(
        _ text: String,
        status: Int = 200,
        headers: HTTPHeaders = [:]
    ) -> Self {
        .success(HTTPResponse(status: status, headers: headers, body: Array(text.utf8)))
    }

    static func token(_ text: String, seconds: Int = 3599) -> Self {
        .json(#"{"token_type":"Bearer","expires_in":\#(seconds),"access_token":"\#(text)"}"#)
    }

    static func failure(
        _ status: Int,
        _ code: String = "",
        headers: HTTPHeaders = [:]
    ) -> Self {
        .json(
            #"{"error":{"code":"\#(code)","message":"words","innerError":{"request-id":"r"}}}"#,
            status: status,
            headers: headers
        )
    }

    static func network(_ kind: HTTPClientError.Kind) -> Self {
        .failure(HTTPClientError(kind, code: 56, doing: "GET", because: "broken"))
    }

    /// A page without objects that ends the round.
    static var lastPage: Self {
        .json(
            #"{"value":[],"@odata.deltaLink":"https://graph.test/v1.0/groups/delta?$deltatoken=d"}"#
        )
    }
}
