import Testing

@testable import Graph

@Suite struct GraphErrorTests {
    static let kinds: [GraphError.Kind] = [
        .credentials(aadsts: nil), .credentials(aadsts: 7_000_215), .credentials(aadsts: 7_000_222),
        .credentials(aadsts: 700_016), .credentials(aadsts: 90_002), .credentials(aadsts: 700_027),
        .credentials(aadsts: 7_000_112), .consent, .throttled(retryAfterSeconds: nil),
        .throttled(retryAfterSeconds: 90), .transient, .notTrusted, .data, .request, .notFound,
        .resync, .pageTokenExpired, .forbiddenHost, .cancelled,
    ]

    /// Rule 26: what failed, for whom, with which status, code and id, and what to do.
    @Test(arguments: kinds)
    func everyMessageSaysWhatToDo(kind: GraphError.Kind) {
        let error = GraphError(
            kind,
            tenant: GraphFixture.tenant,
            doing: "read a page of users",
            status: 418,
            code: "Teapot",
            requestID: "abc-1",
            detail: "short and stout"
        )
        let text = error.description
        #expect(text.hasPrefix("Could not read a page of users of tenant 11112222-3333-"))
        for part in ["status 418", "Teapot", "short and stout", "request-id abc-1"] {
            #expect(text.contains(part))
        }
        #expect(text.hasSuffix(". \(error.advice)"))
        #expect(error.advice.hasSuffix("."))
    }

    @Test func adviceTellsKindsApart() {
        let advice = GraphErrorTests.kinds.map {
            GraphError($0, tenant: GraphFixture.tenant, doing: "wait").advice
        }
        #expect(Set(advice).count == advice.count)
        #expect(advice[9].contains("90 s"))
    }

    @Test func aMessageWithoutFactsIsStillASentence() {
        let error = GraphError(.transient, tenant: GraphFixture.tenant, doing: "wait")
        #expect(
            error.description
                == "Could not wait of tenant \(GraphFixture.tenant). The next round tries again."
        )
    }

    /// A code goes into messages only if it looks like one.
    @Test(arguments: [
        (#"{"error":{"code":"Request_BadRequest"}}"#, "Request_BadRequest"),
        (#"{"error":{"code":""}}"#, nil), (#"{"error":{"code":"two words"}}"#, nil),
        (#"{"error":{"code":7}}"#, nil), (#"{"error":{}}"#, nil), (#"{"error":null}"#, nil),
        (#"{}"#, nil), ("<html></html>", nil), ("", nil),
        (#"{"error":"invalid_client","error_codes":[]}"#, "invalid_client"),
        (#"{"error":{"code":"\#(String(repeating: "x", count: 65))"}}"#, nil),
    ])
    func codesAreReadFromAnyBody(body: String, code: String?) {
        #expect(GraphFailure(body: Array(body.utf8)).code == code)
    }
}
