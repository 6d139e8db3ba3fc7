extension GraphCall {
    /// Answers `/groups/{id}/members`, or `/transitiveMembers`, with or without a cast to one kind.
    func members(
        ofGroup identifier: String,
        cast: ObjectKind?,
        isTransitive: Bool = false
    ) throws(GraphFailure) -> [UInt8] {
        let group = try readableGroup(identifier)
        for name in ["search", "orderby", "filter", "expand"] where query[name] != nil {
            throw .unsupportedQuery("The query parameter '$\(name)' is not supported here.")
        }
        if cast != nil { try requireAdvanced() }
        let size = try pageSize()
        let start = try listingStart()
        let links = tenant.links(ofGroup: group.ordinal)
        let flattened = isTransitive ? transitiveLinks(ofGroup: group) : []
        let positionCount = isTransitive ? flattened.count : links.positionCount
        var members: [ObjectKey] = []
        var next: Int?
        for position in start..<max(start, positionCount) {
            let found = isTransitive ? flattened[position] : links.link(at: position)
            guard let link = found, lists(link, cast: cast) else { continue }
            if members.count == size {
                next = position
                break
            }
            members.append(link.member)
        }
        let selected = try memberSelection(cast: cast)
        var writer = beginCollection(
            cast?.collectionName ?? "directoryObjects",
            selected: selected
        )
        if isAdvanced, query["count"] == "true", start == 0 {
            writer.key("@odata.count")
            writer.integer(count(links, cast: cast))
        }
        if let next { writeNextLink(next, to: &writer) }
        writer.key("value")
        writer.beginArray()
        for member in members {
            write(member, selected: selected, withType: cast == nil, to: &writer)
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// Answers `/groups/{id}/members/$count` with the bare number.
    func memberCount(ofGroup identifier: String, cast: ObjectKind?) throws(GraphFailure) -> [UInt8]
    {
        let group = try readableGroup(identifier)
        try requireAdvanced()
        let links = tenant.links(ofGroup: group.ordinal)
        return Array(String(count(links, cast: cast)).utf8)
    }

    /// Writes one object of a collection of several kinds.
    ///
    /// Of an object that the caller may not read it gets the type and the identifier, and null for
    /// all the rest.
    func write(
        _ key: ObjectKey,
        selected: [String]?,
        withType: Bool,
        to writer: inout JSONWriter
    ) {
        guard let state = tenant.state(of: key) else { return }
        let schema = PropertySchema.of(key.kind)
        writer.beginObject()
        if withType {
            writer.key("@odata.type")
            writer.string(key.kind.typeName)
        }
        var properties = selected == nil ? schema.defaults : .none
        for name in selected ?? [] {
            if let index = schema.index(of: name) { properties.insert(index) }
        }
        let canRead = canRead(key.kind)
        // Limited information still says which object it is.
        let withID = selected?.contains { $0.lowercased() == "id" } ?? true
        write(
            key,
            canRead
                ? state
                : ObjectState(
                    record: PropertyRecord(count: schema.names.count),
                    lifecycle: .live
                ),
            properties: properties,
            withID: withID || !canRead,
            to: &writer
        )
        writer.endObject()
    }

    /// The names of a selection that may hold for several kinds, nil if there is none.
    func memberSelection(cast: ObjectKind?) throws(GraphFailure) -> [String]? {
        if let cast { return try selectedProperties(of: cast)?.names }
        guard let select = query["select"], !select.isEmpty else { return nil }
        return select.split(separator: ",").map { part in String(part.filter { $0 != " " }) }
    }

    /// Everybody in a group and in the groups within it, each once, however they contain each other.
    private func transitiveLinks(ofGroup group: ObjectKey) -> [MemberLink] {
        var found: [MemberLink] = []
        var seen: Set<ObjectKey> = []
        var waiting = [group.ordinal]
        while let ordinal = waiting.popLast() {
            let links = tenant.links(ofGroup: ordinal)
            for position in 0..<links.positionCount {
                guard let link = links.link(at: position), link.isMember,
                    seen.insert(link.member).inserted
                else { continue }
                found.append(link)
                if link.member.kind == .group { waiting.append(link.member.ordinal) }
            }
        }
        return found
    }

    private func readableGroup(_ identifier: String) throws(GraphFailure) -> ObjectKey {
        try require(Permission.reading(.group))
        guard let group = find(.group, identifier), let state = tenant.state(of: group) else {
            throw .notFound(identifier)
        }
        let isHidden = state.record.text(GroupProperty.visibility) == "HiddenMembership"
        guard !isHidden || canReadHiddenMembers else { throw .denied }
        return group
    }

    private func count(_ links: GroupLinks, cast: ObjectKind?) -> Int {
        (0..<links.positionCount).count { position in
            links.link(at: position).map { lists($0, cast: cast) } ?? false
        }
    }

    /// Whether a member list shows a link.
    private func lists(_ link: MemberLink, cast: ObjectKind?) -> Bool {
        guard link.isMember, cast == nil || cast == link.member.kind else { return false }
        // Without an advanced query this version of Graph leaves service principals out.
        guard link.member.kind != .servicePrincipal || isAdvanced && query["count"] == "true" else {
            return false
        }
        return tenant.isLive(link.member)
    }
}
