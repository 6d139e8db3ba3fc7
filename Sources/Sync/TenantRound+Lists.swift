import Directory
import Graph
import Store

/// Groups whose members a round may not have told: they are read once more.
extension TenantRound {
    /// What was read, and what could not be.
    struct Lists {
        /// All the members of restored groups.
        var members: [GUID: [GraphMember]] = [:]
        /// Hidden members are not shown to the application; `nil` when there was nothing to ask.
        var lacksHiddenMembers: Bool?

        /// Where a full round names no member of a hidden group, it has none.
        var showsHidden: Bool { lacksHiddenMembers == false }
        /// A restored group is not to be seen yet, so that only a full round can tell its members.
        var isIncomplete = false
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
        return lists
    }

    /// Reads groups by a delta query of their own, which begins with everything: members of any type, those in the
    /// recycle bin, and none that left without a word.
    private func readMembers(of ids: [GUID], into lists: inout Lists) async throws(RoundError) {
        guard !ids.isEmpty else { return }
        let groups: [GUID: GraphGroup]
        do throws(GraphError) {
            groups = try await setup.client.wholeGroups(ids)
        } catch {
            throw .graph(error)
        }
        for id in ids {
            guard let group = groups[id] else {
                // It is gone again, or not yet on the replica that answered.
                lists.isIncomplete = true
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
