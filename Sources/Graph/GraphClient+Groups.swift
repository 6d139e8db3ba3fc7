public import Directory

extension GraphClient {
    /// Some groups as a delta query of nothing else shows them: with all their members.
    ///
    /// Unlike the groups' own lists it names every member: of any type, and those in the recycle bin.
    /// - Parameter ids: The groups, any number of them.
    /// - Returns: Each group that is there, its slices joined; one that is deleted or unknown is not among them.
    /// - Throws: What Graph answered, or that the pages do not end.
    @concurrent
    public func wholeGroups(_ ids: [GUID]) async throws(GraphError) -> [GUID: GraphGroup] {
        var groups: [GUID: GraphGroup] = [:]
        var rest = ids[...]
        while !rest.isEmpty {
            let batch = rest.prefix(Self.groupsPerFilterMax)
            rest = rest.dropFirst(batch.count)
            groups.merge(try await wholeGroups(filteredBy: batch)) { _, later in later }
        }
        return groups
    }

    /// Graph refuses more in one filter of a delta query.
    static let groupsPerFilterMax = 50

    private func wholeGroups(
        filteredBy ids: ArraySlice<GUID>
    ) async throws(GraphError) -> [GUID: GraphGroup] {
        let filter = ids.map { "id%20eq%20'\($0.text)'" }.joined(separator: "%20or%20")
        var state = RoundState(start: .initial)
        var found: [GUID: GraphGroup] = [:]
        while true {
            let step: RoundState.Step
            do throws(GraphError) {
                let page = try await page(of: .groups, at: state.position, filter: filter)
                if case .groups(let groups) = page.objects { found.join(groups) }
                let links = [page.links.nextLink, page.links.deltaLink].compactMap(\.self)
                step = state.received(
                    page.links,
                    attemptCount: page.attemptCount,
                    isForeign: !links.allSatisfy(serves)
                )
            } catch {
                guard let next = state.failed(error.kind) else { throw error }
                step = next
            }
            switch step {
            case .fetch: break
            case .complete: return found.filter { $0.value.removal == nil }
            case .restart: found = [:]
            case .fail(let failure):
                throw GraphError(
                    failure == .foreignLink ? .forbiddenHost : .data,
                    tenant: tenant,
                    doing: "read \(ids.count) groups",
                    detail: failure.description
                )
            }
        }
    }
}

extension [GUID: GraphGroup] {
    /// Adds what a page says of groups: their slices, and the rest as it was said last.
    fileprivate mutating func join(_ groups: [GraphGroup]) {
        for var group in groups {
            if let earlier = self[group.id] {
                group.members = earlier.members + group.members
                if group.visibility == .absent { group.visibility = earlier.visibility }
            }
            self[group.id] = group
        }
    }
}

extension GraphGroup {
    /// Who is a member, after all that was said of each.
    public var currentMembers: [GraphMember] {
        var last: [GUID: GraphMember] = [:]
        for member in members { last[member.id] = member }
        return last.values.filter { !$0.isRemoved }.sorted { $0.id < $1.id }
    }

    /// Whether the group does not show its members to everyone.
    public var hidesMembers: Bool {
        visibility.value?.lowercased() == "hiddenmembership"
    }
}
