import FoundationEssentials

/// `POST /$batch`: up to twenty requests in one, each answered for itself.
struct BatchEndpoint {
    private struct Batch: Decodable {
        let requests: [Item]
    }

    private struct Item: Decodable {
        let id: String
        let method: String
        let url: String
        let headers: [String: String]?
        let body: Identifiers?
        let dependsOn: [String]?
    }

    /// The only body that a request in a batch can have here: that of `getByIds`.
    private struct Identifiers: Codable {
        let ids: [String]
        let types: [String]?
    }

    private static let requestsMax = 20

    let request: GraphRequest

    /// Whether a request is a batch.
    static func isBatch(_ request: GraphRequest) -> Bool {
        request.method == "POST"
            && ["/v1.0/$batch", "/v1.0/%24batch"].contains(request.path.lowercased())
    }

    /// The body of the answer.
    ///
    /// - Parameters:
    ///   - random: in which order the answers stand; it is not that of the requests.
    ///   - answer: answers one request.
    /// - Returns: the answers in the form of Graph.
    /// - Throws: `GraphFailure` where the batch as a whole is refused.
    func respond(
        using random: inout some RandomNumberGenerator,
        _ answer: (GraphRequest) -> GraphResponse
    ) throws(GraphFailure) -> [UInt8] {
        guard let batch = try? JSONDecoder().decode(Batch.self, from: Data(request.body)) else {
            throw .badRequest("Invalid batch payload format.")
        }
        guard batch.requests.count <= BatchEndpoint.requestsMax else {
            throw .badRequest(
                "Number of batch request steps exceeds the maximum value of "
                    + "\(BatchEndpoint.requestsMax)."
            )
        }
        guard Set(batch.requests.map(\.id)).count == batch.requests.count else {
            throw .badRequest("The request ids of a batch must be unique.")
        }
        var statuses: [String: Int] = [:]
        var answers: [[UInt8]] = []
        for item in batch.requests {
            let hasFailed = (item.dependsOn ?? []).contains {
                statuses[$0].map { $0 >= 400 } ?? true
            }
            let response =
                hasFailed ? BatchEndpoint.failedDependency : answer(request(for: item))
            statuses[item.id] = response.status
            answers.append(BatchEndpoint.text(of: response, id: item.id))
        }
        answers.shuffle(using: &random)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("responses")
        writer.beginArray()
        for answer in answers { writer.raw(answer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private func request(for item: Item) -> GraphRequest {
        var headers = (item.headers ?? [:]).map { (name: $0.key, value: $0.value) }
        for name in ["authorization", "client-request-id"] {
            if let value = request.headers[name] { headers.append((name, value)) }
        }
        let path = item.url.hasPrefix("/") ? item.url : "/" + item.url
        return GraphRequest(
            method: item.method.uppercased(),
            scheme: request.scheme,
            authority: request.authority,
            target: "/v1.0" + path,
            headers: headers,
            body: item.body.flatMap { try? JSONEncoder().encode($0) }.map { Array($0) } ?? []
        )
    }

    private static let failedDependency = GraphResponse(
        status: 424,
        headers: [("Content-Type", "application/json")],
        body: Array(
            #"{"error":{"code":"FailedDependency","message":"A dependency has failed."}}"#.utf8
        )
    )

    private static func text(of response: GraphResponse, id: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("id")
        writer.string(id)
        writer.key("status")
        writer.integer(response.status)
        writer.key("headers")
        writer.beginObject()
        for (name, value) in response.headers {
            writer.key(name)
            writer.string(value)
        }
        writer.endObject()
        writer.key("body")
        if response.header("Content-Type")?.contains("json") == true {
            writer.raw(response.body)
        } else {
            writer.string(String(decoding: response.body, as: UTF8.self))
        }
        writer.endObject()
        return writer.bytes
    }
}
