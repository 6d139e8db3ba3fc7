import Foundation

/// A child that answers one line for every line it is given, or serves; it ends when the value is let go.
final class ChildProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var received: [UInt8] = []
    private let isServer: Bool

    /// Starts the first of `command`, found by `PATH`, with the rest as its arguments.
    ///
    /// A server is told to end by SIGTERM, any other child by the end of its input.
    init(_ command: [String], isServer: Bool = false) throws {
        self.isServer = isServer
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.environment = Self.environment
        if isServer { process.standardError = FileHandle.nullDevice }
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    deinit {
        if isServer { process.terminate() }
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Sends one line and waits for the next line of the answer.
    func ask(_ line: String) throws -> String {
        try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
        return try nextLine()
    }

    /// Time on a processor of all its threads so far; threads that have ended are not in it.
    func processorTime() throws -> Duration {
        let tasks = "/proc/\(process.processIdentifier)/task"
        var nanoseconds: Int64 = 0
        for task in try FileManager.default.contentsOfDirectory(atPath: tasks) {
            let text = try? String(contentsOfFile: "\(tasks)/\(task)/schedstat", encoding: .utf8)
            guard let first = text?.split(separator: " ").first, let time = Int64(first) else {
                continue
            }
            nanoseconds += time
        }
        return .nanoseconds(nanoseconds)
    }

    func nextLine() throws -> String {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: received[..<end], as: UTF8.self)
                received.removeSubrange(...end)
                return line
            }
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw BenchFailure("a child ended without an answer") }
            received.append(contentsOf: data)
        }
    }

    /// All that a command prints; `nil` when it cannot be run or fails.
    static func output(of command: [String], showsErrors: Bool = false) -> String? {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.environment = environment
        process.standardOutput = pipe
        if !showsErrors { process.standardError = FileHandle.nullDevice }
        guard (try? process.run()) != nil else { return nil }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
    }

    /// Without the settings of a server that the shell of whoever measures may hold.
    private static var environment: [String: String] {
        ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("MUSTER_") }
    }
}
