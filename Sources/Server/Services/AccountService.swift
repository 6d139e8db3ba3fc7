import Access
import Directory
import ReadModel
import Store
import Wire

/// What is decided for everybody: the feature switch first of all.
enum AccountService {
    static let endpoints: [Endpoint] = [
        .read(V1.AccountService.get) { _, context throws(CallError) in
            response(context.snapshot)
        },
        .command(V1.AccountService.update, needs: .configure) {
            request,
            context,
            publisher throws(CallError) in
            try update(request, context, publisher)
        },
    ]

    private static func update(
        _ request: V1.UpdateAccountRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.AccountResponse {
        guard let wanted = request.account else { throw .missing("account") }
        let before = publisher.snapshot.policy.account
        var account = before
        if let isOn = wanted.groupDocumentation { account.documentsGroups = isOn }
        if let areShown = wanted.clientUsersSeeGroups {
            account.showsGroupsToClientUsers = areShown
        }
        var batch = context.batch()
        if account != before {
            batch.changes = [.policy(.account(account))]
            batch.activity = [
                context.activity(
                    "account updated",
                    subject: "account",
                    detail: "before: \(text(of: before)); after: \(text(of: account))"
                )
            ]
        }
        _ = try publisher.commit(batch)
        if account.documentsGroups != before.documentsGroups {
            context.core.syncs.policyChanged(publisher.snapshot, publisher)
        }
        return response(publisher.snapshot)
    }

    private static func text(of account: Account) -> String {
        "group documentation \(account.documentsGroups ? "on" : "off"), client users see groups: "
            + (account.showsGroupsToClientUsers ? "yes" : "no")
    }

    private static func response(_ snapshot: Snapshot) -> V1.AccountResponse {
        V1.AccountResponse {
            $0.account = V1.AccountSettings {
                $0.groupDocumentation = snapshot.policy.account.documentsGroups
                $0.clientUsersSeeGroups = snapshot.policy.account.showsGroupsToClientUsers
            }
            $0.revision = snapshot.revision.number
        }
    }
}

extension V1.GetAccountRequest: RevisionedRequest {}
