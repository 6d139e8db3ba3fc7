import ArgumentParser

/// The settings of rounds, as flags of `muster serve`.
struct SyncFlags: ParsableArguments {
    @Option(help: "Whether rounds start by themselves: true or false.")
    var syncSchedule: String?

    @Option(help: "Hold a round that would orphan more groups than this.")
    var syncHoldGroups: String?

    @Option(help: "… and more than this percent of them.")
    var syncHoldGroupsPercent: String?

    @Option(help: "Hold a round that would remove more memberships than this.")
    var syncHoldMemberships: String?

    @Option(help: "… and more than this percent of them.")
    var syncHoldMembershipsPercent: String?

    @Option(help: "Days between two rounds that read everything again; 0 for none.")
    var syncReconcileDays: String?

    @Option(help: "Groups compared with their own lists of members once a day.")
    var syncSampledGroups: String?

    @Option(help: "Seconds that a complete round waits before it becomes visible.")
    var syncVisibilityDelay: String?

    @Option(
        help: "Whether a first import lists everything before it follows changes: true or false."
    )
    var syncListsAtFirst: String?

    /// By the names of the settings.
    var values: [String: String?] {
        [
            "sync.schedule": syncSchedule, "sync.hold-groups": syncHoldGroups,
            "sync.hold-groups-percent": syncHoldGroupsPercent,
            "sync.hold-memberships": syncHoldMemberships,
            "sync.hold-memberships-percent": syncHoldMembershipsPercent,
            "sync.reconcile-days": syncReconcileDays, "sync.sampled-groups": syncSampledGroups,
            "sync.visibility-delay": syncVisibilityDelay,
            "sync.lists-at-first": syncListsAtFirst,
        ]
    }
}
