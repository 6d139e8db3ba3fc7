extension GraphCall {
    /// Answers `/users`, `/groups`, `/devices` and the containers of their deleted objects.
    func list(_ kind: ObjectKind, deleted: Bool = false) throws(GraphFailure) -> [UInt8] {
        try require(Permission.reading(kind))
        for name in ["search", "orderby", "filter"] where query[name] != nil {
            throw .unsupportedQuery("The query parameter '$\(name)' is not supported here.")
        }
        let size = try pageSize()
        let selected = try selectedProperties(of: kind)
        let start = try listingStart()
        var keys: [ObjectKey] = []
        var next: Int?
        for ordinal in start..<max(start, tenant.count(of: kind)) {
            let key = ObjectKey(kind: kind, ordinal: ordinal)
            guard tenant.isLive(key) != deleted else { continue }
            if deleted {
                guard case .softDeleted? = tenant.state(of: key)?.lifecycle else { continue }
            }
            if keys.count == size {
                next = ordinal
                break
            }
            keys.append(key)
        }
        let collection = deleted ? "directoryObjects" : kind.collectionName
        var writer = beginCollection(collection, selected: selected?.names)
        if isAdvanced, query["count"] == "true", start == 0 {
            writer.key("@odata.count")
            writer.integer(liveCount(of: kind, deleted: deleted))
        }
        if let next { writeNextLink(next, to: &writer) }
        writer.key("value")
        writer.beginArray()
        for key in keys {
            guard let state = tenant.state(of: key) else { continue }
            writer.beginObject()
            if deleted {
                writer.key("@odata.type")
                writer.string(kind.typeName)
            }
            write(
                key,
                state,
                properties: selected?.properties ?? PropertySchema.of(kind).defaults,
                withID: selected?.includesID ?? true,
                to: &writer
            )
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// Answers `/users/{id}` and its like; a user is found by principal name too.
    func object(_ kind: ObjectKind, _ identifier: String) throws(GraphFailure) -> [UInt8] {
        try require(Permission.reading(kind))
        let selected = try selectedProperties(of: kind)
        guard let key = find(kind, identifier), let state = tenant.state(of: key) else {
            throw .notFound(identifier)
        }
        var writer = beginCollection(
            kind.collectionName,
            selected: selected?.names,
            isEntity: true
        )
        write(
            key,
            state,
            properties: selected?.properties ?? PropertySchema.of(kind).defaults,
            withID: selected?.includesID ?? true,
            to: &writer
        )
        writer.endObject()
        return writer.bytes
    }

    /// Answers `/users/$count` and its like with the bare number.
    func objectCount(_ kind: ObjectKind) throws(GraphFailure) -> [UInt8] {
        try require(Permission.reading(kind))
        try requireAdvanced()
        return Array(String(liveCount(of: kind, deleted: false)).utf8)
    }

    func requireAdvanced() throws(GraphFailure) {
        guard isAdvanced else {
            throw .unsupportedQuery(
                "$count is not currently supported without ConsistencyLevel: eventual."
            )
        }
    }

    /// The live object of a kind with this identifier.
    func find(_ kind: ObjectKind, _ identifier: String) -> ObjectKey? {
        if let key = tenant.key(of: identifier) {
            return key.kind == kind && tenant.isLive(key) ? key : nil
        }
        guard kind == .user, identifier.contains("@") else { return nil }
        let name = identifier.lowercased()
        let ordinal = (0..<tenant.count(of: .user)).first { ordinal in
            let state = tenant.state(of: ObjectKey(kind: .user, ordinal: ordinal))
            guard let state, state.isLive else { return false }
            return state.record.text(UserProperty.userPrincipalName)?.lowercased() == name
        }
        return ordinal.map { ObjectKey(kind: .user, ordinal: $0) }
    }

    /// The place in a listing where the requested page begins.
    func listingStart() throws(GraphFailure) -> Int {
        guard let text = query["skiptoken"] else { return 0 }
        let token = ListingToken(
            text,
            for: request.path,
            of: tenant.id,
            key: simulation.pageTokenKey
        )
        guard let token else { throw .badPageToken }
        return token.position
    }

    func writeNextLink(_ position: Int, to writer: inout JSONWriter) {
        let token = ListingToken(position: position)
            .text(for: request.path, of: tenant.id, key: simulation.pageTokenKey)
        writer.key("@odata.nextLink")
        writer.string(link("skiptoken", token, keeping: ["select", "top", "count"]))
    }

    /// Opens an answer's object and writes its context.
    func beginCollection(
        _ collection: String,
        selected: [String]? = nil,
        isEntity: Bool = false
    ) -> JSONWriter {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("@odata.context")
        let selection = selected.map { "(\($0.joined(separator: ",")))" } ?? ""
        writer.string("\(base)/$metadata#\(collection)\(selection)\(isEntity ? "/$entity" : "")")
        return writer
    }

    /// Writes the properties of an object, null where it has none.
    func write(
        _ key: ObjectKey,
        _ state: ObjectState,
        properties: PropertySet,
        withID: Bool,
        to writer: inout JSONWriter
    ) {
        if withID {
            writer.key("id")
            writer.guid(tenant.guid(of: key))
        }
        for (index, name) in PropertySchema.of(key.kind).names.enumerated()
        where properties.contains(index) {
            writer.key(name)
            writer.value(state.record[index])
        }
    }

    private func liveCount(of kind: ObjectKind, deleted: Bool) -> Int {
        (0..<tenant.count(of: kind)).count { ordinal in
            let key = ObjectKey(kind: kind, ordinal: ordinal)
            guard deleted else { return tenant.isLive(key) }
            guard case .softDeleted? = tenant.state(of: key)?.lifecycle else { return false }
            return true
        }
    }
}
