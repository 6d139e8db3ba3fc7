import ArgumentParser
import Client
import Wire

/// `muster sync`: syncs tenants now, and tells how far it has come.
struct Sync: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Sync tenants now."
    )

    @Argument(help: "Organizations, tenants or integrations, by id.")
    var targets: [String] = []

    @Flag(help: "Every tenant of every integration.")
    var all = false

    @Flag(help: "Read everything again, not only what changed.")
    var full = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if targets.isEmpty != all {
            throw ValidationError("Give organizations, tenants or integrations, or --all.")
        }
    }

    func run() throws {
        let client = try connection.client()
        let integrations = try client.call(V1.IntegrationsService.list, .init()).integrations
        let plan = try SyncPlan(integrations, targets: all ? nil : targets)
        let printer = output.printer()
        var progress = ProgressBar()
        defer { progress.end() }
        var runs: [V1.Run] = []
        for part in plan.parts {
            let call = try client.stream(
                V1.IntegrationsService.syncNow,
                V1.SyncNowRequest {
                    $0.integrationID = part.integrationID
                    $0.tenantIDs = part.tenantIDs
                    $0.full = full
                }
            )
            while let message = try call.next() {
                if printer.format == .json {
                    try printer.json(message)
                    printer.output.flush()
                }
                if let run = message.finished { runs.append(run) }
                progress.show(Self.state(message, finished: runs.count, of: plan.tenantCount))
            }
        }
        progress.end()
        if printer.format != .json { printer.rows(runs, Self.columns) }
        try Self.check(runs)
    }

    private static let columns = IntegrationRuns.columns.filter { $0.name != "trigger" }

    /// One line about the tenant that is being read.
    static func state(
        _ progress: V1.SyncProgress,
        finished: Int,
        of tenantCount: Int
    ) -> ProgressBar.State {
        let phase =
            switch progress.phase {
            case .waiting: "waiting"
            case .fetching:
                switch progress.stream {
                case .groups: "reading groups"
                case .users: "reading users"
                case .devices: "reading devices"
                case .unspecified, .unrecognized: "reading"
                }
            case .comparing: "comparing"
            case .publishing: "publishing"
            case .finished: "finished"
            case .unspecified, .unrecognized: "working"
            }
        var detail =
            "\(phase): \(progress.pages) pages, \(progress.objects) objects, \(progress.links) links"
        if progress.throttleWaits > 0 {
            detail += ", waited \((progress.throttleWaitMS + 999) / 1000) s for Microsoft"
        }
        if progress.expectedObjects > 0 {
            detail += " of \(progress.expectedObjects)"
        }
        if let seconds = progress.remainingSeconds {
            detail += ", about \(duration(seconds)) of pages to come"
        }
        return .init(
            label: progress.tenantID,
            done: UInt64(finished),
            total: tenantCount > 1 ? UInt64(tenantCount) : nil,
            detail: detail
        )
    }

    private static func duration(_ seconds: UInt64) -> String {
        seconds < 120 ? "\(seconds) s" : "\((seconds + 30) / 60) min"
    }

    /// Ends as `partial` or `failure` when tenants did not sync.
    static func check(_ runs: [V1.Run]) throws(ExitStatusError) {
        let failed = runs.filter { $0.outcome != .succeeded }.count
        guard failed > 0 else { return }
        throw ExitStatusError(status: failed == runs.count ? .failure : .partial)
    }
}

/// Which tenants of which integrations are to be synced.
struct SyncPlan: Equatable {
    struct Part: Equatable {
        var integrationID: String
        var tenantIDs: [String]
    }

    let parts: [Part]

    var tenantCount: Int { parts.reduce(0) { $0 + $1.tenantIDs.count } }

    /// Finds the tenants that are meant.
    ///
    /// - Parameters:
    ///   - integrations: Every integration.
    ///   - targets: Ids of organizations, tenants or integrations; `nil` for all.
    /// - Throws: `notFound` with the target that nothing has.
    init(_ integrations: [V1.Integration], targets: [String]?) throws(CommandError) {
        var parts: [Part] = []
        var found = Set<String>()
        for integration in integrations {
            var tenants: [String] = []
            for tenant in integration.tenants {
                let names = [integration.id, tenant.tenantID, tenant.organizationID]
                let hits = targets?.filter { names.contains($0) }
                found.formUnion(hits ?? [])
                if hits?.isEmpty != true { tenants.append(tenant.tenantID) }
            }
            if !tenants.isEmpty {
                parts.append(Part(integrationID: integration.id, tenantIDs: tenants))
            }
        }
        for target in targets ?? [] where !found.contains(target) {
            throw CommandError(
                .notFound,
                "\"\(target)\" is no organization, tenant or integration with a tenant to sync; "
                    + "muster integration status lists them"
            )
        }
        guard !parts.isEmpty else {
            throw CommandError(
                .notFound,
                "there is no tenant to sync; muster integration put-tenant adds one"
            )
        }
        self.parts = parts
    }
}
