import Directory
import ReadModel
import Store

/// What the activity log says of a group's status: the words of the contract, before and after.
enum StatusActivity {
    /// `record` with what became of its group's status, if it is about a group and anything did.
    ///
    /// Only the publish knows what the status comes to: what waited may have more to say than the command.
    static func complete(
        _ record: ActivityRecord,
        before: Snapshot,
        after drafts: [OrganizationPublish]
    ) -> ActivityRecord {
        guard let asset = record.asset, let organization = record.organization,
            let draft = drafts.first(where: { $0.image.organization == organization })
        else { return record }
        let old = before.organizations[organization]?.reasons(of: asset)
        let new = draft.image.reasons(of: asset)
        guard old != new else { return record }
        var complete = record
        let status = ActivityChange(
            "sync_status",
            before: old.map { word($0.status) } ?? "",
            after: new.map { word($0.status) } ?? ""
        )
        if status.before != status.after { complete.changes.append(status) }
        complete.changes.append(
            ActivityChange(
                "status_reasons",
                before: old.map(words) ?? "",
                after: new.map(words) ?? ""
            )
        )
        return complete
    }

    static func word(_ status: SyncStatus) -> String {
        switch status {
        case .none: "none"
        case .enabled: "enabled"
        case .orphaned: "orphaned"
        case .disabled: "disabled"
        }
    }

    private static func words(_ reasons: StatusReasons) -> String {
        let all: [(StatusReasons, String)] = [
            (.manual, "manual"), (.deletedHere, "deleted_here"), (.archived, "archived"),
            (.integrationRemoved, "integration_removed"), (.kindSwitchedOff, "kind_switched_off"),
            (.syncDisabled, "sync_disabled"), (.sourceDeleted, "source_deleted"),
            (.outOfScope, "out_of_scope"),
        ]
        return all.filter { reasons.contains($0.0) }.map(\.1).joined(separator: ", ")
    }
}
