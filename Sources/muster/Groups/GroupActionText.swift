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

    /// The actions that are not possible, those with the same obstacle together.
    static func phrase(_ refused: [V1.RefusedAction]) -> String {
        var reasons: [V1.RefusalReason] = []
        for each in refused where !reasons.contains(each.reason) { reasons.append(each.reason) }
        return reasons.map { reason in
            let actions = refused.filter { $0.reason == reason }.map { word($0.action) }
            return "\(actions.joined(separator: ", ")) (\(obstacle(reason)))"
        }.joined(separator: "; ")
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
