/// One authenticated request to Graph: what it asks for, of which tenant, with which permissions.
struct GraphCall: Sendable {
    let simulation: Simulation
    let request: GraphRequest
    let tenant: Tenant
    let permissions: Set<Permission>
    let nowSeconds: Int64
    /// The path after the version, percent decoded, without empty parts.
    let segments: [String]
    let query: QueryParameters
    /// What the answer does in its own way.
    var fault: Fault?

    /// Where the version begins in absolute links.
    var base: String { "\(request.scheme)://\(request.authority)/v1.0" }

    /// The request wants results that only an advanced query gives.
    var isAdvanced: Bool {
        request.headers["consistencylevel"]?.lowercased() == "eventual"
    }

    func require(_ sufficient: Set<Permission>) throws(GraphFailure) {
        guard !permissions.isDisjoint(with: sufficient) else { throw .denied }
    }

    func canRead(_ kind: ObjectKind) -> Bool {
        !permissions.isDisjoint(with: Permission.reading(kind))
    }

    var canReadHiddenMembers: Bool { permissions.contains(.memberReadHidden) }

    /// The objects on a page of a listing: 100 unless the client asks for another number up to 999.
    func pageSize() throws(GraphFailure) -> Int {
        guard let text = query["top"] else { return 100 }
        guard let top = Int(text), (1...999).contains(top) else {
            throw .badRequest("Invalid page size specified: '\(text)'. Must be between 1 and 999.")
        }
        return top
    }

    /// The properties of a kind that the client selected, nil if it selected none in particular.
    func selectedProperties(
        of kind: ObjectKind
    ) throws(GraphFailure) -> (names: [String], properties: PropertySet, includesID: Bool)? {
        guard let select = query["select"], !select.isEmpty else { return nil }
        var names: [String] = []
        var properties = PropertySet.none
        var includesID = false
        for part in select.split(separator: ",") {
            let name = String(part.filter { $0 != " " })
            if name == "*" { return nil }
            if name.lowercased() == "id" {
                includesID = true
                names.append("id")
            } else if let index = PropertySchema.of(kind).index(of: name) {
                properties.insert(index)
                names.append(PropertySchema.of(kind).names[index])
            } else {
                throw .unknownProperty(name, of: kind)
            }
        }
        return (names, properties, includesID)
    }

    /// The absolute link to this request's path with a token in place of the parameter `name`.
    func link(_ name: String, _ token: String, keeping kept: [String] = []) -> String {
        var parameters = kept.compactMap { name in
            query[name].map { "$\(name)=\(GraphCall.encode($0))" }
        }
        parameters.append("$\(name)=\(token)")
        return "\(request.scheme)://\(request.authority)\(request.path)?"
            + parameters.joined(separator: "&")
    }

    private static func encode(_ text: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~,".utf8)
        return text.utf8.map { byte in
            guard !plain.contains(byte) else { return String(decoding: [byte], as: UTF8.self) }
            let digits = String(byte, radix: 16, uppercase: true)
            return byte < 0x10 ? "%0\(digits)" : "%\(digits)"
        }.joined()
    }
}
