import ArgumentParser
import Client
import Wire

/// What a person writes into a group, as options; those that are not given stay as they are.
struct GroupInputOptions: ParsableArguments {
    @Option(help: "A manual group's description.")
    var description: String?

    @Option(help: "A manual group's mail address; Microsoft 365 groups only.")
    var email: String?

    @Option(help: "A manual group's domain.")
    var domain: String?

    @Option(help: "How a manual group gets its members.")
    var membershipType: MembershipArgument?

    @Option(help: "The rule of a manual group that is dynamic.")
    var membershipRule: String?

    @Option(
        help: .init(
            "A custom field, as KEY=VALUE; KEY= empties it. Tags: once for each tag.",
            valueName: "key=value"
        )
    )
    var field: [String] = []

    /// The request's part, and the names of the fields that were given.
    func input(name: String?) throws(CommandError) -> (group: V1.GroupInput, fields: [String]) {
        var group = V1.GroupInput()
        var fields: [String] = []
        func take(_ name: String, _ value: String?, _ path: WritableKeyPath<V1.GroupInput, String>)
        {
            guard let value else { return }
            group[keyPath: path] = value
            fields.append(name)
        }
        take("name", name, \.name)
        take("description", description, \.description)
        take("email", email, \.email)
        take("domain", domain, \.domain)
        take("membership_rule", membershipRule, \.membershipRule)
        if let membershipType {
            group.membershipType = membershipType.wire
            fields.append("membership_type")
        }
        for text in field {
            guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
                throw CommandError(.usage, "--field: \"\(text)\" is not KEY=VALUE")
            }
            let key = String(text[..<sign])
            let value = String(text[text.index(after: sign)...])
            if let index = group.customFields.firstIndex(where: { $0.key == key }) {
                group.customFields[index].values.append(value)
            } else {
                group.customFields.append(
                    V1.CustomFieldValue {
                        $0.key = key
                        $0.values = value.isEmpty ? [] : [value]
                    }
                )
                fields.append("custom_fields.\(key)")
            }
        }
        return (group, fields)
    }

    static func show(_ reply: V1.GroupResponse, _ printer: Printer) throws {
        guard printer.format != .json else { return try printer.json(reply) }
        let page = V1.GetGroupResponse {
            $0.row = reply.row
            $0.detail = V1.GroupDetail { $0.customFields = reply.customFields }
        }
        printer.properties(GroupsShow.properties(page))
        printer.note("revision \(reply.revision)")
    }
}

/// `muster groups create`.
struct GroupsCreate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a group by hand, outside every sync."
    )

    @Argument(help: "The organization's id.")
    var organization: String

    @Argument(help: "The group's name.")
    var name: String

    @Option(help: "Its kind.")
    var kind: KindArgument

    @OptionGroup var input: GroupInputOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let (group, _) = try input.input(name: name)
        let reply = try connection.client().call(
            V1.GroupsService.create,
            V1.CreateGroupRequest {
                $0.organizationID = organization
                $0.kind = kind.wire
                $0.group = group
            }
        )
        try GroupInputOptions.show(reply, output.printer())
    }
}

/// `muster groups edit`.
struct GroupsEdit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change custom fields of a group, or any field of a manual one."
    )

    @OptionGroup var target: GroupArguments

    @Option(help: "A manual group's new name.")
    var name: String?

    @OptionGroup var input: GroupInputOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let (group, fields) = try input.input(name: name)
        guard !fields.isEmpty else {
            throw CommandError(.usage, "nothing to change: give a field")
        }
        let client = try connection.client()
        let id = try target.assetID(client)
        let reply = try client.call(
            V1.GroupsService.update,
            V1.UpdateGroupRequest {
                $0.id = id
                $0.group = group
                $0.updateFields = fields
            }
        )
        try GroupInputOptions.show(reply, output.printer())
    }
}
