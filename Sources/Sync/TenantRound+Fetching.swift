import Directory
import Graph
import Store

extension TenantRound {
    /// Fetches the streams, side by side where all of them go on from where they stand.
    ///
    /// A group's page may name somebody who is gone for good before the page of users is given that would name them, and
    /// nothing need ever tell it. So when everything is read of users or of devices, everything is read of groups too, and
    /// after them: whoever is in no page of the former was gone before any page of the latter, or is in the recycle bin,
    /// of which the stream will tell more.
    ///
    ///     links of all three ──▶ users, devices, groups ──▶ one of them read everything ──▶ groups, from the start
    ///     no link, or a full round half done ──▶ users, devices ──▶ groups
    func fetch(_ feed: ImportFeed?) async throws(RoundError) -> [DirectoryStream: StagedRound] {
        let wasPutOff = try noteStaged()
        var readsEverything = false
        for stream in DirectoryStream.allCases {
            let isFull = try staged(stream)?.isFull ?? false
            readsEverything = readsEverything || isFull || setup.state[stream].deltaLink == nil
        }
        let objects: [DirectoryStream] = [.users, .devices]
        var rounds = try await fetch(
            readsEverything ? objects : DirectoryStream.allCases,
            keepsComplete: wasPutOff,
            feed
        )
        var groupsLink = setup.state.groups.deltaLink
        if let groups = rounds[.groups], !groups.isComplete {
            rounds[.groups] = nil
            groupsLink = nil
        }
        let began = objects.compactMap { rounds[$0] }.filter(\.isFull).map(\.started).max()
        if let began {
            groupsLink = nil
            if let groups = try staged(.groups), !groups.isFull || groups.started < began {
                try forget(.groups)
                rounds[.groups] = nil
            }
        }
        if rounds[.groups] == nil {
            let groups = try await fetch(
                [.groups],
                groupsLink: groupsLink,
                keepsComplete: wasPutOff,
                feed
            )
            rounds.merge(groups) { _, later in later }
        }
        precondition(rounds.count == DirectoryStream.allCases.count, "each stream has its round")
        return rounds
    }

    /// Fetches some streams side by side, or only groups.
    ///
    /// - Parameters:
    ///   - streams: Which ones.
    ///   - groupsLink: Where groups go on, when they are fetched alone; otherwise they go on from their link, and are given
    ///     back incomplete where that is lost.
    ///   - keepsComplete: What is complete is kept as it is.
    ///   - feed: Who shows what comes.
    /// - Returns: Their rounds.
    /// - Throws: What stopped any of them, once all have ended.
    private func fetch(
        _ streams: [DirectoryStream],
        groupsLink: String? = nil,
        keepsComplete: Bool,
        _ feed: ImportFeed?
    ) async throws(RoundError) -> [DirectoryStream: StagedRound] {
        typealias Fetched = Result<StagedRound, RoundError>
        let isAlone = streams == [.groups]
        let fetched: Result<[DirectoryStream: StagedRound], RoundError>
        fetched = await withTaskGroup(of: Fetched.self) { group in
            for stream in streams {
                let fetch = StreamFetch(
                    stream: stream,
                    client: setup.client,
                    staging: setup.staging,
                    deltaLink: isAlone ? groupsLink : setup.state[stream].deltaLink,
                    keepsComplete: keepsComplete,
                    beginsWithLists: setup.state.isImporting && setup.policy.listsAtFirst,
                    stopsAtLostLink: stream == .groups && !isAlone,
                    clock: clock,
                    received: { [progress] page in
                        progress.received(page, of: stream)
                        feed?.add(page, of: stream)
                    }
                )
                group.addTask {
                    do throws(RoundError) {
                        return .success(try await fetch.run())
                    } catch {
                        return .failure(error)
                    }
                }
            }
            var rounds: [DirectoryStream: StagedRound] = [:]
            var failure: RoundError?
            for await result in group {
                switch result {
                case .success(let round): rounds[round.stream] = round
                case .failure(let error): failure = failure ?? error
                }
            }
            return failure.map { .failure($0) } ?? .success(rounds)
        }
        return try fetched.get()
    }

    /// What has been staged of a stream, by this attempt or an earlier one.
    private func staged(_ stream: DirectoryStream) throws(RoundError) -> StagedRound? {
        do throws(StoreError) {
            return try setup.staging.round(of: stream)
        } catch {
            throw .store(error)
        }
    }

    private func forget(_ stream: DirectoryStream) throws(RoundError) {
        do throws(StoreError) {
            try setup.staging.finish(stream)
        } catch {
            throw .store(error)
        }
    }
}
