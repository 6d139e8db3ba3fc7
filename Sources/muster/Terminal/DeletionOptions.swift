import ArgumentParser
import Client
import Wire

/// One record that is deleted by its id, by somebody who says that it is meant.
struct DeletionOptions: ParsableArguments {
    @Argument(help: "The id of what is to be deleted.")
    var id: String

    @Flag(help: "Required: without it nothing is deleted.")
    var confirm = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    /// Deletes it, and says as of which revision it is gone.
    func run<Request: Message, Response: Message>(
        _ method: Method<Request, Response>,
        _ request: Request,
        revision: KeyPath<Response, UInt64>
    ) throws {
        let reply = try connection.client().call(method, request)
        let printer = output.printer()
        guard printer.format != .json else { return try printer.json(reply) }
        printer.note("\(id) is deleted as of revision \(reply[keyPath: revision])")
    }
}
