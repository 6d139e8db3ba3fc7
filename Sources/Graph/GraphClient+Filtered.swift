public import Directory
import HTTPClient

extension GraphClient {
    /// Some groups as delta queries of nothing else show them: with all their members.
    ///
    /// Unlike the groups' own lists they name every member: of any type, and those in the recycle bin. Many groups are
    /// asked for together, in batches of requests.
    /// - Parameter ids: The groups, any number of them.
    /// - Returns: Each group that is there, its slices joined; one that is deleted or unknown is not among them.
    /// - Throws: What Graph answered, or that the pages do not end.
    @concurrent
    public func wholeGroups(_ ids: [GUID]) async throws(GraphError) -> [GUID: GraphGroup] {
        var groups: [GUID: GraphGroup] = [:]
        try await eachQuery(of: .groups, ids) { groups.merge($0.groups) { _, later in later } }
        return groups
    }

    /// Users as delta queries of nothing else show them.
    ///
    /// Unlike a look-up by id, which any replica may answer, they agree with the stream of users: who is here now and is
    /// deleted later will be told so by the stream's next round.
    /// - Parameter ids: The users, any number of them.
    /// - Returns: Those that are there; who is in the recycle bin or unknown is not among them.
    /// - Throws: What Graph answered, or that the pages do not end.
    @concurrent
    public func users(_ ids: [GUID]) async throws(GraphError) -> [GraphUser] {
        var users: [GraphUser] = []
        try await eachQuery(of: .users, ids) { users += $0.users.values }
        return users.sorted { $0.id < $1.id }
    }

    /// Devices in the same way.
    @concurrent
    public func devices(_ ids: [GUID]) async throws(GraphError) -> [GraphDevice] {
        var devices: [GraphDevice] = []
        try await eachQuery(of: .devices, ids) { devices += $0.devices.values }
        return devices.sorted { $0.id < $1.id }
    }

    /// Asks for some objects with as few requests as there can be; each query is handed over when it is complete.
    private func eachQuery(
        of stream: DeltaStream,
        _ ids: [GUID],
        _ take: (FilteredObjects) -> Void
    ) async throws(GraphError) {
        // As many queries as fit into one batch go side by side; only more groups than that make them longer.
        let share = (ids.count + Self.requestsPerBatchMax - 1) / Self.requestsPerBatchMax
        let size = max(1, min(share, FilteredObjects.objectsMax))
        var queries = stride(from: 0, to: ids.count, by: size).map {
            FilteredObjects(stream, ids[$0..<min($0 + size, ids.count)])
        }
        while !queries.isEmpty {
            // The last ones, so that finished ones can be taken away at once.
            let count = min(queries.count, Self.requestsPerBatchMax)
            var turn = Array(queries.suffix(count))
            queries.removeLast(count)
            let pages = count > 1 ? try await pages(of: turn, stream) : [nil]
            for place in turn.indices {
                try await advance(&turn[place], with: pages[place])
                if turn[place].isComplete {
                    take(turn[place])
                } else {
                    queries.append(turn[place])
                }
            }
        }
    }

    /// Graph takes no more requests in one batch.
    static let requestsPerBatchMax = 20

    /// Takes a query one page further; the page is asked for by itself where a batch did not bring it.
    private func advance(
        _ query: inout FilteredObjects,
        with page: DeltaPage?
    ) async throws(GraphError) {
        let step: RoundState.Step
        do throws(GraphError) {
            let received: DeltaPage
            if let page {
                received = page
            } else {
                received = try await self.page(
                    of: query.stream,
                    at: query.position,
                    filter: query.filter
                )
            }
            let links = [received.links.nextLink, received.links.deltaLink].compactMap(\.self)
            step = query.received(received, isForeign: !links.allSatisfy(serves))
        } catch {
            guard let next = query.failed(error.kind) else { throw error }
            step = next
        }
        guard case .fail(let failure) = step else { return }
        throw GraphError(
            failure == .foreignLink ? .forbiddenHost : .data,
            tenant: tenant,
            doing: "read \(query.stream.rawValue)",
            detail: failure.description
        )
    }

    /// The next page of each query, in one request; nil where it has to be asked for by itself.
    private func pages(
        of queries: [FilteredObjects],
        _ stream: DeltaStream
    ) async throws(GraphError) -> [DeltaPage?] {
        let targets = queries.map { target(of: $0) }
        let requests = targets.enumerated().compactMap { place, target in
            target.map { #"{"id":"\#(place)","method":"GET","url":\#(JSONText.quoted($0))}"# }
        }
        var pages: [DeltaPage?] = Array(repeating: nil, count: queries.count)
        guard !requests.isEmpty else { return pages }
        let body = #"{"requests":[\#(requests.joined(separator: ","))]}"#
        let url = cloud.graphBase + Self.version + "/$batch"
        let operation = "read \(stream.rawValue)"
        let answers = try await send(operation, .post, url, body: Array(body.utf8)) {
            body throws(JSONError) in try Self.pages(of: stream, inBatch: body)
        }.value
        for (place, page) in answers where pages.indices.contains(place) { pages[place] = page }
        return pages
    }

    private static let version = "/v1.0"

    /// What follows the version in the address of a query's next page; nil for a link of another form.
    private func target(of query: FilteredObjects) -> String? {
        switch query.position {
        case .initial:
            let target = query.stream.initialTarget + "&$filter=" + query.filter
            return String(target.dropFirst(Self.version.count))
        case .link(let link):
            let base = cloud.graphBase + Self.version
            return link.hasPrefix(base) ? String(link.dropFirst(base.count)) : nil
        }
    }

    /// The pages among the answers of a batch, by the numbers of their requests; errors are left out.
    private static func pages(
        of stream: DeltaStream,
        inBatch body: [UInt8]
    ) throws(JSONError) -> [(Int, DeltaPage)] {
        let document = try JSONDocument(parsing: body)
        guard let responses = document.value(of: "responses", in: document.root),
            var cursor = document.elements(of: responses)
        else { throw .unexpected("the batch has no responses") }
        var pages: [(Int, DeltaPage)] = []
        while let response = document.nextElement(&cursor) {
            guard let id = document.value(of: "id", in: response).flatMap({ document.string($0) }),
                let place = Int(id),
                let status = document.value(of: "status", in: response),
                document.integer(status) == 200,
                let page = document.value(of: "body", in: response)
            else { continue }
            pages.append((place, try DeltaPage(stream, document, page)))
        }
        return pages
    }
}
