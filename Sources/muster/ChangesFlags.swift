import ArgumentParser

/// The settings of subscriptions, as flags of `muster serve`.
struct ChangesFlags: ParsableArguments {
    @Option(help: "Bytes of the newest changes that are kept in memory.")
    var changesRingBytes: String?

    @Option(help: "Seconds back from which subscriptions can resume.")
    var changesKeepSeconds: String?

    @Option(help: "Changes back from which subscriptions can resume.")
    var changesKeepChanges: String?

    @Option(help: "Bytes of changes back, about, from which subscriptions can resume.")
    var changesKeepBytes: String?

    @Option(help: "Milliseconds between two looks at what may be forgotten.")
    var changesTrimMs: String?

    @Option(help: "Milliseconds within which subscriptions end when the server goes down.")
    var changesGoodbyeMs: String?

    @Option(help: "Milliseconds after which a client is given up that takes nothing.")
    var writeStallMs: String?

    /// By the names of the settings.
    var values: [String: String?] {
        [
            "changes.ring-bytes": changesRingBytes, "changes.keep-seconds": changesKeepSeconds,
            "changes.keep-changes": changesKeepChanges, "changes.keep-bytes": changesKeepBytes,
            "changes.trim-ms": changesTrimMs, "changes.goodbye-ms": changesGoodbyeMs,
            "write-stall-ms": writeStallMs,
        ]
    }
}
