import Wire

/// Actions on a group, and what stands in their way, for people.
enum GroupActionText {
    static func word(_ action: V1.GroupAction) -> String {
        switch action {
        case .edit: "edit"
        case .access: "set access"
        case .delete: "delete"
        case .archive: "archive"
        case .unarchive: "unarchive"
        case .enableSync: "enable sync"
        case .disableSync: "disable sync"
        case .export: "export"
        case .runbook: "runbook"
        case .pdf: "PDF"
        case .manage: "manage in Entra"
        case .unspecified, .unrecognized: "another action"
        }
    }

    /// The action and why it is not possible.
    static func phrase(_ refused: V1.RefusedAction) -> String {
        "\(word(refused.action)) (\(obstacle(refused.reason)))"
    }

    static func obstacle(_ reason: V1.RefusalReason) -> String {
        switch reason {
        case .role: "your role does not allow it"
        case .stillEnabled: "its sync is enabled"
        case .archived: "unarchive it first"
        case .kindSwitchedOff: "its kind is switched off"
        case .integrationRemoved: "its integration was removed"
        case .manualGroup: "it was made in Muster"
        case .unspecified, .unrecognized: "for another reason"
        }
    }
}
