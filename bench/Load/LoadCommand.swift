import ArgumentParser
import Foundation

/// The load generator as a process of its own, so that it can be held on a processor.
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Send requests at a fixed rate and print what became of them as a line of JSON."
    )

    @Argument(help: "A JSON file that says where to send and what.")
    var request: String

    @Option(help: "Requests a second.")
    var rate: Double

    @Option(help: "For how long.")
    var seconds = 2.0

    func validate() throws {
        guard rate > 0, seconds > 0 else { throw ValidationError("Rate and seconds are positive.") }
    }

    func run() throws {
        let text = try Data(contentsOf: URL(fileURLWithPath: request))
        let loop = try JSONDecoder().decode(OpenLoop.self, from: text)
        let result = try loop.run(rate: rate, seconds: seconds)
        print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
    }
}
