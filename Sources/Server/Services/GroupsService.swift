import Access
import Directory
import ReadModel
import Transport
import Wire

/// The documented groups: lists, one group, search. (Members, devices and nested groups: `GroupsService+Members`.)
enum GroupsService {
    static let endpoints: [Endpoint] =
        [
            .answering(V1.GroupsService.list) { request, context throws(CallError) in
                try list(request, context)
            },
            .answering(V1.GroupsService.get) { request, context throws(CallError) in
                try get(request, context)
            },
            members(.members, V1.GroupsService.members),
            members(.devices, V1.GroupsService.devices),
            members(.nestedGroups, V1.GroupsService.nestedGroups),
            .answering(V1.GroupsService.search) { request, context throws(CallError) in
                try search(request, context)
            },
            .answering(V1.GroupsService.ofPrincipal) { request, context throws(CallError) in
                try ofPrincipal(request, context)
            },
        ] + access + editing + commands

    // MARK: List

    private static func list(
        _ request: V1.ListGroupsRequest,
        _ context: ReadContext
    ) throws(CallError) {
        let organization = try context.organization(request.organizationID)
        let query: ListQuery
        do throws(InvalidField) {
            query = try ListQuery(request, organization: organization)
        } catch {
            throw CallError(error)
        }
        if request.at != nil, query.sort != .byName || query.filter != query.filter.archivedOnly {
            throw .invalid(
                "at",
                "the past is listed by name and without filter; leave out sort and filter"
            )
        }
        try context.reading(organization, at: request.at) { image, context throws(CallError) in
            let page = try context.page(
                request.pageToken,
                onExpired: request.onExpired,
                fingerprint: query.fingerprint,
                current: image
            )
            var cursor = ListCursor(
                page.image,
                query: query,
                caller: context.caller,
                views: context.state.callerViews(for: context.caller.role),
                after: page.key,
                orders: &context.state.orders
            )
            let total = cursor.totalCount
            let freshness = context.freshness(
                of: organization,
                withTenants: request.tenantFreshness
            )
            let source = ReplySource {
                cursor.next()
            } lastFields: {
                V1.ListGroupsResponse {
                    $0.nextPageToken = page.token(after: cursor.nextPage)
                    $0.totalCount = UInt64(total)
                    $0.freshness = freshness
                    $0.continuedOnPresent = page.isOnPresent
                }.encoded()
            }
            context.call.stream(source)
        }
    }

    // MARK: One group

    private static func get(
        _ request: V1.GetGroupRequest,
        _ context: ReadContext
    ) throws(CallError) {
        let (organization, publicID) = try context.group(request.id)
        try context.reading(organization, at: request.at) { image, context throws(CallError) in
            guard let asset = image.asset(withPublicID: publicID),
                let reply = GroupReply(
                    asset,
                    in: image,
                    organizationKey: context.snapshot.policy.organizations[organization]?.key ?? "",
                    assetType: image.facts(of: asset).flatMap {
                        context.snapshot.policy.assetTypes[$0.kind]
                    },
                    caller: context.caller
                )
            else { throw .notFound("group", field: "id", request.id) }
            // The row and the caller's view are spliced in as they stand: fields 1 and 2.
            var writer = WireWriter()
            writer.tag(1, .lengthDelimited)
            writer.lengthDelimited(reply.row)
            let view = context.state.callerViews(for: context.caller.role)
                .record(for: reply.reasons)
            let rest = V1.GetGroupResponse {
                $0.detail = reply.detail
                $0.freshness = context.freshness(
                    of: organization,
                    withTenants: request.tenantFreshness
                )
            }
            context.call.respond(MessageBytes(writer.bytes + view + rest.encoded()))
        }
    }

    // MARK: Finding groups

