import Directory
import Graph
import Store

/// Groups whose members a round may not have told: they are read once more.
extension TenantRound {
    /// Whether a restored group gets its members told again is not documented, so they are read; and a full round that
    /// names no member of a group with hidden membership tells nothing about them.
    func listedMembers(
        _ rounds: [DirectoryStream: StagedRound]
    ) async throws(RoundError) -> GroupLists {
        var lists = GroupLists()
        guard let groups = rounds[.groups] else { return lists }
        if groups.isFull {
            let hidden = try await read { reconciler throws(StoreError) in
                try reconciler.groupsWithHiddenMembers()
            }
            // One refusal is an answer for all of them; where every such group names members, there is nothing to ask.
            lists.lacksHiddenMembers = false
            if let first = hidden.known.first ?? hidden.unknown.first {
                lists.lacksHiddenMembers = try await listMembers(of: first) == nil
            }
        }
        let lastLink = setup.state.groups.issued
        let restored = try await read { reconciler throws(StoreError) in
            try reconciler.restoredGroups(in: groups, since: lastLink)
        }
        lists.apart = Set(restored)
        try await readMembers(of: restored, into: &lists)
        return lists
    }

    /// Reads groups by a delta query of their own, which begins with everything: members of any type, those in the
    /// recycle bin, and none that left without a word.
    private func readMembers(
        of ids: [GUID],
        into lists: inout GroupLists
    ) async throws(RoundError) {
        guard !ids.isEmpty else { return }
        let groups = try await wholeGroups(ids, failures: &lists.failures)
        for id in ids where lists.failures[id] == nil {
            guard let group = groups[id] else {
                lists.failures[id] = Self.notThere
                continue
            }
            let members = group.currentMembers
            if members.isEmpty, group.hidesMembers {
                // Unknown, where the group's own list is refused.
                guard try await listMembers(of: id) != nil else { continue }
            }
            lists.members[id] = members
        }
    }

    /// It is gone again, or not yet on the replica that answered.
    private static var notThere: String {
        "Graph has restored the group and does not show its members yet; the next sync reads everything"
    }

    /// The groups that could be read; where their answer makes no sense, each is asked for by itself.
    private func wholeGroups(
        _ ids: [GUID],
        failures: inout [GUID: String]
    ) async throws(RoundError) -> [GUID: GraphGroup] {
        do throws(GraphError) {
            return try await setup.client.wholeGroups(ids)
        } catch {
            guard error.concernsOneObject else { throw .graph(error) }
            guard ids.count > 1 else {
                for id in ids { failures[id] = error.description }
                return [:]
            }
        }
        var groups: [GUID: GraphGroup] = [:]
        for id in ids {
            let one = try await wholeGroups([id], failures: &failures)
            groups.merge(one) { _, later in later }
        }
        return groups
    }

    /// Tells at each group why it could not be read; a full round that could read them all ends that.
    func noteFailures(
        _ lists: GroupLists,
        isFull: Bool,
        _ summary: inout Summary
    ) async throws(RoundError) {
        guard isFull || !lists.failures.isEmpty else { return }
        let failures = lists.failures
        let tenant = tenant
        let run = run
        let isFirstImport = setup.state.isImporting
        let step = try await host.step { publisher throws(StoreError) -> Step in
            let entraIDs = failures.keys.sorted()
            let ids = try publisher.store.read { reader throws(StoreError) in
                try reader.objectIDs(of: entraIDs, in: tenant)
            }
            var errors: [ObjectID: String] = [:]
            for case (let id?, let entraID) in zip(ids, entraIDs) {
                errors[id] = failures[entraID]
            }
            let changes = publisher.changes(
                noting: errors,
                of: tenant,
                endsOthers: isFull
            )
            var step = Step()
            guard !changes.isEmpty else { return step }
            let published = try publisher.publish(
                changes,
                of: RoundWrites(run: run, isFirstImport: isFirstImport)
            )
            step.count(changes, published)
            return step
        }
        summary.add(step)
    }

    /// A group's own list of members; `nil` when it is not there or not shown.
    func listMembers(of group: GUID) async throws(RoundError) -> [GraphMember]? {
        do throws(GraphError) {
            return try await setup.client.allMembers(of: group)
        } catch {
            switch error.kind {
            case .notFound, .consent: return nil
            default: throw .graph(error)
            }
        }
    }
}

extension GraphError {
    /// Whether it is the answer about one object that makes no sense, rather than Graph, the way to it or a permission.
    fileprivate var concernsOneObject: Bool {
        switch kind {
        case .data, .request, .notFound: true
        case .credentials, .consent, .throttled, .transient, .notTrusted, .resync,
            .pageTokenExpired, .forbiddenHost, .cancelled:
            false
        }
    }
}
