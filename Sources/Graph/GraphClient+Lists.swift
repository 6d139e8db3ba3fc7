import HTTPClient

extension GraphClient {
    /// A link that leads to whatever changes from now on, without what is there already.
    @concurrent
    public func latestLink(of stream: DeltaStream) async throws(GraphError) -> String {
        let operation = "begin to follow \(stream.rawValue)"
        let url = cloud.graphBase + stream.initialTarget + "&$deltatoken=latest"
        let page = try await send(operation, .get, url) { body throws(JSONError) in
            try DeltaPage(stream, body: body)
        }.value
        guard let link = page.links.deltaLink, serves(link) else {
            throw GraphError(
                .data,
                tenant: tenant,
                doing: operation,
                detail: "there is no delta link"
            )
        }
        return link
    }

    /// One page of a plain list of all objects: the first one, or the one at `nextLink`.
    @concurrent
    public func list(
        of stream: DeltaStream,
        at nextLink: String? = nil
    ) async throws(GraphError) -> DeltaPage {
        let url = nextLink ?? cloud.graphBase + stream.listTarget
        return try await send("list \(stream.rawValue)", .get, url) { body throws(JSONError) in
            try DeltaPage(stream, body: body)
        }.value
    }
}
