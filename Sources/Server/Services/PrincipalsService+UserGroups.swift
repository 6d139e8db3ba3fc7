import Access
import Directory
import ReadModel
import Store
import Wire

/// User groups: users that are given or denied something together.
extension PrincipalsService {
    static let userGroups: [Endpoint] = [
        .command(V1.PrincipalsService.putUserGroup, needs: .managePrincipals) {
            request,
            context,
            publisher throws(CallError) in
            try putUserGroup(request, context, publisher)
        },
        .command(V1.PrincipalsService.listUserGroups, needs: .managePrincipals) {
            request,
            context,
            publisher throws(CallError) in
            V1.ListUserGroupsResponse {
                $0.userGroups = publisher.snapshot.policy.userGroups.values
                    .filter { contains(request.contains, $0.key, $0.name) }
                    .sorted { $0.key < $1.key }
                    .map { V1.UserGroup($0) }
                $0.revision = publisher.snapshot.revision.number
            }
        },
        .command(V1.PrincipalsService.deleteUserGroup, needs: .managePrincipals) {
            request,
            context,
            publisher throws(CallError) in
            try deleteUserGroup(request, context, publisher)
        },
    ]

    private static func putUserGroup(
        _ request: V1.PutUserGroupRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.PutUserGroupResponse {
        let policy = publisher.snapshot.policy
        let wanted = request.userGroup ?? V1.UserGroup()
        try Keys.check(wanted.id, field: "user_group.id")
        guard wanted.name.utf8.count <= CallLimits.textBytesMax else {
            throw .invalid("user_group.name", "must be at most \(CallLimits.textBytesMax) bytes")
        }
        var group = UserGroup(key: wanted.id, name: wanted.name)
        for key in wanted.userIDs {
            guard policy.principals[key] != nil else {
                throw .notFound("user", field: "user_group.user_ids", key)
            }
            group.members.insert(key)
        }
        for kind in wanted.deniedKinds {
            guard let kind = GroupKind(kind) else {
                throw .invalid(
                    "user_group.denied_kinds",
                    "must be GROUP_KIND_MICROSOFT_365 or GROUP_KIND_SECURITY"
                )
            }
            group.deniedKinds.insert(kind)
        }
        let known = policy.userGroups[group.key]
        var batch = context.batch()
        if known != group {
            batch.changes = [.policy(.userGroup(group.key, group))]
            batch.activity = [
                context.activity(
                    known == nil ? "user group created" : "user group updated",
                    subject: group.key,
                    detail: change(from: known.map(text(of:)) ?? "", to: text(of: group))
                )
            ]
        }
        let published = try publisher.commit(batch)
        return V1.PutUserGroupResponse {
            $0.userGroup = V1.UserGroup(group)
            $0.created = known == nil
            $0.revision = published.revision.number
        }
    }

    private static func deleteUserGroup(
        _ request: V1.DeleteUserGroupRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.DeleteUserGroupResponse {
        let key = request.id
        guard !key.isEmpty else { throw .missing("id") }
        let policy = publisher.snapshot.policy
        guard let group = policy.userGroups[key] else {
            throw .notFound("user group", field: "id", key)
        }
        guard request.confirm else {
            throw CallError(
                .confirmationMissing,
                "confirm: must be true: what the group denies is denied no more"
            )
        }
        var batch = context.batch()
        batch.changes = [.policy(.userGroup(key, nil))]
        batch.changes += accessLists(policy) { $0.userGroups.remove(key) != nil }
        batch.activity = [
            context.activity(
                "user group deleted",
                subject: key,
                detail: change(from: text(of: group), to: "")
            )
        ]
        let published = try publisher.commit(batch)
        return V1.DeleteUserGroupResponse { $0.revision = published.revision.number }
    }

    private static func text(of group: UserGroup) -> String {
        let denied = GroupKind.allCases.filter(group.deniedKinds.contains).map { "\($0)" }
        let users = group.members.sorted().joined(separator: ", ")
        return "users [\(users)]"
            + (denied.isEmpty ? "" : ", denied kinds [\(denied.joined(separator: ", "))]")
    }
}

extension V1.UserGroup {
    init(_ group: UserGroup) {
        self.init()
        id = group.key
        name = group.name
        userIDs = group.members.sorted()
        deniedKinds = GroupKind.allCases.filter(group.deniedKinds.contains)
            .map { V1.GroupKind($0) }
    }
}
