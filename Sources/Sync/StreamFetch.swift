import Directory
import Graph
import Store

/// Follows one delta stream from where it stands to its delta link, and stages every page with the link after it.
///
/// Whatever interrupts it, the next attempt goes on behind the last page that was staged.
struct StreamFetch: Sendable {
    let stream: DirectoryStream
    let client: GraphClient
    let staging: StagingFile
    /// The link that the last round ended with; `nil` asks for a full round.
    let deltaLink: String?
    /// What is complete waits for its time, and is published as it is.
    var keepsComplete = false
    /// A full round that begins now lists everything first, many groups at once.
    var beginsWithLists = false
    /// Where the round would have to read everything, it ends incomplete: something else has to be read before.
    var stopsAtLostLink = false
    let clock: any GraphClock
    let received: @Sendable (StagedPage) -> Void

    /// - Returns: The round, complete but where it stops at a lost link.
    @concurrent
    func run() async throws(RoundError) -> StagedRound {
        var round = try begin()
        try await list(&round)
        var state = RoundState(
            start: round.startLink.isEmpty ? .initial : .link(round.startLink),
            resumingAt: round.pageCount > 0 ? round.nextLink : nil,
            initialLink: client.initialLink(of: stream.graph)
        )
        while !round.isComplete {
            guard !Task.isCancelled else { throw .stopped }
            let page: DeltaPage
            do {
                page = try await client.page(of: stream.graph, at: state.position)
            } catch {
                guard let step = state.failed(error.kind) else { throw .graph(error) }
                if stops(at: step) { return round }
                try follow(step, &round)
                continue
            }
            let staged = StagedPage(page)
            let links = [page.links.nextLink, page.links.deltaLink].compactMap(\.self)
            // A link that is never followed is not stored either: the next attempt would find nothing else.
            let step = state.received(
                page.links,
                attemptCount: page.attemptCount,
                isForeign: !links.allSatisfy(client.serves)
            )
            switch step {
            case .fetch(.link(let link)):
                let isEnd = page.links.nextLink == nil
                try append(staged, isEnd ? .catchUp(link) : .next(link), &round)
            case .complete(let link): try append(staged, .delta(link), &round)
            case .fetch(.initial), .restart, .fail:
                if stops(at: step) { return round }
                try follow(step, &round)
            }
            received(staged)
        }
        return round
    }

    private func stops(at step: RoundState.Step) -> Bool {
        switch step {
        case .restart(.initial): stopsAtLostLink
        case .restart(.link), .fetch, .complete, .fail: false
        }
    }

    /// The round that an earlier attempt left behind, when it leads on from where the stream stands now; else a new one.
    private func begin() throws(RoundError) -> StagedRound {
        do throws(StoreError) {
            guard let left = try staging.round(of: stream), left.leadsOn(from: deltaLink) else {
                return try beginAnew(at: deltaLink ?? "")
            }
            return left.isComplete && !keepsComplete ? try staging.reopen(stream) : left
        } catch {
            throw .store(error)
        }
    }

    func beginAnew(at startLink: String) throws(StoreError) -> StagedRound {
        let round = StagedRound(
            stream: stream,
            isFull: startLink.isEmpty,
            startLink: startLink,
            started: clock.now
        )
        try staging.begin(round)
        return round
    }

    func append(
        _ page: StagedPage,
        _ end: PageEnd,
        _ round: inout StagedRound
    ) throws(RoundError) {
        do throws(StoreError) {
            round = try staging.append(page, to: stream, end: end, received: clock.now)
        } catch {
            throw .store(error)
        }
    }

    private func follow(_ step: RoundState.Step, _ round: inout StagedRound) throws(RoundError) {
        switch step {
        case .fetch, .complete: break
        case .restart(let position):
            do throws(StoreError) {
                switch position {
                case .initial: round = try beginAnew(at: "")
                case .link(let link): round = try beginAnew(at: link)
                }
            } catch {
                throw .store(error)
            }
        case .fail(let failure):
            throw .graph(
                GraphError(
                    failure == .foreignLink ? .forbiddenHost : .data,
                    tenant: client.tenant,
                    doing: "follow the \(stream.graph.rawValue) stream",
                    detail: failure.description
                )
            )
        }
    }
}

extension StagedRound {
    /// Whether it has begun where the stream stands, or reads everything because it can not go on from there.
    func leadsOn(from deltaLink: String?) -> Bool {
        startLink == deltaLink ?? "" || isFull && self.deltaLink != deltaLink
    }
}

extension DirectoryStream {
    /// The same stream, as Graph names it.
    var graph: DeltaStream {
        switch self {
        case .users: .users
        case .devices: .devices
        case .groups: .groups
        }
    }

    /// The type of the objects that it brings.
    var objectType: ObjectType {
        switch self {
        case .users: .user
        case .devices: .device
        case .groups: .group
        }
    }
}
