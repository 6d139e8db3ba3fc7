import Foundation

/// A gRPC server of another library that answers fixed bytes: `/bench.Fixed/SIZE` with a message of that size.
final class GRPCPeer {
    let child: ChildProcess
    let port: UInt16
    /// The library and its version, as the program says.
    let version: String
    /// What stands before each message on the wire.
    static let prefixByteCount = 5

    /// Starts `program`, which prints "ready PORT VERSION".
    init(_ program: String, sizes: [Int], pin: [String]) throws {
        child = try ChildProcess(pin + [program] + sizes.map { "\($0)" }, isServer: true)
        let words = try child.nextLine().split(separator: " ", maxSplits: 2)
        guard words.count == 3, words[0] == "ready", let port = UInt16(words[1]) else {
            throw BenchFailure("\(program) does not serve")
        }
        self.port = port
        version = String(words[2])
    }
}
