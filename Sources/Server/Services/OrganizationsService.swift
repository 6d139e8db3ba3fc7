import Access
import Directory
import ReadModel
import Store
import Wire

/// The clients whose directories are documented.
enum OrganizationsService {
    static let endpoints: [Endpoint] = [
        .read(V1.OrganizationsService.list) { request, context throws(CallError) in
            try list(request, context)
        },
        .read(V1.OrganizationsService.get) { request, context throws(CallError) in
            let id = try context.organization(request.id, field: "id")
            return V1.GetOrganizationResponse {
                $0.organization = message(id, in: context.snapshot.policy)
                $0.freshness = context.freshness(of: id, withTenants: true)
            }
        },
        .command(V1.OrganizationsService.put, needs: .configure) {
            request,
            context,
            publisher throws(CallError) in
            try put(request, context, publisher)
        },
        .command(V1.OrganizationsService.delete, needs: .configure) {
            request,
            context,
            publisher throws(CallError) in
            try delete(request, context, publisher)
        },
    ]

    private static func list(
        _ request: V1.ListOrganizationsRequest,
        _ context: ReadContext
    ) throws(CallError) -> V1.ListOrganizationsResponse {
        guard request.pageSize <= CallLimits.organizationsPerPageMax else {
            throw .invalid("page_size", "must be at most \(CallLimits.organizationsPerPageMax)")
        }
        let needle = CaseFolding.folded(request.nameContains)
        let page = try RecordPage(request.pageToken, query: ["organizations", needle], context)
        let policy = context.snapshot.policy
        var found = policy.organizations
            .filter { id, organization in
                context.caller.visible.contains(id)
                    && (needle.isEmpty || CaseFolding.folded(organization.name).contains(needle))
            }
            .sorted { $0.value.key < $1.value.key }
        if let last = page.last { found.removeAll { $0.value.key <= last.externalID } }
        let rowsMax =
            request.pageSize == 0 ? CallLimits.organizationsPerPageMax : Int(request.pageSize)
        return V1.ListOrganizationsResponse {
            $0.organizations = found.prefix(rowsMax).map { message($0.key, in: policy) }
            if found.count > rowsMax {
                let last = found[rowsMax - 1].value.key
                $0.nextPageToken = page.token(after: RecordPage.Key(name: "", externalID: last))
            }
            $0.revision = context.snapshot.revision.number
        }
    }

    static func message(_ id: OrganizationID, in policy: Policy) -> V1.Organization {
        V1.Organization {
            $0.id = policy.organizations[id]?.key ?? ""
            $0.name = policy.organizations[id]?.name ?? ""
            $0.clientVisibility =
                switch policy.organizations[id]?.showsGroupsToClientUsers {
                case nil: .accountDefault
                case true?: .shown
                case false?: .hidden
                }
            $0.tenants = policy.tenants
                .filter { $0.value.organization == id && !$0.value.isRemoved }
                .sorted { $0.value.entraID < $1.value.entraID }
                .map { tenant in
                    V1.OrganizationTenant {
                        $0.tenantID = tenant.value.entraID.text
                        $0.name = tenant.value.displayName
                        $0.integrationID = tenant.value.integrationKey
                    }
                }
        }
    }

