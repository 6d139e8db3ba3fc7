import ArgumentParser
import Client
import Wire

/// `muster integration status`: how current each tenant is.
struct IntegrationStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how current each tenant is, and what is wrong."
    )

    @Argument(help: "The integration's id. Default: all.")
    var id: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    static let tenantColumns: [Column<V1.Tenant>] = [
        Column("tenant-id", "Tenant") { Cell($0.tenantID) },
        Column("name", "Name") { Cell($0.name) },
        Column("organization", "Organization") { Cell($0.organizationID) },
        Column("last-sync", "Last sync") { tenant in
            let oldest = oldestSync(tenant.freshness)
            return Cell(TimeText.short(oldest), raw: TimeText.full(oldest))
        },
        Column("watermark", "Shows Entra of") { tenant in
            let watermark = oldestWatermark(tenant.freshness)
            return Cell(TimeText.short(watermark), raw: TimeText.full(watermark))
        },
        Column("next-sync", "Next sync") { tenant in
            let next = tenant.freshness?.nextSyncAt
            return Cell(TimeText.short(next), raw: TimeText.full(next))
        },
        Column("state", "State") { state($0) },
        Column("missing", "Missing permission") {
            Cell($0.freshness?.missingPermissions.joined(separator: ", ") ?? "", paint: .yellow)
        },
        Column("error", "Error") { Cell($0.lastError, paint: .red) },
    ]

    /// When the stream that is furthest behind last completed; `nil` while any has never completed.
    static func oldestSync(_ freshness: V1.TenantFreshness?) -> Google.Timestamp? {
        guard let streams = freshness?.streams, !streams.isEmpty else { return nil }
        let times = streams.compactMap(\.lastSyncCompletedAt)
        guard times.count == streams.count else { return nil }
        return times.min { ($0.seconds, $0.nanos) < ($1.seconds, $1.nanos) }
    }

    /// Up to when Entra's changes are all in; `nil` while any stream has never completed.
    static func oldestWatermark(_ freshness: V1.TenantFreshness?) -> Google.Timestamp? {
        guard let streams = freshness?.streams, !streams.isEmpty else { return nil }
        let times = streams.compactMap(\.sourceWatermark)
        guard times.count == streams.count else { return nil }
        return times.min { ($0.seconds, $0.nanos) < ($1.seconds, $1.nanos) }
    }

    private static func state(_ tenant: V1.Tenant) -> Cell {
        guard let freshness = tenant.freshness else { return Cell("never synced", paint: .grey) }
        if !tenant.lastError.isEmpty { return Cell("failing", paint: .red) }
        if freshness.held {
            return Cell(
                "held since \(TimeText.short(freshness.heldSince))",
                paint: .yellow,
                raw: "held"
            )
        }
        if freshness.importing { return Cell("importing", paint: .yellow) }
        if freshness.streams.contains(where: \.stale) { return Cell("stale", paint: .yellow) }
        return Cell("current", paint: .green)
    }

    func run() throws {
        let client = try connection.client()
        var reply = V1.ListIntegrationsResponse()
        if let id {
            let one = try client.call(V1.IntegrationsService.get, .init { $0.id = id })
            reply.integrations = one.integration.map { [$0] } ?? []
            reply.revision = one.revision
        } else {
            reply = try client.call(V1.IntegrationsService.list, .init())
        }
        let printer = output.printer()
        guard printer.format != .json else { return try printer.json(reply) }
        let tenants = reply.integrations.flatMap { integration in
            integration.tenants.map { (integration.id, $0) }
        }
        let columns =
            [Column<(String, V1.Tenant)>("integration", "Integration") { Cell($0.0) }]
            + Self.tenantColumns.map { column in column.of { $0.1 } }
        printer.rows(tenants, columns)
        printer.note("as of revision \(reply.revision)")
    }
}
