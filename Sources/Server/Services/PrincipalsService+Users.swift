import Access
import Directory
import ReadModel
import Store
import Wire

/// Users: who may call, what they may do, and where.
extension PrincipalsService {
    static let users: [Endpoint] = [
        .command(V1.PrincipalsService.putUser, needs: .managePrincipals) {
            request,
            context,
            publisher throws(CallError) in
            try putUser(request, context, publisher)
        },
        .command(V1.PrincipalsService.listUsers, needs: .managePrincipals) {
            request,
            context,
            publisher throws(CallError) in
            let policy = publisher.snapshot.policy
            return V1.ListUsersResponse {
                $0.users = policy.principals.values
                    .filter { contains(request.contains, $0.key, $0.name) }
                    .sorted { $0.key < $1.key }
                    .map { V1.User($0, in: policy) }
                $0.revision = publisher.snapshot.revision.number
            }
        },
        .command(V1.PrincipalsService.deleteUser, needs: .managePrincipals) {
            request,
            context,
            publisher throws(CallError) in
            try deleteUser(request, context, publisher)
        },
    ]

    /// Whether an id or a name contains a text, in any case.
    static func contains(_ text: String, _ key: String, _ name: String) -> Bool {
        let needle = CaseFolding.folded(text)
        return needle.isEmpty
            || [key, name].contains { CaseFolding.folded($0).contains(needle) }
    }

    // MARK: Put

