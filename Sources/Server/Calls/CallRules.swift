import Access
import Directory
import ReadModel
import Wire

/// What a service asks of a call beyond the capability of each method: decided once for every method of the service.
struct CallRules: Sendable {
    /// The calls are about groups: while these are not documented, they are refused.
    let needsGroupDocumentation: Bool
    /// What the service changes belongs to no single organization: whoever changes it sees them all.
    let needsAllOrganizationsToChange: Bool

    /// The rules of the service that `path` names, as in `/muster.v1.Groups/List`.
    init(path: String) {
        let service = path.split(separator: "/").first ?? ""
        needsGroupDocumentation =
            Self.aboutGroups.contains(service) || Self.pathsAboutGroups.contains(path)
        needsAllOrganizationsToChange = Self.ofTheAccount.contains(service)
    }

    private static let aboutGroups: Set<Substring> = [
        "muster.v1.Groups", "muster.v1.Changes", "muster.v1.Exports", "muster.v1.Matching",
        "muster.v1.RelatedItems",
    ]
    /// Methods about groups in services that are not.
    private static let pathsAboutGroups: Set<String> = [V1.ActivityService.restore.path]
    private static let ofTheAccount: Set<Substring> = [
        "muster.v1.Integrations", "muster.v1.Account", "muster.v1.AssetTypes",
    ]

    func check(_ caller: Caller, under policy: Policy, changes: Bool) throws(CallError) {
        if changes, needsAllOrganizationsToChange, caller.visible.organizations != .all {
            throw CallError(
                .roleInsufficient,
                "this belongs to all organizations; ask someone who may see every one of them"
            )
        }
        guard !needsGroupDocumentation || policy.account.documentsGroups else {
            throw .groupDocumentationOff
        }
    }
}

extension CallError {
    static let groupDocumentationOff = CallError(
        .featureSwitchedOff,
        "group_documentation is switched off for the account; what is documented is kept, and is back when an "
            + "administrator or manager switches it on (Account/Update)"
    )
}
