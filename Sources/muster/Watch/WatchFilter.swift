import ArgumentParser
import Wire

/// Which groups to follow, and how much of them.
struct WatchFilter: ParsableArguments {
    @Option(help: "Only this organization; may be repeated.")
    var organization: [String] = []

    @Option(help: "Only this kind: security or microsoft365.")
    var kind: KindArgument?

    @Option(help: .init("Only the group with this asset id; may be repeated.", valueName: "id"))
    var group: [String] = []

    @Option(
        help: .init(
            "Only groups whose whole name fits, in any case; * and ? stand for others.",
            valueName: "pattern"
        )
    )
    var name: String?

    @Option(help: "Only groups with this status; may be repeated.")
    var status: [StatusArgument] = []

    @Option(help: .init("Only groups of the contact with this external id.", valueName: "id"))
    var contact: String?

    @Option(help: .init("Only groups of the configuration with this external id.", valueName: "id"))
    var configuration: String?

    @Option(help: .init("Only groups of the user with this object id in Entra.", valueName: "id"))
    var user: String?

    @Option(help: .init("Only groups of the device with this object id in Entra.", valueName: "id"))
    var device: String?

    @Option(
        help: .init(
            "Only groups that hold the group with this object id in Entra.",
            valueName: "id"
        )
    )
    var memberGroup: String?

    @Option(
        help: .init(
            "Only these fields of a group, comma-separated, as in the protocol; a change to others is not shown.",
            valueName: "names"
        )
    )
    var fields: String?

    @Flag(inversion: .prefixedNo, help: "Members that join, leave or are matched. Default: shown.")
    var members: Bool?

    /// Whether members were asked for; `nil` when nothing was said.
    var showsMembers: Bool? { members }

    private var principals: [V1.ChangeFilter.Principal] {
        [
            contact.map { .contact(externalID: $0) },
            configuration.map { .configuration(externalID: $0) },
            user.map { .user(entraID: $0) },
            device.map { .device(entraID: $0) },
            memberGroup.map { .group(entraID: $0) },
        ].compactMap { $0 }
    }

    func validate() throws {
        guard principals.count <= 1 else {
            throw ValidationError(
                "Give one of --contact, --configuration, --user, --device and --member-group at most."
            )
        }
        guard principals.isEmpty || organization.count == 1 else {
            throw ValidationError(
                "--contact, --configuration, --user, --device and --member-group need one --organization."
            )
        }
    }

    var fieldNames: [String] {
        fields.map { $0.split(separator: ",").map(String.init) } ?? []
    }

    /// The filter of the request; `nil` when there is no condition.
    var wire: V1.ChangeFilter? {
        let filter = V1.ChangeFilter {
            $0.organizationIDs = organization
            $0.kind = kind?.wire ?? .unspecified
            $0.groupIDs = group
            $0.namePattern = name ?? ""
            $0.statuses = status.map(\.wire)
            $0.principal = principals.first
        }
        return filter == V1.ChangeFilter() ? nil : filter
    }
}
