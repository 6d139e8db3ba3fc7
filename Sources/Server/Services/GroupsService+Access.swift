import Access
import Directory
import ReadModel
import Store
import Wire

/// Who sees a group, and through what.
extension GroupsService {
    static let access: [Endpoint] = [
        .read(V1.GroupsService.getAccess) { request, context throws(CallError) in
            try getAccess(request, context)
        },
        .command(V1.GroupsService.setAccess, needs: .editAccess) {
            request,
            context,
            publisher throws(CallError) in
            try setAccess(request, context, publisher)
        },
    ]

    private static func getAccess(
        _ request: V1.GetAccessRequest,
        _ context: ReadContext
    ) throws(CallError) -> V1.GetAccessResponse {
        let (organization, publicID) = try context.group(request.id)
        let image = context.image(of: organization)
        guard let asset = image.asset(withPublicID: publicID), image.row(of: asset) != nil,
            let kind = image.facts(of: asset)?.kind
        else { throw .notFound("group", field: "id", request.id) }
        let policy = context.snapshot.policy
        let isClient = context.caller.role == .clientUser
        let viewers = policy.access.viewers(of: asset, kind: kind, in: organization)
            .filter { !isClient || $0.principal.role == .clientUser }
        return V1.GetAccessResponse {
            $0.access = V1.GroupAccess(policy.access.lists[asset]) { key in
                !isClient || policy.principals[key]?.role == .clientUser
            }
            if isClient { $0.access?.userGroupIDs = [] }
            $0.viewers = viewers.map { V1.GroupViewer($0, namesGroups: !isClient) }
            $0.organizationID = policy.organizations[organization]?.key ?? ""
            $0.revision = context.snapshot.revision.number
        }
    }

    // MARK: Setting

    private static func setAccess(
        _ request: V1.SetAccessRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.SetAccessResponse {
        guard (1...CallLimits.groupsPerCommandMax).contains(request.ids.count) else {
            throw .invalid("ids", "must be 1 to \(CallLimits.groupsPerCommandMax) ids")
        }
        let snapshot = publisher.snapshot
        let wanted = try AccessWish(request.access, snapshot.policy)
        var results: [V1.AccessResult] = []
        var batch = context.batch()
        var seen: Set<AssetID> = []
        for id in request.ids {
            var result = V1.AccessResult { $0.id = id }
            do throws(CallError) {
                let group = try snapshot.group(id, for: context.caller)
                let before = snapshot.policy.access.lists[group.asset]
                let after = wanted.list(in: group.organization)
                if before != after, seen.insert(group.asset).inserted {
                    result.changed = true
                    batch.changes.append(.policy(.groupAccess(group.asset, after)))
                    var record = context.activity(
                        "security changed",
                        subject: group.name,
                        organization: group.organization,
                        asset: group.asset
                    )
                    record.changes = [
                        ActivityChange("access", before: text(of: before), after: text(of: after))
                    ]
                    batch.activity.append(record)
                }
            } catch {
                guard !request.atomic else { throw error }
                result.reason = error.reason.rawValue
                result.message = error.message
            }
            results.append(result)
        }
        let published = try publisher.commit(batch)
        return V1.SetAccessResponse {
            $0.results = results
            $0.revision = published.revision.number
        }
    }

    private static func text(of list: GroupAccess?) -> String {
        guard let list else { return "everyone in the organization" }
        return "users [\(list.users.sorted().joined(separator: ", "))], user groups "
            + "[\(list.userGroups.sorted().joined(separator: ", "))]"
    }
}

/// The list that a request asks for, checked once for all its groups.
private struct AccessWish {
    private let isRestricted: Bool
    private let users: Set<String>
    private let userGroups: Set<String>

    init(_ access: V1.GroupAccess?, _ policy: Policy) throws(CallError) {
        guard let access else { throw .missing("access") }
        isRestricted = access.restricted
        users = Set(access.userIDs)
        userGroups = Set(access.userGroupIDs)
        guard isRestricted || users.isEmpty && userGroups.isEmpty else {
            throw .invalid(
                "access.restricted",
                "must be true beside a list; without it everyone sees the group"
            )
        }
        for key in access.userIDs where policy.principals[key] == nil {
            throw .notFound("user", field: "access.user_ids", key)
        }
        for key in access.userGroupIDs where policy.userGroups[key] == nil {
            throw .notFound("user group", field: "access.user_group_ids", key)
        }
    }

    func list(in organization: OrganizationID) -> GroupAccess? {
        guard isRestricted else { return nil }
        return GroupAccess(organization: organization, users: users, userGroups: userGroups)
    }
}

extension Snapshot {
    /// A group that a command names, if the caller sees it.
    fileprivate func group(
        _ id: String,
        for caller: Caller
    ) throws(CallError) -> (organization: OrganizationID, asset: AssetID, name: String) {
        guard !id.isEmpty else { throw .missing("ids") }
        guard let publicID = GUID(id) else {
            throw .invalid("ids", "\"\(id)\" is no GUID; use the id that a list gives")
        }
        for (organization, image) in organizations {
            guard let asset = image.asset(withPublicID: publicID),
                let facts = image.facts(of: asset),
                caller.visible.contains(asset, of: facts.kind, in: organization),
                let row = image.row(of: asset), let decoded = try? V1.GroupRow(decoding: row)
            else { continue }
            return (organization, asset, decoded.name)
        }
        throw .notFound("group", field: "ids", id)
    }
}

extension V1.GroupAccess {
    /// The list as callers see it, of the users for which `isShown` holds.
    fileprivate init(_ list: GroupAccess?, isShown: (String) -> Bool) {
        self.init()
        guard let list else { return }
        restricted = true
        userIDs = list.users.filter(isShown).sorted()
        userGroupIDs = list.userGroups.sorted()
    }
}

extension V1.GroupViewer {
    fileprivate init(_ viewer: GroupViewer, namesGroups: Bool) {
        self.init()
        userID = viewer.principal.key
        name = viewer.principal.name
        role = V1.Role(viewer.principal.role)
        grants = viewer.grants.map { grant in
            V1.AccessGrant {
                switch grant {
                case .administrator: $0.through = .administrator
                case .organization: $0.through = .organization
                case .listed: $0.through = .listed
                case .userGroup(let key):
                    $0.through = .userGroup
                    $0.userGroupID = namesGroups ? key : ""
                }
            }
        }
    }
}

extension V1.GetAccessRequest: RevisionedRequest {}