    private static func putUser(
        _ request: V1.PutUserRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.PutUserResponse {
        let policy = publisher.snapshot.policy
        let principal = try principal(request.user ?? V1.User(), policy)
        let known = policy.principals[principal.key]
        try checkAdministrators(policy, after: principal.key, principal)
        var batch = context.batch()
        if known != principal {
            batch.changes = [.policy(.principal(principal.key, principal))]
            let before = known.map { text(of: $0, policy) } ?? ""
            batch.activity = [
                context.activity(
                    known == nil ? "user created" : "user updated",
                    subject: principal.key,
                    detail: change(from: before, to: text(of: principal, policy))
                )
            ]
        }
        let published = try publisher.commit(batch)
        return V1.PutUserResponse {
            $0.user = V1.User(principal, in: publisher.snapshot.policy)
            $0.created = known == nil
            $0.revision = published.revision.number
        }
    }

    private static func principal(
        _ wanted: V1.User,
        _ policy: Policy
    ) throws(CallError) -> Principal {
        try Keys.check(wanted.id, field: "user.id")
        guard wanted.name.utf8.count <= CallLimits.textBytesMax else {
            throw .invalid("user.name", "must be at most \(CallLimits.textBytesMax) bytes")
        }
        let role = try role(wanted, field: "user.role")
        return Principal(
            key: wanted.id,
            name: wanted.name,
            role: role,
            organizations: try organizations(wanted, role: role, policy),
            isDisabled: wanted.disabled
        )
    }

    /// The role that a user has, with what a custom one was given.
    static func role(_ user: V1.User, field: String) throws(CallError) -> Principal.Role {
        guard user.role == .custom || !user.documentationAdministration && !user.removal else {
            throw .invalid(
                user.removal ? "user.removal" : "user.documentation_administration",
                "belongs to ROLE_CUSTOM alone"
            )
        }
        return switch user.role {
        case .administrator: .administrator
        case .manager: .manager
        case .custom:
            .custom(
                administersDocumentation: user.documentationAdministration,
                removes: user.removal
            )
        case .editor: .editor
        case .creator: .creator
        case .lite: .lite
        case .readOnly: .readOnly
        case .clientUser: .clientUser
        case .unspecified: throw .missing(field)
        case .unrecognized: throw .invalid(field, "names a role that does not exist")
        }
    }

    private static func organizations(
        _ wanted: V1.User,
        role: Principal.Role,
        _ policy: Policy
    ) throws(CallError) -> OrganizationScope {
        let field = "user.organization_ids"
        var listed: Set<OrganizationID> = []
        for key in wanted.organizationIDs {
            guard let id = policy.organization(withKey: key) else {
                throw .notFound("organization", field: field, key)
            }
            listed.insert(id)
        }
        guard listed.isEmpty || !wanted.allOrganizations else {
            throw .invalid(field, "must be empty beside all_organizations")
        }
        if role == .administrator {
            guard listed.isEmpty else {
                throw .invalid(field, "must be empty: administrators see every organization")
            }
            return .all
        }
        if let most = role.organizationsMax {
            guard !wanted.allOrganizations else {
                throw .invalid(
                    "user.all_organizations",
                    "is not for this role; list organizations, at most \(most)"
                )
            }
            guard listed.count <= most else {
                throw .invalid(field, "must be at most \(most) for this role")
            }
        }
        return wanted.allOrganizations ? .all : .only(listed)
    }

    /// Somebody has to be able to let others in.
    private static func checkAdministrators(
        _ policy: Policy,
        after key: String,
        _ principal: Principal?
    ) throws(CallError) {
        let isAdministrator = { (one: Principal?) in
            one?.role == .administrator && one?.isDisabled == false
        }
        guard isAdministrator(policy.principals[key]), !isAdministrator(principal),
            !policy.principals.values.contains(where: { $0.key != key && isAdministrator($0) })
        else { return }
        throw CallError(
            .inUse,
            "this is the last administrator that is not switched off; make another one first"
        )
    }

    // MARK: Delete

    private static func deleteUser(
        _ request: V1.DeleteUserRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.DeleteUserResponse {
        let key = request.id
        guard !key.isEmpty else { throw .missing("id") }
        let policy = publisher.snapshot.policy
        guard let principal = policy.principals[key] else {
            throw .notFound("user", field: "id", key)
        }
        guard request.confirm else {
            throw CallError(
                .confirmationMissing,
                "confirm: must be true: the tokens go with the user"
            )
        }
        try checkAdministrators(policy, after: key, nil)
        var batch = context.batch()
        batch.changes = [.policy(.principal(key, nil))]
        // Whoever is made under the same id later is someone else.
        for var token in policy.tokens.values.sorted(by: { $0.key < $1.key })
        where token.principalKey == key && !token.isRevoked {
            token.isRevoked = true
            batch.changes.append(.policy(.token(token.key, token)))
        }
        for var group in policy.userGroups.values.sorted(by: { $0.key < $1.key })
        where group.members.remove(key) != nil {
            batch.changes.append(.policy(.userGroup(group.key, group)))
        }
        batch.changes += accessLists(policy) { $0.users.remove(key) != nil }
        batch.activity = [
            context.activity(
                "user deleted",
                subject: key,
                detail: change(from: text(of: principal, policy), to: "")
            )
        ]
        let published = try publisher.commit(batch)
        do throws(StoreError) {
            for kind in GroupKind.allCases {
                try publisher.store.setListView(of: key, list: kind.rawValue, to: nil)
            }
        } catch {
            throw CallError(error, outcome: "the user is deleted, but not the views of lists")
        }
        return V1.DeleteUserResponse { $0.revision = published.revision.number }
    }

    /// The access lists that `edit` changes, as changes.
    static func accessLists(
        _ policy: Policy,
        _ edit: (inout GroupAccess) -> Bool
    ) -> [Change] {
        policy.access.lists.sorted { $0.key < $1.key }.compactMap { asset, list in
            var edited = list
            return edit(&edited) ? .policy(.groupAccess(asset, edited)) : nil
        }
    }

    // MARK: Words for the activity log

    static func change(from before: String, to after: String) -> String {
        [("before", before), ("after", after)].filter { !$0.1.isEmpty }
            .map { "\($0.0): \($0.1)" }.joined(separator: "; ")
    }

    private static func text(of principal: Principal, _ policy: Policy) -> String {
        var words = ["role \(principal.role)"]
        switch principal.organizations {
        case .all: words.append("all organizations")
        case .only(let ids):
            let keys = ids.compactMap { policy.organizations[$0]?.key }.sorted()
            words.append("organizations [\(keys.joined(separator: ", "))]")
        }
        if principal.isDisabled { words.append("switched off") }
        return words.joined(separator: ", ")
    }
}

extension V1.User {
    init(_ principal: Principal, in policy: Policy) {
        self.init()
        id = principal.key
        name = principal.name
        role = V1.Role(principal.role)
        documentationAdministration = principal.role.additions?.administersDocumentation ?? false
        removal = principal.role.additions?.removes ?? false
        disabled = principal.isDisabled
        switch principal.organizations {
        case .all: allOrganizations = true
        case .only(let ids):
            organizationIDs = ids.compactMap { policy.organizations[$0]?.key }.sorted()
        }
        userGroupIDs = policy.userGroups.values.filter { $0.members.contains(principal.key) }
            .map(\.key).sorted()
    }
}
