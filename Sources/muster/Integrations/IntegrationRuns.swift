import ArgumentParser
import Client
import Wire

/// `muster integration runs`: what syncs did.
struct IntegrationRuns: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List what syncs did, newest first."
    )

    @Argument(help: "The integration's id.")
    var id: String

    @Option(help: "Only this tenant's.")
    var tenant: String?

    @Option(
        name: .customLong("run"),
        help: "Only this run, with what it changed of each group and which requests failed."
    )
    var runID: String?

    @OptionGroup var paging: PagingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    static let columns: [Column<V1.Run>] = [
        Column("started", "Started") {
            Cell(TimeText.short($0.startedAt), raw: TimeText.full($0.startedAt))
        },
        Column("tenant-id", "Tenant") { Cell($0.tenantID) },
        Column("outcome", "Outcome") { outcome($0.outcome) },
        Column("trigger", "Trigger") { trigger($0.trigger) },
        Column("seconds", "Seconds", alignment: .right) { Cell(seconds($0)) },
        Column("pages", "Pages", alignment: .right) { Cell($0.pages) },
        Column("requests", "Requests", alignment: .right) { Cell($0.requests) },
        Column("retries", "Retries", alignment: .right) { Cell($0.retries) },
        Column("groups-changed", "Groups", alignment: .right) {
            Cell(
                $0.groupsAdded == 0 && $0.groupsRemoved == 0
                    ? "\($0.groupsChanged)"
                    : "\($0.groupsChanged) +\($0.groupsAdded) -\($0.groupsRemoved)",
                raw: String($0.groupsChanged)
            )
        },
        Column("objects-changed", "Objects", alignment: .right) { Cell($0.objectsChanged) },
        Column("memberships-added", "Added", alignment: .right) { Cell($0.membershipsAdded) },
        Column("memberships-removed", "Removed", alignment: .right) { Cell($0.membershipsRemoved) },
        Column("throttle-waits", "Waits", alignment: .right) { Cell($0.throttleWaits) },
        Column("findings", "Found", alignment: .right) {
            Cell("\($0.findings)", paint: $0.findings > 0 ? .yellow : nil)
        },
        Column("error-class", "Class") { Cell(errorClass($0.errorClass)) },
        Column("error", "Error") { Cell($0.error, paint: .red) },
        Column("id", "Id") { Cell($0.id) },
    ]

    private static func trigger(_ trigger: V1.RunTrigger) -> Cell {
        switch trigger {
        case .manual: Cell("by hand")
        case .reconciliation: Cell("reading all again")
        case .schedule, .unspecified, .unrecognized: Cell("schedule")
        }
    }

    static func errorClass(_ errorClass: V1.RunErrorClass) -> String {
        switch errorClass {
        case .unspecified: ""
        case .credentials: "credentials"
        case .consent: "consent"
        case .throttled: "throttled"
        case .transient: "transient"
        case .data: "data"
        case .storage: "storage"
        case .refused: "refused"
        case .unrecognized: "other"
        }
    }

    static func outcome(_ outcome: V1.RunOutcome) -> Cell {
        switch outcome {
        case .running: Cell("running")
        case .succeeded: Cell("succeeded", paint: .green)
        case .failed: Cell("failed", paint: .red)
        case .held: Cell("held", paint: .yellow)
        case .interrupted: Cell("interrupted", paint: .yellow)
        case .unspecified, .unrecognized: Cell("unknown")
        }
    }

    private static func seconds(_ run: V1.Run) -> String {
        guard let start = run.startedAt?.milliseconds, let end = run.completedAt?.milliseconds
        else {
            return ""
        }
        let tenths = max(0, end - start + 50) / 100
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static let itemColumns: [Column<V1.RunItem>] = [
        Column("group", "Group") { Cell($0.name) },
        Column("changes", "Changed") { Cell($0.changes.joined(separator: ", ")) },
        Column("id", "Id") { Cell($0.groupID) },
    ]

    private static let failureColumns: [Column<V1.RunFailure>] = [
        Column("operation", "Failed to") { Cell($0.operation) },
        Column("status", "Status", alignment: .right) {
            Cell($0.status == 0 ? "no answer" : "\($0.status)", raw: String($0.status))
        },
        Column("code", "Code") { Cell($0.code) },
        Column("request-id", "Request id") { Cell($0.requestID) },
    ]

    /// One run as a whole.
    private func showRun(_ id: String, of integration: String) throws {
        let call = try connection.client().stream(
            V1.IntegrationsService.runs,
            V1.ListRunsRequest {
                $0.integrationID = integration
                $0.runID = id
            }
        )
        var whole = V1.Run()
        while let part = try call.next() {
            guard let run = part.runs.first else { continue }
            let items = whole.items + run.items
            whole = run
            whole.items = items
        }
        let printer = output.printer()
        guard printer.format != .json else { return try printer.json(whole) }
        printer.rows([whole], Self.columns)
        guard printer.format != .csv else { return }
        printer.properties([
            ("Resource units", Cell(whole.resourceUnits)),
            ("Received", Cell("\(whole.objects) objects, \(whole.links) links")),
            (
                "Phases",
                Cell(
                    "fetching \(whole.fetchingMS) ms, comparing \(whole.comparingMS) ms, publishing \(whole.publishingMS) ms"
                )
            ),
            ("Waited", Cell("\(whole.throttleWaitMS) ms")),
        ])
        if !whole.failures.isEmpty {
            printer.output.line("")
            printer.rows(whole.failures, Self.failureColumns)
        }
        if !whole.items.isEmpty {
            printer.output.line("")
            printer.rows(whole.items, Self.itemColumns)
        }
    }

    func run() throws {
        if let runID { return try showRun(runID, of: id) }
        let call = try connection.client().stream(
            V1.IntegrationsService.runs,
            V1.ListRunsRequest {
                $0.integrationID = id
                $0.tenantID = tenant ?? ""
                $0.pageSize = paging.wirePageSize
                $0.pageToken = paging.pageToken ?? ""
            }
        )
        var list = StreamedList<V1.ListRunsResponse, V1.Run>(output.printer(), Self.columns) {
            $0.runs
        }
        try list.show(call) { last, count in
            [paging.summary("run", count, of: 0, next: last.nextPageToken)]
        }
    }
}
