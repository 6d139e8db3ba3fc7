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

    @OptionGroup var paging: PagingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    static let columns: [Column<V1.Run>] = [
        Column("started", "Started") {
            Cell(TimeText.short($0.startedAt), raw: TimeText.full($0.startedAt))
        },
        Column("tenant-id", "Tenant") { Cell($0.tenantID) },
        Column("outcome", "Outcome") { outcome($0.outcome) },
        Column("trigger", "Trigger") { Cell($0.trigger == .manual ? "by hand" : "schedule") },
        Column("seconds", "Seconds", alignment: .right) { Cell(seconds($0)) },
        Column("pages", "Pages", alignment: .right) { Cell($0.pages) },
        Column("objects-changed", "Objects", alignment: .right) { Cell($0.objectsChanged) },
        Column("memberships-added", "Added", alignment: .right) { Cell($0.membershipsAdded) },
        Column("memberships-removed", "Removed", alignment: .right) { Cell($0.membershipsRemoved) },
        Column("throttle-waits", "Waits", alignment: .right) { Cell($0.throttleWaits) },
        Column("error", "Error") { Cell($0.error, paint: .red) },
        Column("id", "Id") { Cell($0.id) },
    ]

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

    func run() throws {
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
