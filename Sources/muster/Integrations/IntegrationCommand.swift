import ArgumentParser
import Client
import Wire

/// `muster integration`: the connections to Microsoft and the tenants they read.
struct IntegrationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "integration",
        abstract: "Show and change the connections to Microsoft.",
        subcommands: [
            IntegrationCreate.self, IntegrationList.self, IntegrationGet.self,
            IntegrationUpdate.self, IntegrationPutTenant.self, IntegrationRuns.self,
            IntegrationStatus.self, IntegrationHolds.self, IntegrationRelease.self,
            IntegrationDiscard.self, IntegrationRemove.self, IntegrationRemoveTenant.self,
            IntegrationConsent.self,
        ],
        aliases: ["integrations"]
    )

    static let columns: [Column<V1.Integration>] = [
        Column("id", "Id") { Cell($0.id) },
        Column("name", "Name") { Cell($0.name) },
        Column("security", "Security") { onOff($0.syncSecurityGroups) },
        Column("microsoft365", "Microsoft 365") { onOff($0.syncMicrosoft365Groups) },
        Column("users", "Users") { onOff($0.syncUsers ?? true) },
        Column("enabled", "Schedule") { onOff($0.enabled ?? true) },
        Column("tenants", "Tenants", alignment: .right) { Cell($0.tenants.count) },
        Column("credential", "Credential") { Cell(credential($0.credential)) },
    ]

    static func onOff(_ isOn: Bool) -> Cell {
        isOn ? Cell("on", paint: .green, raw: "true") : Cell("off", paint: .grey, raw: "false")
    }

    static func credential(_ summary: V1.CredentialSummary?) -> String {
        switch summary?.kind ?? .unspecified {
        case .clientSecret: "client secret"
        case .certificate:
            summary?.expiresAt.map { "certificate until \(TimeText.short($0))" } ?? "certificate"
        case .unspecified, .unrecognized: "none"
        }
    }

    static func visibleAfter(_ integration: V1.Integration) -> String {
        integration.visibilityDelaySeconds.map { "\($0) s" } ?? "as the server is set"
    }

    static func cloud(_ cloud: V1.Cloud) -> String {
        CloudArgument.allCases.first { $0.wire == cloud }?.rawValue ?? "global"
    }

    /// Shows one integration with its tenants.
    static func show(_ reply: V1.IntegrationResponse, _ printer: Printer) throws {
        guard printer.format != .json else { return try printer.json(reply) }
        let integration = reply.integration ?? V1.Integration()
        guard printer.format != .csv else { return printer.rows([integration], columns) }
        let interval = integration.intervalSeconds == 0 ? 3600 : integration.intervalSeconds
        printer.properties([
            ("Id", Cell(integration.id)),
            ("Name", Cell(integration.name, paint: .bold)),
            ("Cloud", Cell(cloud(integration.cloud))),
            ("Application id", Cell(integration.applicationID)),
            ("Credential", Cell(credential(integration.credential))),
            ("Sync Entra ID Security Groups", onOff(integration.syncSecurityGroups)),
            ("… mail-enabled ones too", onOff(integration.syncMailEnabledSecurityGroups ?? true)),
            ("Sync Microsoft 365 Groups", onOff(integration.syncMicrosoft365Groups)),
            ("Match users to contacts", onOff(integration.syncUsers ?? true)),
            ("Make missing contacts", onOff(integration.createMissingContacts)),
            ("Sync on schedule", onOff(integration.enabled ?? true)),
            ("Every", Cell("\(interval) s")),
            ("Visible after", Cell(visibleAfter(integration))),
            ("Made", Cell(TimeText.short(integration.createdAt))),
        ])
        if !integration.tenants.isEmpty {
            printer.output.line("")
            printer.rows(integration.tenants, IntegrationStatus.tenantColumns)
        }
    }
}

/// Microsoft's clouds, as words of the command line.
enum CloudArgument: String, CaseIterable, ExpressibleByArgument {
    case global
    case usGovernmentL4 = "us-government-l4"
    case usGovernmentL5 = "us-government-l5"
    case china

    var wire: V1.Cloud {
        switch self {
        case .global: .global
        case .usGovernmentL4: .usGovernmentL4
        case .usGovernmentL5: .usGovernmentL5
        case .china: .china
        }
    }
}
