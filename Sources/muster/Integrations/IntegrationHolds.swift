import ArgumentParser
import Client
import Wire

/// `muster integration holds`: mass changes that wait for a person.
struct IntegrationHolds: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holds",
        abstract: "Show what is held back, because a sync would take away too much at once."
    )

    @Argument(help: "The integration's id. Default: all.")
    var id: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    static let columns: [Column<V1.Hold>] = [
        Column("tenant-id", "Tenant") { Cell($0.tenantID) },
        Column("integration", "Integration") { Cell($0.integrationID) },
        Column("held-since", "Held since") {
            Cell(TimeText.short($0.heldSince), raw: TimeText.full($0.heldSince))
        },
        Column("groups-orphaned", "Groups gone", alignment: .right) {
            Cell("\($0.groupsOrphaned) of \($0.groups)", raw: String($0.groupsOrphaned))
        },
        Column("memberships-removed", "Members gone", alignment: .right) {
            Cell(
                "\($0.membershipsRemoved) of \($0.memberships)",
                raw: String($0.membershipsRemoved)
            )
        },
        Column("run", "Run") { Cell($0.runID) },
    ]

    private static let sampleColumns: [Column<(String, V1.HoldSample)>] = [
        Column("tenant-id", "Tenant") { Cell($0.0) },
        Column("group", "Group") { Cell($0.1.name) },
        Column("loses", "Would lose") { tenant, sample in
            sample.orphaned
                ? Cell("itself: Entra has it no more", paint: .red)
                : Cell("\(sample.membershipsRemoved) members", paint: .yellow)
        },
        Column("id", "Id") { Cell($0.1.groupID) },
    ]

    func run() throws {
        let request = V1.ListHoldsRequest { $0.integrationID = id ?? "" }
        let reply = try connection.client().call(V1.IntegrationsService.holds, request)
        try Self.show(reply.holds, output.printer()) { try $0.json(reply) }
    }

    /// Shows holds with the groups that would lose most.
    static func show(
        _ holds: [V1.Hold],
        _ printer: Printer,
        json: (Printer) throws -> Void
    ) throws {
        guard printer.format != .json else { return try json(printer) }
        printer.rows(holds, columns)
        let samples = holds.flatMap { hold in hold.samples.map { (hold.tenantID, $0) } }
        guard printer.format != .csv, !samples.isEmpty else { return }
        printer.output.line("")
        printer.rows(samples, sampleColumns)
        printer.note("release TENANT documents it; discard TENANT reads everything again")
    }
}

/// `muster integration release`.
struct IntegrationRelease: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Let what is held back of a tenant become documentation."
    )

    @Argument(help: "The tenant's id in Entra.")
    var tenant: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let request = V1.ReleaseHoldRequest { $0.tenantID = tenant }
        let reply = try connection.client().call(V1.IntegrationsService.releaseHold, request)
        let printer = output.printer()
        guard printer.format != .json else { return try printer.json(reply) }
        printer.note("released; the documentation follows within moments")
    }
}

/// `muster integration discard`.
struct IntegrationDiscard: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard",
        abstract: "Drop what is held back of a tenant and read everything again."
    )

    @Argument(help: "The tenant's id in Entra.")
    var tenant: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let request = V1.DiscardHoldRequest { $0.tenantID = tenant }
        let reply = try connection.client().call(V1.IntegrationsService.discardHold, request)
        let printer = output.printer()
        guard printer.format != .json else { return try printer.json(reply) }
        printer.note("dropped; everything is read again, and the tenant is held until then")
    }
}
