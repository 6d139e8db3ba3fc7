import Directory
import Graph
import Store

/// Groups whose members a delta query may not have told: they are read from the group's own list.
extension TenantRound {
    /// The lists that were read, and what could not be.
    struct Lists {
        var members: [GUID: [GraphMember]] = [:]
        /// Hidden members are not shown to the application; `nil` when there was nothing to ask.
        var lacksHiddenMembers: Bool?

        /// Where a full round names no member of a hidden group, it has none.
        var showsHidden: Bool { lacksHiddenMembers == false }
        /// A restored group is not to be seen yet, so that only a full round can tell its members.
        var isIncomplete = false
        var refusedCount = 0
    }

    /// Whether a restored group gets its members told again is not documented, so they are read; and a full round that
    /// names no member of a group with hidden membership tells nothing about them.
    func listedMembers(_ rounds: [DirectoryStream: StagedRound]) async throws(RoundError) -> Lists {
        var lists = Lists()
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
            return lists
        }
        // A full round tells everything else by itself.
        let lastLink = setup.state.groups.issued
        let restored = try await read { reconciler throws(StoreError) in
            try reconciler.restoredGroups(since: lastLink)
        }
        try await readMembers(of: restored, into: &lists)
        lists.isIncomplete = lists.members.count < restored.count - lists.refusedCount
        return lists
    }

    private func readMembers(of groups: [GUID], into lists: inout Lists) async throws(RoundError) {
        for group in groups {
            switch try await list(group) {
            case .shown(let members): lists.members[group] = members
            case .refused: lists.refusedCount += 1
            case .missing: break
            }
        }
    }

    /// What asking for a group's own list of members brings.
    private enum Listing {
        case shown([GraphMember])
        /// Its members are hidden.
        case refused
        /// It is gone again, or not yet on the replica that answered.
        case missing
    }

    private func list(_ group: GUID) async throws(RoundError) -> Listing {
        do throws(GraphError) {
            return .shown(try await setup.client.allMembers(of: group))
        } catch {
            switch error.kind {
            case .notFound: return .missing
            case .consent: return .refused
            default: throw .graph(error)
            }
        }
    }

    /// A group's own list of members; `nil` when it is not there or not shown.
    func listMembers(of group: GUID) async throws(RoundError) -> [GraphMember]? {
        switch try await list(group) {
        case .shown(let members): members
        case .refused, .missing: nil
        }
    }
}
