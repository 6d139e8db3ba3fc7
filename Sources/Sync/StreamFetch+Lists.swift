import Directory
import Graph
import Store

/// The faster beginning of a first import: a delta link from before anything was read, then plain lists of all objects,
/// then the members of many groups at once. The stream goes on from that delta link, as if it had told everything.
extension StreamFetch {
    /// Lists everything, from where the round stands; one that does not begin with lists is left as it is.
    func list(_ round: inout StagedRound) async throws(RoundError) {
        if beginsWithLists, round.isFull, round.pageCount == 0 {
            try await beginLists(&round)
        }
        var restartCount = 0
        var links: Set<String> = []
        while let link = round.nextLink, let position = ListPosition(link) {
            guard !Task.isCancelled else { throw .stopped }
            guard links.insert(link).inserted else { throw neverEnds }
            do {
                switch position {
                case .objects(let link, let deltaLink):
                    try await listObjects(at: link, then: deltaLink, &round)
                case .members(let last, let deltaLink):
                    try await listMembers(after: last, then: deltaLink, &round)
                }
            } catch {
                // A page token that has expired cannot be renewed: the list begins anew.
                guard case .graph(let failure) = error, failure.kind == .pageTokenExpired,
                    restartCount < RoundState.restartsMax
                else { throw error }
                restartCount += 1
                links = []
                do throws(StoreError) {
                    round = try beginAnew(at: "")
                } catch {
                    throw .store(error)
                }
                try await beginLists(&round)
            }
        }
    }

    private func beginLists(_ round: inout StagedRound) async throws(RoundError) {
        let deltaLink: String
        do throws(GraphError) {
            deltaLink = try await client.latestLink(of: stream.graph)
        } catch {
            throw .graph(error)
        }
        try append(StagedPage(), .next(.objects(link: nil, then: deltaLink)), &round)
    }

    private func listObjects(
        at link: String?,
        then deltaLink: String,
        _ round: inout StagedRound
    ) async throws(RoundError) {
        let page: DeltaPage
        do throws(GraphError) {
            page = try await client.list(of: stream.graph, at: link)
        } catch {
            throw .graph(error)
        }
        let staged = StagedPage(page)
        if let next = page.links.nextLink {
            try append(staged, .next(.objects(link: next, then: deltaLink)), &round)
        } else if stream == .groups {
            try append(staged, .next(.members(after: nil, then: deltaLink)), &round)
        } else {
            try append(staged, .catchUp(deltaLink), &round)
        }
        received(staged)
    }

    private func listMembers(
        after last: String?,
        then deltaLink: String,
        _ round: inout StagedRound
    ) async throws(RoundError) {
        let groups: [GUID]
        do throws(StoreError) {
            groups = try staging.objects(
                of: .groups,
                after: last.flatMap { GUID($0) },
                limit: SyncLimits.groupsPerListMax * GraphClient.requestsPerTenantMax
            ).map(\.id)
        } catch {
            throw .store(error)
        }
        guard !groups.isEmpty else { return try append(StagedPage(), .catchUp(deltaLink), &round) }
        for part in try await members(of: groups) {
            let page = StagedPage(memberships: part.memberships)
            let position = ListPosition.members(after: part.last.text, then: deltaLink)
            try append(page, .next(position), &round)
            received(page)
        }
    }

    private struct Part: Sendable {
        var last: GUID
        var memberships: [StagedMembership]
    }

    /// The members of some groups, as many requests at once as a tenant may have.
    private func members(of groups: [GUID]) async throws(RoundError) -> [Part] {
        typealias Read = Result<Part, GraphError>
        let slices = stride(from: 0, to: groups.count, by: SyncLimits.groupsPerListMax).map {
            Array(groups[$0..<min($0 + SyncLimits.groupsPerListMax, groups.count)])
        }
        let client = client
        let read = await withTaskGroup(of: Read.self) { tasks in
            for slice in slices {
                tasks.addTask {
                    do throws(GraphError) {
                        let whole = try await client.wholeGroups(slice)
                        let memberships = slice.flatMap { id in
                            (whole[id]?.currentMembers ?? []).map { StagedMembership($0, of: id) }
                        }
                        return .success(
                            Part(last: slice[slice.count - 1], memberships: memberships)
                        )
                    } catch {
                        return .failure(error)
                    }
                }
            }
            var read: [Read] = []
            for await one in tasks { read.append(one) }
            return read
        }
        do throws(GraphError) {
            var parts: [Part] = []
            for one in read { parts.append(try one.get()) }
            return parts.sorted { $0.last < $1.last }
        } catch {
            throw .graph(error)
        }
    }

    private var neverEnds: RoundError {
        .graph(
            GraphError(
                .data,
                tenant: client.tenant,
                doing: "list \(stream.graph.rawValue)",
                detail: "the list does not end"
            )
        )
    }
}

extension PageEnd {
    fileprivate static func next(_ position: ListPosition) -> PageEnd { .next(position.text) }
}