    private static func put(
        _ request: V1.PutOrganizationRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.PutOrganizationResponse {
        let wanted = request.organization ?? V1.Organization()
        try Keys.check(wanted.id, field: "organization.id")
        guard !wanted.name.isBlank else { throw .missing("organization.name") }
        guard wanted.name.utf8.count <= CallLimits.textBytesMax else {
            throw .invalid("organization.name", "must be at most \(CallLimits.textBytesMax) bytes")
        }
        let known = publisher.snapshot.policy.organization(withKey: wanted.id)
        // Who does not see every organization can make none, and is told the same of one that they do not see.
        guard
            context.caller.visible.organizations == .all
                || known.map(context.caller.visible.contains) ?? false
        else { throw .notFound("organization", field: "organization.id", wanted.id) }
        let id: OrganizationID
        do throws(StoreError) {
            id = try publisher.store.intern(organization: wanted.id)
        } catch {
            throw CallError(error)
        }
        var organization = Organization(key: wanted.id, name: wanted.name)
        organization.showsGroupsToClientUsers = try showsGroups(
            wanted.clientVisibility,
            before: publisher.snapshot.policy.organizations[id]?.showsGroupsToClientUsers
        )
        var batch = context.batch()
        if publisher.snapshot.policy.organizations[id] != organization {
            batch.changes = [.policy(.organization(id, organization))]
            batch.activity = [
                context.activity(
                    known == nil ? "organization created" : "organization updated",
                    subject: wanted.name,
                    organization: id
                )
            ]
        }
        let published = try publisher.commit(batch)
        return V1.PutOrganizationResponse {
            $0.organization = message(id, in: publisher.snapshot.policy)
            $0.created = known == nil
            $0.revision = published.revision.number
        }
    }

    private static func showsGroups(
        _ visibility: V1.ClientVisibility,
        before: Bool?
    ) throws(CallError) -> Bool? {
        switch visibility {
        case .unspecified: before
        case .accountDefault: nil
        case .shown: true
        case .hidden: false
        case .unrecognized:
            throw .invalid(
                "organization.client_visibility",
                "must be CLIENT_VISIBILITY_ACCOUNT_DEFAULT, _SHOWN or _HIDDEN"
            )
        }
    }

    private static func delete(
        _ request: V1.DeleteOrganizationRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.DeleteOrganizationResponse {
        guard !request.id.isEmpty else { throw .missing("id") }
        let policy = publisher.snapshot.policy
        guard let id = policy.organization(withKey: request.id),
            context.caller.visible.contains(id),
            let organization = policy.organizations[id]
        else { throw .notFound("organization", field: "id", request.id) }
        guard request.confirm else {
            throw CallError(
                .confirmationMissing,
                "confirm: must be true: the organization goes with everything in it"
            )
        }
        if let tenant = policy.tenants.values.first(where: {
            $0.organization == id && !$0.isRemoved
        }) {
            throw CallError(
                .inUse,
                "id: tenant \(tenant.entraID) documents this organization; remove the tenant from its "
                    + "integration first"
            )
        }
        var batch = context.batch()
        do throws(StoreError) {
            try publisher.store.read { reader throws(StoreError) in
                for (contact, _) in try ContactKind.all(of: id, reader: reader) {
                    batch.changes.append(.contact(contact, nil))
                }
                for (configuration, _) in try ConfigurationKind.all(of: id, reader: reader) {
                    batch.changes.append(.configuration(configuration, nil))
                }
            }
        } catch {
            throw CallError(error)
        }
        batch.changes.append(.policy(.organization(id, nil)))
        // One that is made again under the same id is another one.
        for principal in policy.principals.values {
            guard case .only(var organizations) = principal.organizations,
                organizations.remove(id) != nil
            else { continue }
            var principal = principal
            principal.organizations = .only(organizations)
            batch.changes.append(.policy(.principal(principal.key, principal)))
        }
        batch.activity = [
            context.activity("organization deleted", subject: organization.name, organization: id)
        ]
        let published = try publisher.commit(batch)
        return V1.DeleteOrganizationResponse { $0.revision = published.revision.number }
    }
}

/// Keys that callers choose: what they may look like.
enum Keys {
    /// Checks that `key` is 1 to 128 letters, digits, `-`, `_` or `.`, and begins with a letter or digit.
    static func check(_ key: String, field: String) throws(CallError) {
        guard !key.isEmpty else { throw .missing(field) }
        let isGood = key.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isGood, key.utf8.count <= CallLimits.keyBytesMax, !key.hasPrefix("."),
            !key.hasPrefix("-")
        else {
            throw .invalid(
                field,
                "\"\(key)\" is no id: use 1 to \(CallLimits.keyBytesMax) letters, digits, -, _ or ., "
                    + "and begin with a letter or a digit"
            )
        }
    }
}
