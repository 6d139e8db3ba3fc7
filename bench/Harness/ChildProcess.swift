import Foundation
import Glibc

/// A child that answers one line for every line it is given, or serves; it ends when the value is let go.
///
/// Children know nothing of each other: no descriptor but the three standard ones is passed on, so that one
/// child's end is never hidden by another child that goes on.
final class ChildProcess {
    let identifier: pid_t
    private let input: FileHandle
    private let output: FileHandle
    private let isServer: Bool
    private var received: [UInt8] = []

    /// Starts the first of `command`, found by `PATH`, with the rest as its arguments.
    ///
    /// A server is told to end by SIGTERM, any other child by the end of its input.
    init(_ command: [String], isServer: Bool = false) throws {
        let fromUs = try OneWay()
        let toUs = try OneWay()
        self.isServer = isServer
        input = fromUs.writer
        output = toUs.reader
        identifier = try Self.spawn(
            command,
            input: fromUs.reader,
            output: toUs.writer,
            showsErrors: !isServer
        )
    }

    deinit {
        if isServer { kill(identifier, SIGTERM) }
        try? input.close()
        _ = Self.exitStatus(of: identifier)
    }

    /// Sends one line and waits for the next line of the answer.
    func ask(_ line: String) throws -> String {
        try input.write(contentsOf: Data((line + "\n").utf8))
        return try nextLine()
    }

    func nextLine() throws -> String {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: received[..<end], as: UTF8.self)
                received.removeSubrange(...end)
                return line
            }
            let data = output.availableData
            guard !data.isEmpty else { throw BenchFailure("a child ended without an answer") }
            received.append(contentsOf: data)
        }
    }

    /// Time on a processor of all its threads so far; threads that have ended are not in it.
    func processorTime() throws -> Duration {
        let tasks = "/proc/\(identifier)/task"
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

    /// All that a command prints; `nil` when it cannot be run or fails.
    static func output(of command: [String], showsErrors: Bool = false) -> String? {
        guard let toUs = try? OneWay(),
            let identifier = try? spawn(
                command,
                input: nil,
                output: toUs.writer,
                showsErrors: showsErrors
            )
        else { return nil }
        let data = (try? toUs.reader.readToEnd()) ?? Data()
        return exitStatus(of: identifier) == 0 ? String(decoding: data, as: UTF8.self) : nil
    }

    // MARK: Starting and ending

    /// Starts a child and closes our copies of its two ends.
    private static func spawn(
        _ command: [String],
        input: FileHandle?,
        output: FileHandle,
        showsErrors: Bool
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input.fileDescriptor, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output.fileDescriptor, STDOUT_FILENO)
        if !showsErrors {
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        }
        // A thread that blocks signals would hand that on, and a server could not be told to end.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let arguments = command.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var identifier = pid_t()
        let code = posix_spawnp(
            &identifier,
            command[0],
            &actions,
            &attributes,
            arguments,
            variables
        )
        try input?.close()
        try output.close()
        guard code == 0 else { throw BenchFailure("\(command[0]) cannot be started") }
        return identifier
    }

    private static func exitStatus(of identifier: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        return status
    }

    /// Without the settings of a server that the shell of whoever measures may hold.
    private static var environment: [String: String] {
        ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("MUSTER_") }
    }
}

/// A way for bytes whose ends no child inherits, but the one that it is given.
///
/// It is a pair of sockets, which can be made so in one step: a pipe would be open to a child that another
/// thread starts at that moment.
private struct OneWay {
    let reader: FileHandle
    let writer: FileHandle

    init() throws {
        var ends: [Int32] = [0, 0]
        let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
        guard socketpair(AF_UNIX, Int32(type), 0, &ends) == 0 else {
            throw BenchFailure("there is no free descriptor")
        }
        reader = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        writer = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    }
}
