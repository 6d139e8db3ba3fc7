/// One thing that an operator can set: its name, what it means and what holds without it.
///
/// The name is the path in the file, `a.b-c`; the environment's is `MUSTER_A_B_C`, the flag's `--a-b-c`.
public struct SettingKey: Sendable {
    public let name: String
    public let meaning: String
    /// In words for the person who reads `--print-config`; empty when there is none.
    public let fallback: String
    /// Never printed, and not taken from a flag, which other users of the machine can see.
    public let isSecret: Bool

    init(_ name: String, _ meaning: String, fallback: String = "", isSecret: Bool = false) {
        self.name = name
        self.meaning = meaning
        self.fallback = fallback
        self.isSecret = isSecret
    }

    public var environmentName: String {
        "MUSTER_"
            + name.uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 }.reduce(into: "") {
                $0.append($1)
            }
    }

    /// Where it stands in the file.
    var path: [String] { name.split(separator: ".").map(String.init) }

    public var flagName: String {
        name.map { $0 == "." ? "-" : $0 }.reduce(into: "") { $0.append($1) }
    }
}

extension SettingKey {
    static let data = SettingKey(
        "data",
        "The data directory; made with mode 0700.",
        fallback: "data"
    )
    static let listenTLS = SettingKey(
        "listen.tls",
        "Address and port for TLS, for instance 0.0.0.0:9443; needs tls.certificate and tls.key."
    )
    static let listenCleartext = SettingKey(
        "listen.cleartext",
        "Address and port for HTTP/2 without TLS; the loopback only, unless listen.cleartext-anywhere is true.",
        fallback: "127.0.0.1:9480"
    )
    static let listenCleartextAnywhere = SettingKey(
        "listen.cleartext-anywhere",
        "Allow cleartext beyond the loopback, for instance behind a proxy that ends TLS.",
        fallback: "false"
    )
    static let certificate = SettingKey(
        "tls.certificate",
        "PEM file: the certificate and its chain."
    )
    static let key = SettingKey("tls.key", "PEM file: the certificate's private key.")
    static let loops = SettingKey("loops", "Event loops.", fallback: "one a core")
    static let loginBase = SettingKey(
        "graph.login-base",
        "Where tokens come from, in place of the cloud's own address."
    )
    static let graphBase = SettingKey(
        "graph.base",
        "Where Graph is, in place of the cloud's own address."
    )
    static let graphCertificates = SettingKey(
        "graph.ca-file",
        "PEM file with the authorities to trust for Graph, in place of the system's."
    )
    static let sealingKey = SettingKey(
        "sealing-key",
        "Base64 of the 32 bytes that seal Graph credentials; without it the file sealing.key in the data directory.",
        isSecret: true
    )
    static let schedule = SettingKey(
        "sync.schedule",
        "Whether rounds start by themselves; false leaves them to SyncNow.",
        fallback: "true"
    )
    static let holdGroups = SettingKey(
        "sync.hold-groups",
        "A round that would orphan more groups than this, and more than sync.hold-groups-percent of them, is held.",
        fallback: "20"
    )
    static let holdGroupsPercent = SettingKey(
        "sync.hold-groups-percent",
        "Percent of a tenant's documented groups; 100 never holds for groups.",
        fallback: "10"
    )
    static let holdMemberships = SettingKey(
        "sync.hold-memberships",
        "A round that would remove more memberships than this, and more than sync.hold-memberships-percent of them, is held.",
        fallback: "1000"
    )
    static let holdMembershipsPercent = SettingKey(
        "sync.hold-memberships-percent",
        "Percent of a tenant's documented memberships; 100 never holds for memberships.",
        fallback: "20"
    )
    static let reconcileDays = SettingKey(
        "sync.reconcile-days",
        "Days between two rounds that read everything again, 0 to 30; 0 for none.",
        fallback: "7"
    )
    static let sampledGroups = SettingKey(
        "sync.sampled-groups",
        "Groups of each tenant that are compared with their own lists of members once a day, 0 to 1000.",
        fallback: "20"
    )
    static let visibilityDelay = SettingKey(
        "sync.visibility-delay",
        "Seconds that a complete round waits before it becomes visible, 0 to 900.",
        fallback: "0"
    )
    static let listsAtFirst = SettingKey(
        "sync.lists-at-first",
        "Whether a first import lists everything, many groups at once, before it follows changes: true or false.",
        fallback: "false"
    )
    static let changesRingBytes = SettingKey(
        "changes.ring-bytes",
        "What the newest changes may take in memory; subscribers that are further behind read the log on disk.",
        fallback: "67108864"
    )
    static let changesKeepSeconds = SettingKey(
        "changes.keep-seconds",
        "Subscriptions can resume from changes that are no older.",
        fallback: "86400"
    )
    static let changesKeepCount = SettingKey(
        "changes.keep-changes",
        "Subscriptions can resume from so many changes back.",
        fallback: "1000000"
    )
    static let changesKeepBytes = SettingKey(
        "changes.keep-bytes",
        "Subscriptions can resume from so many bytes of changes back, about.",
        fallback: "268435456"
    )
    static let changesTrim = SettingKey(
        "changes.trim-ms",
        "How often changes beyond these bounds are forgotten.",
        fallback: "30000"
    )
    static let changesGoodbye = SettingKey(
        "changes.goodbye-ms",
        "When the server goes down, subscriptions end within this time, each at a moment of its own.",
        fallback: "10000"
    )
    static let writeStall = SettingKey(
        "write-stall-ms",
        "A call whose client takes nothing of what waits for it ends after this time, at most half as much later.",
        fallback: "30000"
    )
    static let logLevel = SettingKey(
        "log.level",
        "trace, debug, info, notice, warning, error or critical.",
        fallback: "info"
    )

    /// Every key there is; any other name is refused.
    public static let all: [SettingKey] = [
        .data, .listenTLS, .listenCleartext, .listenCleartextAnywhere, .certificate, .key, .loops,
        .loginBase, .graphBase, .graphCertificates, .sealingKey, .schedule, .holdGroups,
        .holdGroupsPercent, .holdMemberships, .holdMembershipsPercent, .reconcileDays,
        .sampledGroups, .visibilityDelay, .listsAtFirst, .changesRingBytes, .changesKeepSeconds,
        .changesKeepCount, .changesKeepBytes, .changesTrim, .changesGoodbye, .writeStall,
        .logLevel,
    ]

    /// Names in the environment that begin alike and belong to the command, not to the server.
    static let commandEnvironmentNames: Set<String> = [
        "MUSTER_ADDRESS", "MUSTER_TOKEN", "MUSTER_TOKEN_FILE", "MUSTER_CA_FILE", "MUSTER_DATA",
        "MUSTER_CONFIG", "MUSTER_CLIENT_SECRET",
    ]
}
