import Glibc
import Synchronization
import Testing

@testable import Transport

/// Fails the n-th call of one kind, for every n that a scenario reaches, and looks for what is left behind.
@Suite struct SystemCallFailureTests {
    enum Kind: String, CaseIterable, Sendable {
        case read, write, writeVector, accept, setOption, shutdownWrites, close, epollWait,
            epollControl
    }

    /// Counts calls, fails one, and keeps track of the sockets.
    final class Saboteur: Sendable {
        private struct State {
            var count = 0
            var open: Set<Int> = []
        }

        private let state = Mutex(State())
        private let kind: Kind
        private let failing: Int
        private let code: Int

        init(_ kind: Kind, failing: Int, code: Int) {
            self.kind = kind
            self.failing = failing
            self.code = code
        }

        var openCount: Int { state.withLock { $0.open.count } }
        var hasFailed: Bool { state.withLock { $0.count >= failing } }

        private func run(_ kind: Kind, _ call: () -> Int) -> Int {
            guard kind == self.kind else { return call() }
            let count = state.withLock { state in
                state.count += 1
                return state.count
            }
            guard count == failing else { return call() }
            // The kernel closes a descriptor even when close fails.
            if kind == .close { _ = call() }
            return -code
        }

        func calls() -> SystemCalls {
            let live = SystemCalls.live
            return SystemCalls(
                read: { a, b, c in self.run(.read) { live.read(a, b, c) } },
                write: { a, b, c in self.run(.write) { live.write(a, b, c) } },
                writeVector: { a, b, c in self.run(.writeVector) { live.writeVector(a, b, c) } },
                accept: { a, b, c in
                    let descriptor = self.run(.accept) { live.accept(a, b, c) }
                    if descriptor >= 0 { self.state.withLock { _ = $0.open.insert(descriptor) } }
                    return descriptor
                },
                setOption: { a, b, c, d in self.run(.setOption) { live.setOption(a, b, c, d) } },
                shutdownWrites: { a in self.run(.shutdownWrites) { live.shutdownWrites(a) } },
                close: { a in
                    self.state.withLock { _ = $0.open.remove(Int(a)) }
                    return self.run(.close) { live.close(a) }
                },
                epollWait: { a, b, c, d in self.run(.epollWait) { live.epollWait(a, b, c, d) } },
                epollControl: { a, b, c, d, e in
                    self.run(.epollControl) { live.epollControl(a, b, c, d, e) }
                }
            )
        }
    }

    /// A few calls of several kinds, then the end of the connection.
    private func scenario(_ server: TestServer) {
        let client = TestClient(server.port)
        _ = client.call(.echo, [1, 2, 3])
        let large = client.open(.page)
        client.updateWindow(0, 1 << 20)
        client.updateWindow(large, 1 << 20)
        _ = client.response(large)
        _ = client.open(.never)
        _ = client.call(.echo, [4])
    }

    @Test(arguments: Kind.allCases, [Int(EINTR), Int(ECONNRESET), Int(ENOMEM)])
    func theNthFailureLeavesNothingBehind(kind: Kind, code: Int) throws {
        var limits = Limits()
        limits.acceptPauseMilliseconds = 1
        var reached = true
        var failing = 1
        while reached {
            let saboteur = Saboteur(kind, failing: failing, code: code)
            // Registering the listener happens before there is a server to test.
            guard kind != .epollControl || failing > 1 else {
                failing += 1
                continue
            }
            do {
                let server = try TestServer(limits: limits) { $0.system = saboteur.calls() }
                scenario(server)
                #expect(server.isReleased(), "\(kind) number \(failing) with errno \(code)")
                // The server still serves, on this connection or the next one.
                let isServing = (0..<3).contains { _ in
                    TestClient(server.port).call(.echo, [9]).messages == [[9]]
                }
                #expect(isServing, "\(kind) number \(failing) with errno \(code)")
            }
            #expect(saboteur.openCount == 0, "\(kind) number \(failing) with errno \(code)")
            reached = saboteur.hasFailed && failing < 60
            failing += 1
        }
    }
}
