import Foundation

/// What is put before commands, so that servers have one processor and the load another, where there are two.
struct Pins: Sendable {
    var server: [String]
    var client: [String]

    static let current: Pins = {
        guard ProcessInfo.processInfo.activeProcessorCount > 1,
            ChildProcess.output(of: ["taskset", "-c", "0,1", "true"]) != nil
        else { return Pins(server: [], client: []) }
        return Pins(server: ["taskset", "-c", "0"], client: ["taskset", "-c", "1"])
    }()
}
