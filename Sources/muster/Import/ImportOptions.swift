import ArgumentParser
import Client

/// What to import, and where to.
struct ImportOptions: ParsableArguments {
    @Argument(help: "The organization's id.")
    var organization: String

    @Argument(
        help: "The file: CSV with a header line, or JSON lines; - is the standard input.",
        completion: .file()
    )
    var file: String

    @Option(help: "The file's form: csv or jsonl. Default: by its name.")
    var format: ImportFormat?

    @Flag(help: "Delete the organization's records that the file does not name.")
    var deleteOthers = false

    /// Imports the file as records of one kind, and shows what that did.
    func run<Record: ImportRecord>(
        _ type: Record.Type,
        _ client: MusterClient,
        _ printer: Printer
    ) throws {
        let input = try InputFile(file)
        var progress = ProgressBar()
        defer { progress.end() }
        var run = ImportRun<Record>(client, organization: organization, deletesOthers: deleteOthers)
        let result = try run.run(input, format ?? ImportFormat(fileName: file), progress: &progress)
        progress.end()
        try result.show(printer)
    }
}
