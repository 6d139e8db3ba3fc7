import Directory

extension GraphCall {
    /// Answers one request of a delta: a page with the link to what comes after it.
    func delta(of kind: ObjectKind) throws(GraphFailure) -> [UInt8] {
        try require(Permission.reading(kind))
        let token = try deltaToken(for: kind)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("@odata.context")
        writer.string("\(base)/$metadata#\(kind.collectionName)\(contextSelection(token))")
        // A round from now on has nothing to report but the place where the next one begins.
        guard token.purpose == .nextPage else {
            writer.key("@odata.deltaLink")
            writer.string(link(to: token))
            writer.key("value")
            writer.beginArray()
            writer.endArray()
            writer.endObject()
            return writer.bytes
        }
        var objects = JSONWriter()
        let isMinimal = request.headers["prefer"]?.lowercased().contains("return=minimal") ?? false
        var page = DeltaPage(
            of: tenant,
            at: token,
            isMinimal: isMinimal,
            showsHiddenMembers: canReadHiddenMembers,
            writer: objects
        )
        let next: DeltaToken.Offset?
        (objects, next) = page.write()
        var following = token
        if let next {
            following.offset = next
            writer.key("@odata.nextLink")
        } else {
            following.purpose = .nextRound
            following.offset = DeltaToken.Offset()
            following.issuedAtSeconds = nowSeconds
            writer.key("@odata.deltaLink")
        }
        writer.string(link(to: following))
        writer.key("value")
        writer.raw(objects.bytes)
        writer.endObject()
        return writer.bytes
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
                snapshot: tenant.sequence,
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
        guard token.snapshot <= tenant.sequence else { throw .syncStateNotFound }
        return token
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
