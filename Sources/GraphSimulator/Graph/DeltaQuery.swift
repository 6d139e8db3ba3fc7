import Directory

extension GraphCall {
    /// Answers one request of a delta: a page with the link to what comes after it.
    func delta(of kind: ObjectKind) throws(GraphFailure) -> DeltaAnswer {
        try require(Permission.reading(kind))
        guard !tenant.behavior.isConsumerTenant else {
            throw .unsupportedQuery("Delta queries are not supported in this type of tenant.")
        }
        let token = try deltaToken(for: kind)
        // A round from now on has nothing to report but the place where the next one begins.
        guard token.purpose == .nextPage else {
            return answer(token, DeltaLinks(deltaLink: link(to: token)), objects: Array("[]".utf8))
        }
        let isMinimal = request.headers["prefer"]?.lowercased().contains("return=minimal") ?? false
        var page = DeltaPage(
            of: tenant,
            at: token,
            isMinimal: isMinimal,
            showsHiddenMembers: canReadHiddenMembers,
            fault: fault?.mode,
            writer: JSONWriter()
        )
        let (objects, next) = page.write()
        return answer(token, links(after: token, next), objects: objects.bytes)
    }

    private func answer(
        _ token: DeltaToken,
        _ links: DeltaLinks,
        objects: [UInt8]
    ) -> DeltaAnswer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("@odata.context")
        writer.string("\(base)/$metadata#\(token.kind.collectionName)\(contextSelection(token))")
        if let nextLink = links.nextLink {
            writer.key("@odata.nextLink")
            writer.string(nextLink)
        }
        if let deltaLink = links.deltaLink {
            writer.key("@odata.deltaLink")
            writer.string(deltaLink)
        }
        writer.key("value")
        writer.raw(objects)
        writer.endObject()
        return DeltaAnswer(
            body: writer.bytes,
            nextTarget: links.nextLink.flatMap { target(of: $0) }
        )
    }

    /// The links of a page after which the round goes on at `next`, or ends.
    private func links(after token: DeltaToken, _ next: DeltaToken.Offset?) -> DeltaLinks {
        var following = token
        following.issuedAtSeconds = nowSeconds
        var end = following
        end.purpose = .nextRound
        end.offset = DeltaToken.Offset()
        var links = DeltaLinks()
        if let next {
            following.offset = next
            links.nextLink = link(to: following)
        } else {
            links.deltaLink = link(to: end)
        }
        let itself = "\(request.scheme)://\(request.authority)\(request.path)?\(request.query)"
        switch fault?.mode {
        case .noLink?: return DeltaLinks()
        case .loopedLink?: return DeltaLinks(nextLink: itself)
        case .bothLinks?:
            links.nextLink = links.nextLink ?? itself
            links.deltaLink = link(to: end)
        case .foreignLink?:
            links.nextLink =
                "https://graph.evil.example\(target(of: links.nextLink ?? itself) ?? "")"
            links.deltaLink = nil
        case .longLink?:
            let padding = "&$padding=" + String(repeating: "p", count: 6_000)
            links.nextLink = links.nextLink.map { $0 + padding }
            links.deltaLink = links.deltaLink.map { $0 + padding }
        default: break
        }
        return links
    }

    /// Path and query of a link to this simulator.
    private func target(of link: String) -> String? {
        let base = "\(request.scheme)://\(request.authority)"
        return link.hasPrefix(base) ? String(link.dropFirst(base.count)) : nil
    }

    /// Where the requested page begins: in a round that goes on, or at the start of a new one.
    private func deltaToken(for kind: ObjectKind) throws(GraphFailure) -> DeltaToken {
        for name in ["expand", "orderby", "search"] where query[name] != nil {
            throw .unsupportedQuery("The query parameter '$\(name)' is not supported on delta.")
        }
        if let text = query["skiptoken"] {
            return try readToken(text, for: kind, purpose: .nextPage)
        }
        let deltaToken = query["deltatoken"] ?? ""
        if !deltaToken.isEmpty, deltaToken.lowercased() != "latest" {
            let last = try readToken(deltaToken, for: kind, purpose: .nextRound)
            return DeltaToken(
                purpose: .nextPage,
                tenant: tenant.id,
                kind: kind,
                selection: last.selection,
                isInitial: false,
                from: last.snapshot,
                // A replica that is behind the one before has nothing new to tell.
                snapshot: max(tenant.sequence, last.snapshot),
                // A client that has seen everything anew gets nothing twice.
                previousFrom: last.isInitial ? last.snapshot : last.from,
                issuedAtSeconds: nowSeconds
            )
        }
        let isLatest = !deltaToken.isEmpty
        return DeltaToken(
            purpose: isLatest ? .nextRound : .nextPage,
            tenant: tenant.id,
            kind: kind,
            selection: try deltaSelection(of: kind),
            isInitial: true,
            from: 0,
            snapshot: tenant.sequence,
            previousFrom: 0,
            issuedAtSeconds: nowSeconds
        )
    }

    private func readToken(
        _ text: String,
        for kind: ObjectKind,
        purpose: DeltaToken.Purpose
    ) throws(GraphFailure) -> DeltaToken {
        guard let token = DeltaToken(text, key: simulation.pageTokenKey),
            token.tenant == tenant.id, token.kind == kind, token.purpose == purpose
        else { throw .badPageToken }
        // The truth has been reset to before the token: the client must begin again.
        guard token.snapshot <= newestSequence else { throw .syncStateNotFound }
        let ageSeconds = nowSeconds - token.issuedAtSeconds
        switch purpose {
        case .nextPage where ageSeconds > tenant.behavior.pageTokenSeconds:
            throw .expiredPageToken
        case .nextRound where ageSeconds > tenant.behavior.deltaTokenSeconds:
            throw tenant.behavior.expiryIsGone ? .gone : .syncStateNotFound
        case .nextPage, .nextRound: return token
        }
    }

    private func deltaSelection(of kind: ObjectKind) throws(GraphFailure) -> DeltaToken.Selection {
        let schema = PropertySchema.of(kind)
        var selection = DeltaToken.Selection(
            properties: schema.defaults,
            includesMembers: kind == .group,
            isExplicit: false,
            filter: try filteredObjects(of: kind)
        )
        guard let select = query["select"], !select.isEmpty else { return selection }
        selection.properties = .none
        selection.includesMembers = false
        selection.isExplicit = true
        for part in select.split(separator: ",") {
            let name = part.filter { $0 != " " }
            if let index = schema.index(of: name) {
                selection.properties.insert(index)
            } else if kind == .group, name.lowercased() == "members" {
                selection.includesMembers = true
            } else if name.lowercased() != "id" {
                throw .unknownProperty(name, of: kind)
            }
        }
        return selection
    }

    /// The objects of a filter, which can only be `id eq '…' or id eq '…'`.
    private func filteredObjects(of kind: ObjectKind) throws(GraphFailure) -> [ObjectKey] {
        guard let filter = query["filter"], !filter.isEmpty else { return [] }
        let words = filter.split(separator: " ").map { String($0) }
        let unsupported = GraphFailure.unsupportedQuery("Unsupported query filter '\(filter)'.")
        guard words.count % 4 == 3 else { throw unsupported }
        var objects: [ObjectKey] = []
        for start in stride(from: 0, to: words.count, by: 4) {
            guard words[start].lowercased() == "id", words[start + 1].lowercased() == "eq",
                start + 3 >= words.count || words[start + 3].lowercased() == "or"
            else { throw unsupported }
            let quoted = words[start + 2]
            let bare = quoted.dropFirst().dropLast()
            guard quoted == "'\(bare)'", let guid = GUID(bare) else { throw unsupported }
            guard objects.count < GraphCall.filteredObjectsMax else {
                throw .unsupportedQuery(
                    "Too many child clauses: at most \(GraphCall.filteredObjectsMax) are allowed."
                )
            }
            // An unknown object matches nothing; it must not turn the filter off.
            let key = tenant.generator.identifiers.key(of: guid)
            let isKnown = key?.kind == kind
            objects.append(ObjectKey(kind: kind, ordinal: isKnown ? key?.ordinal ?? 0 : .max >> 16))
        }
        return objects
    }

    /// Graph's limit for a delta of groups.
    private static let filteredObjectsMax = 50

    /// The last change of all, which this replica need not show yet.
    private var newestSequence: UInt64 {
        simulation.tenants.first { $0.id == tenant.id }?.sequence ?? 0
    }

    private func link(to token: DeltaToken) -> String {
        let name = token.purpose == .nextPage ? "skiptoken" : "deltatoken"
        return link(name, token.text(key: simulation.pageTokenKey))
    }

    private func contextSelection(_ token: DeltaToken) -> String {
        guard token.selection.isExplicit, token.isInitial else { return "" }
        let schema = PropertySchema.of(token.kind)
        var names = schema.names.indices
            .filter { token.selection.properties.contains($0) }
            .map { schema.names[$0] }
        if token.selection.includesMembers { names.append("members") }
        return "(\(names.joined(separator: ",")))"
    }
}

/// A page of a delta query, and path and query of its next link.
struct DeltaAnswer {
    let body: [UInt8]
    let nextTarget: String?
}

/// The links of a page.
private struct DeltaLinks {
    var nextLink: String?
    var deltaLink: String?
}
