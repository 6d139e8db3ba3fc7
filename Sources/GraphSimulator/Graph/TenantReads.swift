import Directory
import FoundationEssentials

extension GraphCall {
    /// Answers `/organization`, which always has one row.
    func organization() throws(GraphFailure) -> [UInt8] {
        try require([.organizationReadAll, .directoryReadAll])
        var writer = beginCollection("organization")
        writer.key("value")
        writer.beginArray()
        tenant.writeOrganization(to: &writer)
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// Answers `/domains`.
    func domains() throws(GraphFailure) -> [UInt8] {
        try require([.domainReadAll, .directoryReadAll])
        var writer = beginCollection("domains")
        writer.key("value")
        writer.beginArray()
        for name in tenant.domains { tenant.writeDomain(name, to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// Answers `POST /directoryObjects/getByIds`; unknown identifiers are left out.
    func objectsByIdentifiers() throws(GraphFailure) -> [UInt8] {
        struct Body: Decodable {
            let ids: [String]
            let types: [String]?
        }
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(request.body)) else {
            throw .badRequest("Invalid request body: 'ids' is required.")
        }
        guard body.ids.count <= GraphCall.identifiersMax else {
            throw .badRequest("Too many ids: at most \(GraphCall.identifiersMax) are allowed.")
        }
        let types = body.types ?? []
        let wanted = Set(types.compactMap { ObjectKind(typeName: $0) })
        let takesAll = types.isEmpty || types.contains { $0.lowercased() == "directoryobject" }
        let selected = try memberSelection(cast: nil)
        var writer = beginCollection("directoryObjects", selected: selected)
        writer.key("value")
        writer.beginArray()
        for identifier in body.ids {
            guard let key = tenant.key(of: identifier), tenant.isLive(key),
                takesAll || wanted.contains(key.kind), canRead(key.kind)
            else { continue }
            write(key, selected: selected, withType: true, to: &writer)
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static let identifiersMax = 1_000
}

extension Tenant {
    /// Writes what `/organization` says about the tenant.
    func writeOrganization(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("id")
        writer.guid(id)
        writer.key("displayName")
        writer.string(name)
        writer.key("countryLetterCode")
        writer.string("DE")
        writer.key("createdDateTime")
        writer.string(Timestamp.graph(DirectoryGenerator.firstCreationSeconds))
        writer.key("onPremisesSyncEnabled")
        writer.null()
        writer.key("tenantType")
        writer.string(behavior.isConsumerTenant ? "AAD B2C" : "AAD")
        writer.key("verifiedDomains")
        writer.beginArray()
        for (index, domain) in domains.enumerated() {
            writer.beginObject()
            writer.key("capabilities")
            writer.string("Email, OfficeCommunicationsOnline")
            writer.key("isDefault")
            writer.bool(index == 0)
            writer.key("isInitial")
            writer.bool(index == 1)
            writer.key("name")
            writer.string(domain)
            writer.key("type")
            writer.string("Managed")
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    /// Writes what `/domains` says about one of the tenant's domains.
    func writeDomain(_ name: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("authenticationType")
        writer.string("Managed")
        writer.key("id")
        writer.string(name)
        writer.key("isAdminManaged")
        writer.bool(true)
        writer.key("isDefault")
        writer.bool(name == domains.first)
        writer.key("isInitial")
        writer.bool(name == domains.last)
        writer.key("isRoot")
        writer.bool(true)
        writer.key("isVerified")
        writer.bool(true)
        writer.key("supportedServices")
        writer.strings(["Email"])
        writer.endObject()
    }
}
