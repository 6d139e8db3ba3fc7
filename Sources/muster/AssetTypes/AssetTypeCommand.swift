import ArgumentParser
import Client
import Wire

/// `muster asset-type`: the custom fields of the two kinds of groups.
struct AssetTypeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asset-type",
        abstract: "Show and change the custom fields of a kind of group.",
        subcommands: [Show.self, SetField.self, RemoveField.self]
    )

    static let columns: [Column<V1.CustomField>] = [
        Column("key", "Key") { Cell($0.key) },
        Column("name", "Name") { Cell($0.name) },
        Column("type", "Type") { Cell(FieldTypeArgument.word($0.type)) },
        Column("options", "Options") { Cell($0.options.joined(separator: ", ")) },
        Column("required", "Required") { Cell($0.required ? "yes" : "") },
        Column("hint", "Hint") { Cell($0.hint) },
    ]

    static func show(_ reply: V1.AssetTypeResponse, _ printer: Printer) throws {
        guard printer.format != .json else { return try printer.json(reply) }
        let fields = reply.assetType?.customFields ?? []
        if !fields.isEmpty || printer.format == .csv { printer.rows(fields, columns) }
        let count = fields.count == 1 ? "1 custom field" : "\(fields.count) custom fields"
        printer.note("\(count), as of revision \(reply.revision)")
    }

    /// Reads the fields of a kind, changes them and writes them back.
    static func change(
        _ kind: KindArgument,
        _ client: MusterClient,
        _ body: (inout [V1.CustomField]) throws -> Void
    ) throws -> V1.AssetTypeResponse {
        let known = try client.call(
            V1.AssetTypesService.get,
            V1.GetAssetTypeRequest { $0.kind = kind.wire }
        )
        var type = known.assetType ?? V1.AssetType()
        type.kind = kind.wire
        try body(&type.customFields)
        return try client.call(
            V1.AssetTypesService.update,
            V1.UpdateAssetTypeRequest { $0.assetType = type }
        )
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show the custom fields of a kind."
        )

        @Argument(help: "The kind.")
        var kind: KindArgument

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.AssetTypesService.get,
                V1.GetAssetTypeRequest { $0.kind = kind.wire }
            )
            try AssetTypeCommand.show(reply, output.printer())
        }
    }

    struct SetField: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set-field",
            abstract: "Add a custom field to a kind, or change one."
        )

        @Argument(help: "The kind.")
        var kind: KindArgument

        @Argument(help: "The field's key: values are kept under it.")
        var key: String

        @Option(help: "What the page calls it. Default: the key.")
        var name: String?

        @Option(help: "What it holds; required for a new field.")
        var type: FieldTypeArgument?

        @Option(help: .init("One of a select field's options; may be repeated.", valueName: "text"))
        var option: [String] = []

        @Flag(inversion: .prefixedNo, help: "Whether it must be filled in.")
        var required: Bool?

        @Option(help: "A sentence for whoever fills it in.")
        var hint: String?

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try AssetTypeCommand.change(kind, connection.client()) { fields in
                let index = fields.firstIndex { $0.key == key }
                var field = index.map { fields[$0] } ?? V1.CustomField()
                field.key = key
                field.name = name ?? (field.name.isEmpty ? key : field.name)
                if let type { field.type = type.wire }
                if !option.isEmpty { field.options = option }
                if let required { field.required = required }
                if let hint { field.hint = hint }
                if let index { fields[index] = field } else { fields.append(field) }
            }
            try AssetTypeCommand.show(reply, output.printer())
        }
    }

    struct RemoveField: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove-field",
            abstract: "Take a custom field off the page; its values are kept, unseen."
        )

        @Argument(help: "The kind.")
        var kind: KindArgument

        @Argument(help: "The field's key.")
        var key: String

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try AssetTypeCommand.change(kind, connection.client()) { fields in
                guard let index = fields.firstIndex(where: { $0.key == key }) else {
                    throw CommandError(.notFound, "this kind has no field \"\(key)\"")
                }
                fields.remove(at: index)
            }
            try AssetTypeCommand.show(reply, output.printer())
        }
    }
}

/// The types of custom fields, as words of the command line.
enum FieldTypeArgument: String, CaseIterable, ExpressibleByArgument {
    case text, textarea, number, date, checkbox, select, tag, percent, header

    var wire: V1.CustomFieldType {
        switch self {
        case .text: .text
        case .textarea: .textarea
        case .number: .number
        case .date: .date
        case .checkbox: .checkbox
        case .select: .select
        case .tag: .tag
        case .percent: .percent
        case .header: .header
        }
    }

    static func word(_ type: V1.CustomFieldType) -> String {
        allCases.first { $0.wire == type }?.rawValue ?? ""
    }
}
