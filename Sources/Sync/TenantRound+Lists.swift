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
                lists.lacksHiddenMembers = try await listMembers(of: first, refusals: true) == nil
            }
            if lists.lacksHiddenMembers == false {
                try await readMembers(of: hidden.known, into: &lists)
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

    private func readMembers(of groups: [GUID], into lists: inout Lists) async throws(RoundError) {
        for group in groups {
            if let members = try await listMembers(of: group, refusals: true) {
                lists.members[group] = members
            }
        }
    }

    /// A group's own list of members; `nil` when it is not there, or, with `refusals`, not shown.
    func listMembers(of group: GUID, refusals: Bool) async throws(RoundError) -> [GraphMember]? {
        do throws(GraphError) {
            var page = try await setup.client.members(of: group)
            var all = page.members
            while let link = page.nextLink {
                page = try await setup.client.members(of: group, at: link)
                all += page.members
            }
            return all
        } catch {
            // Gone again, or not yet on the replica that answered: the next round looks anew.
            if error.kind == .notFound || refusals && error.kind == .consent { return nil }
            throw .graph(error)
        }
    }
}
