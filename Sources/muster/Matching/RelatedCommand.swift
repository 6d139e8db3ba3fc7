import ArgumentParser
import Client
import Wire

/// `muster related`: what belongs together.
struct RelatedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "related",
        abstract: "See, make and remove related items.",
        discussion: """
            Things are named KIND:ID, where KIND is contact, configuration or group, and ID the external \
            id of a record or the asset id of a group.
            """,
        subcommands: [
            RelatedList.self, RelatedAdd.self, RelatedNote.self, RelatedRemove.self,
        ]
    )

    static let columns: [Column<V1.RelatedItem>] = [
        Column("name", "Name") { Cell($0.name) },
        Column("kind", "Kind") { Cell(RelatedKeyArgument.word($0.other?.kind ?? .unspecified)) },
        Column("detail", "Detail") { Cell(detail($0.group)) },
        Column("automatic", "Automatic") {
            Cell($0.automatic ? "yes" : "", raw: String($0.automatic))
        },
        Column("note", "Note") { Cell($0.note) },
        Column("made-by", "Made by") { Cell($0.createdBy) },
        Column("id", "Id") { Cell($0.id) },
    ]

    /// What tells groups of the same name apart, and whether one stands still.
    private static func detail(_ group: V1.RelatedGroup?) -> String {
        guard let group else { return "" }
        let text = group.email.isEmpty ? group.description : group.email
        guard let frozen = group.frozenAt else { return text }
        return (text.isEmpty ? "" : "\(text), ") + "as of \(TimeText.short(frozen)) UTC"
    }
}

/// A thing on the command line: `contact:42`.
struct RelatedKeyArgument: ExpressibleByArgument {
    let kind: V1.RelatedKind
    let id: String

    init?(argument: String) {
        guard let colon = argument.firstIndex(of: ":") else { return nil }
        switch argument[..<colon] {
        case "contact": kind = .contact
        case "configuration": kind = .configuration
        case "group": kind = .group
        default: return nil
        }
        id = String(argument[argument.index(after: colon)...])
        if id.isEmpty { return nil }
    }

    var wire: V1.RelatedKey {
        V1.RelatedKey {
            $0.kind = kind
            $0.id = id
        }
    }

    static func word(_ kind: V1.RelatedKind) -> String {
        switch kind {
        case .contact: "contact"
        case .configuration: "configuration"
        case .group: "group"
        case .unspecified, .unrecognized: ""
        }
    }
}

/// `muster related list`: what belongs to something.
struct RelatedList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what is related to a contact, a configuration or a group."
    )

    @Argument(help: "The organization's id.")
    var organization: String

    @Argument(help: .init("What to look at.", valueName: "kind:id"))
    var of: RelatedKeyArgument

    @Flag(help: "Archived groups too.")
    var includeArchived = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let client = try connection.client()
        let call = try client.stream(
            V1.RelatedItemsService.list,
            V1.ListRelatedItemsRequest {
                $0.organizationID = organization
                $0.of = of.wire
                $0.includeArchived = includeArchived
            }
        )
        var list = StreamedList<V1.ListRelatedItemsResponse, V1.RelatedItem>(
            output.printer(),
            RelatedCommand.columns
        ) { $0.items }
        try list.show(call) { _, count in
            [count == 1 ? "1 related item" : "\(count) related items"]
        }
    }
}

/// `muster related add`: one item more.
struct RelatedAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Relate two things of an organization to each other."
    )

    @Argument(help: "The organization's id.")
    var organization: String

    @Argument(help: .init("The one.", valueName: "kind:id"))
    var first: RelatedKeyArgument

    @Argument(help: .init("The other.", valueName: "kind:id"))
    var second: RelatedKeyArgument

    @Option(help: "Why they belong together.")
    var note = ""

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let request = V1.AddRelatedItemRequest {
            $0.organizationID = organization
            $0.first = first.wire
            $0.second = second.wire
            $0.note = note
        }
        let client = try connection.client()
        let reply = try client.call(V1.RelatedItemsService.add, request)
        let printer = output.printer()
        guard printer.format != .json else { return try printer.json(reply) }
        printer.output.line(TerminalText.plain(reply.id))
    }
}

/// `muster related note`: another note.
struct RelatedNote: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note",
        abstract: "Change the note of a related item."
    )

    @Argument(help: "The organization's id.")
    var organization: String

    @Argument(help: "The item's id.")
    var id: String

    @Argument(help: "The new note.")
    var note: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let request = V1.UpdateRelatedItemRequest {
            $0.organizationID = organization
            $0.id = id
            $0.note = note
        }
        let client = try connection.client()
        let reply = try client.call(V1.RelatedItemsService.update, request)
        let printer = output.printer()
        if printer.format == .json { try printer.json(reply) }
    }
}

/// `muster related remove`: one item less.
struct RelatedRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a related item that a person made."
    )

    @Argument(help: "The organization's id.")
    var organization: String

    @Argument(help: "The item's id.")
    var id: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let request = V1.RemoveRelatedItemRequest {
            $0.organizationID = organization
            $0.id = id
        }
        let client = try connection.client()
        let reply = try client.call(V1.RelatedItemsService.remove, request)
        let printer = output.printer()
        if printer.format == .json { try printer.json(reply) }
    }
}
