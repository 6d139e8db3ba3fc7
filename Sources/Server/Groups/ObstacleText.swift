import Access
import Directory
import ReadModel

/// Why something cannot be done to a group, for people: the reason, and what to do.
enum ObstacleText {
    static func text(_ obstacle: GroupAction.Obstacle, on group: FoundGroup) -> String {
        switch obstacle {
        case .capabilityMissing: "your role does not allow this; ask an administrator"
        case .syncEnabled:
            "its sync is enabled, so that it would come back; disable its sync or archive it first"
        case .notSynced: "it was made here and is never synced"
        case .unarchiveFirst: "it is archived; unarchive it, which enables its sync too"
        case .kindSwitchedOff:
            "\(setting(group)) is switched off in \(integration(group)); switch it on there"
        case .integrationRemoved:
            "\(integration(group)) does not manage its tenant any more; add the tenant to an integration"
        case .alreadyArchived: "it is archived already"
        case .notArchived: "it is not archived"
        case .alreadyEnabled: "its sync is enabled already"
        case .alreadyDisabled: "its sync is disabled already"
        }
    }

    private static func setting(_ group: FoundGroup) -> String {
        switch group.facts.kind {
        case .microsoft365: "Sync Microsoft 365 Groups"
        case .security: "Sync Entra ID Security Groups"
        }
    }

    private static func integration(_ group: FoundGroup) -> String {
        guard let tenant = group.facts.tenant, let context = group.image.context.tenants[tenant]
        else { return "the integration" }
        return "integration \"\(context.integrationName)\""
    }
}
