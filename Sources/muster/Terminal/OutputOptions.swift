import ArgumentParser

/// How results are shown: a table for people, JSON or CSV for programs.
struct OutputOptions: ParsableArguments {
    @Flag(help: "JSON, one document; one a line where results arrive over time.")
    var json = false

    @Flag(help: "Comma-separated values with a header line (RFC 4180).")
    var csv = false

    @Flag(
        name: [.customLong("no-colour"), .customLong("no-color")],
        help: "No colours; NO_COLOR does the same."
    )
    var noColour = false

    func validate() throws {
        if json, csv { throw ValidationError("--json and --csv exclude each other.") }
    }

    var format: OutputFormat { json ? .json : csv ? .csv : .table }

    func printer() -> Printer {
        Printer(
            format: format,
            width: Terminal.width(),
            isColoured: Terminal.isColoured(refused: noColour)
        )
    }
}

enum OutputFormat {
    case table
    case json
    case csv
}
