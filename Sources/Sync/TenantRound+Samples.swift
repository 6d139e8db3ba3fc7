import Directory
import Graph
import Store

/// The rotating comparison of groups with their own lists of members: it finds what delta queries have lost.
///
/// A group that differs may just have changed since the round's pages were given. So it is only suspected, and compared
/// once more after the next round; what differs then is a finding, and is put right.
extension TenantRound {
    func sample(_ summary: inout Summary) async throws(RoundError) -> Sampling {
        var sampling = setup.state.sampling
        guard setup.policy.sampledGroups > 0, !summary.isFull, !setup.state.isImporting,
            setup.state.heldSince == nil
        else { return sampling }
        for group in sampling.suspects {
            guard let members = try await listMembers(of: group) else { continue }
            let lost = try await differences(of: group, from: members)
            guard !lost.isEmpty else { continue }
            summary.findingCount += UInt64(lost.count)
            try await publishMembers([group: members], &summary) {
                reconciler,
                group,
                members throws(StoreError) in
                try reconciler.comparing(group, withList: members)
            }
        }
        sampling.suspects = []
        let now = clock.now
        let begins = sampling.lastSample ?? setup.state.lastFullRound ?? now
        guard now.milliseconds - begins.milliseconds >= SyncLimits.sampleSeconds * 1000 else {
            sampling.lastSample = sampling.lastSample ?? begins
            return sampling
        }
        let groups = try await nextGroups(after: sampling.last)
        for group in groups {
            guard let members = try await listMembers(of: group) else { continue }
            if try await !differences(of: group, from: members).isEmpty {
                sampling.suspects.append(group)
            }
        }
        sampling.lastSample = now
        sampling.last = groups.last
        return sampling
    }

    private func differences(
        of group: GUID,
        from members: [GraphMember]
    ) async throws(RoundError) -> [Change] {
        let listed = members.map { StagedMembership($0, of: group) }
        return try await read { reconciler throws(StoreError) in
            try reconciler.comparing(group, withList: listed)
        }
    }

    /// The groups whose turn it is, by their ids and around again.
    private func nextGroups(after last: GUID?) async throws(RoundError) -> [GUID] {
        var groups: [GUID] = []
        var position = last
        while groups.count < setup.policy.sampledGroups {
            let here = position
            let batch = try await read { reconciler throws(StoreError) in
                try reconciler.liveGroups(after: here)
            }
            groups += batch.groups.prefix(setup.policy.sampledGroups - groups.count)
            guard let end = batch.last else { break }
            position = end
        }
        return groups
    }
}