    private static func search(
        _ request: V1.SearchGroupsRequest,
        _ context: ReadContext
    ) throws(CallError) {
        guard !request.nameContains.isEmpty else { throw .missing("name_contains") }
        do throws(InvalidField) {
            try ListQuery.check(request.nameContains, field: "name_contains")
        } catch {
            throw CallError(error)
        }
        guard request.limit <= ReplyLimits.pageRowsMax else {
            throw .invalid("limit", "must be at most \(ReplyLimits.pageRowsMax)")
        }
        var organizations: [OrganizationID] = []
        for key in request.organizationIDs {
            organizations.append(try context.organization(key, field: "organization_ids"))
        }
        if request.organizationIDs.isEmpty {
            organizations = context.snapshot.policy.organizations
                .filter { context.caller.visible.contains($0.key) }
                .sorted { $0.value.key < $1.value.key }
                .map(\.key)
        }
        let kinds: [GroupKind]
        switch request.kind {
        case .unspecified: kinds = GroupKind.allCases
        case .microsoft365, .security, .unrecognized:
            guard let kind = GroupKind(request.kind) else {
                throw .invalid(
                    "kind",
                    "must be GROUP_KIND_MICROSOFT_365, GROUP_KIND_SECURITY or left out"
                )
            }
            kinds = [kind]
        }
        context.call.stream(
            GroupSearch(
                request,
                kinds: kinds,
                organizations: organizations,
                context: context,
                rowsMax: request.limit == 0 ? ReplyLimits.pageRowsDefault : Int(request.limit)
            )
        )
    }

    private static func ofPrincipal(
        _ request: V1.GroupsOfPrincipalRequest,
        _ context: ReadContext
    ) throws(CallError) {
        let organization = try context.organization(request.organizationID)
        let principal = try groupsOf(request.principal)
        let rowsMax: Int?
        do throws(InvalidField) {
            rowsMax = try ListQuery.rowsMax(
                pageSize: request.pageSize,
                hasToken: !request.pageToken.isEmpty
            )
        } catch {
            throw CallError(error)
        }
        try context.reading(organization, at: request.at) { image, context throws(CallError) in
            let page = try context.page(
                request.pageToken,
                onExpired: request.onExpired,
                fingerprint: principal.fingerprint(
                    in: organization,
                    includesArchived: request.includeArchived
                ),
                current: image
            )
            guard
                var selection = RowSelection(
                    groupsOf: principal,
                    in: page.image,
                    includesArchived: request.includeArchived,
                    caller: context.caller,
                    views: context.state.callerViews(for: context.caller.role),
                    after: page.key,
                    rowsMax: rowsMax
                )
            else {
                throw .notFound("principal", field: "principal", principal.identifier)
            }
            let total = selection.totalCount
            let freshness = context.freshness(
                of: organization,
                withTenants: request.tenantFreshness
            )
            let source = ReplySource {
                selection.next()
            } lastFields: {
                V1.GroupsOfPrincipalResponse {
                    $0.nextPageToken = page.token(after: selection.nextPage)
                    $0.totalCount = UInt64(total)
                    $0.freshness = freshness
                    $0.continuedOnPresent = page.isOnPresent
                }.encoded()
            }
            context.call.stream(source)
        }
    }

    private static func groupsOf(
        _ principal: V1.GroupsOfPrincipalRequest.Principal?
    ) throws(CallError) -> GroupsOf {
        let parse = { (text: String, field: String) throws(CallError) -> GUID in
            guard let id = GUID(text) else {
                throw .invalid(field, "\"\(text)\" is no GUID; use the id that Entra shows")
            }
            return id
        }
        switch principal {
        case nil: throw .missing("principal")
        case .contact(let id): return .contact(externalID: id)
        case .configuration(let id): return .configuration(externalID: id)
        case .user(let id): return .object(.user, entraID: try parse(id, "user_entra_id"))
        case .device(let id): return .object(.device, entraID: try parse(id, "device_entra_id"))
        case .group(let id): return .object(.group, entraID: try parse(id, "group_entra_id"))
        }
    }
}

extension GroupsOf {
    /// What the caller named it by.
    fileprivate var identifier: String {
        switch self {
        case .contact(let id), .configuration(let id): id
        case .object(_, let id): id.text
        }
    }
}

extension ListFilter {
    /// The same without anything but the choice about archived groups.
    fileprivate var archivedOnly: ListFilter {
        ListFilter(includesArchived: includesArchived)
    }
}
