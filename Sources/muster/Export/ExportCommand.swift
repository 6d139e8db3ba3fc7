import ArgumentParser
import Client
import Glibc
import Wire

/// `muster export`: groups as documents and as files.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Save groups as PDF, CSV or JSON.",
        subcommands: [ExportPDF.self, ExportRunbook.self, ExportGroup.self, ExportList.self]
    )
}

/// Where a document goes.
struct ExportTarget: ParsableArguments {
    @Option(
        name: [.customShort("o"), .long],
        help: .init(
            "The file to write, or - for the standard output.",
            discussion: "Default: the name that the server proposes, in this directory.",
            valueName: "file"
        ),
        completion: .file()
    )
    var to: String?

    /// Writes what the call answers, and tells how far it has come.
    ///
    /// - Throws: The call's status, or why the file cannot be written; then there is no file.
    func save<Request>(_ call: TypedCall<Request, V1.ExportResponse>) throws {
        var progress = ProgressBar()
        defer { progress.end() }
        var file = try to.map { path throws(CommandError) in try OutputFile(path) }
        var byteCount: UInt64 = 0
        while let message = try call.next() {
            let output: OutputFile
            if let file {
                output = file
            } else {
                output = try OutputFile(Self.localName(message.fileName))
                file = output
            }
            try output.write(message.data)
            byteCount += UInt64(message.data.count)
            progress.show(
                ProgressBar.State(
                    label: output.name,
                    done: message.done,
                    total: message.total > 0 ? message.total : nil,
                    detail: "\(byteCount / 1024) KiB"
                )
            )
        }
        progress.end()
        guard let file else { throw CommandError(.failure, "the server sent no document") }
        try file.keep()
        guard to != "-" else { return }
        StandardOutput().line("\(TerminalText.plain(file.name)): \(byteCount) bytes")
    }

    /// The last part of a proposed name: never a path to somewhere else.
    static func localName(_ proposed: String) -> String {
        let name = proposed.split(separator: "/").last.map(String.init) ?? ""
        return name.isEmpty || name == "." || name == ".." || name == "-" ? "export" : name
    }
}

/// `muster export pdf`: one group on paper.
struct ExportPDF: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pdf",
        abstract: "Save one group with its members as a PDF."
    )

    @OptionGroup var group: GroupArguments
    @OptionGroup var target: ExportTarget
    @Option(help: "The size of the pages.") var paper: PaperArgument = .a4
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let client = try connection.client()
        let id = try group.assetID(client)
        let request = V1.GroupPdfRequest {
            $0.id = id
            $0.paper = paper.wire
        }
        try target.save(try client.stream(V1.ExportsService.groupPdf, request))
    }
}

/// `muster export runbook`: a book of groups.
struct ExportRunbook: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runbook",
        abstract: "Save an organization's groups as one PDF with a cover and contents."
    )

    @Argument(help: "The organization's id.")
    var organization: String

    @Option(help: .init("Only this group, by asset id; may be repeated.", valueName: "id"))
    var group: [String] = []

    @Option(help: "Only groups of this kind.")
    var kind: KindArgument?

    @Flag(help: "Archived groups too.")
    var includeArchived = false

    @OptionGroup var target: ExportTarget
    @Option(help: "The size of the pages.") var paper: PaperArgument = .a4
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let request = V1.RunbookRequest {
            $0.organizationID = organization
            $0.ids = group
            $0.kind = kind?.wire ?? .unspecified
            $0.includeArchived = includeArchived
            $0.paper = paper.wire
        }
        let client = try connection.client()
        try target.save(try client.stream(V1.ExportsService.runbook, request))
    }
}

/// `muster export group`: one group as a file.
struct ExportGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "group",
        abstract: "Save one group with its members as CSV or JSON."
    )

    @OptionGroup var group: GroupArguments
    @Option(help: "The form of the file.") var format: FormatArgument = .csv
    @OptionGroup var target: ExportTarget
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let client = try connection.client()
        let id = try group.assetID(client)
        let request = V1.ExportGroupRequest {
            $0.id = id
            $0.format = format.wire
        }
        try target.save(try client.stream(V1.ExportsService.group, request))
    }
}

/// `muster export list`: a whole list as a file.
struct ExportList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Save a whole list of groups as CSV or JSON."
    )

    @Argument(help: "The organization's id.")
    var organization: String

    @Option(help: "Which list.") var kind: KindArgument = .security
    @Option(help: "The form of the file.") var format: FormatArgument = .csv
    @Option(help: .init("Only names that contain this, in any case.", valueName: "text"))
    var filterName: String?
    @Flag(help: "Archived groups too.") var includeArchived = false
    @OptionGroup var target: ExportTarget
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let request = V1.ExportListRequest {
            $0.organizationID = organization
            $0.kind = kind.wire
            $0.format = format.wire
            $0.filter = V1.GroupFilter {
                $0.nameContains = filterName ?? ""
                $0.includeArchived = includeArchived
            }
        }
        let client = try connection.client()
        try target.save(try client.stream(V1.ExportsService.list, request))
    }
}

/// Sizes of paper, as words of the command line.
enum PaperArgument: String, CaseIterable, ExpressibleByArgument {
    case a4
    case letter

    var wire: V1.PaperSize {
        switch self {
        case .a4: .a4
        case .letter: .letter
        }
    }
}

/// Forms of files, as words of the command line.
enum FormatArgument: String, CaseIterable, ExpressibleByArgument {
    case csv
    case json

    var wire: V1.ExportFormat {
        switch self {
        case .csv: .csv
        case .json: .json
        }
    }
}
