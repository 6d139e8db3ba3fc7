import Glibc
import Testing
import Transport

@Suite struct TLSTests {
    /// A self-signed certificate and its key, made for one test and removed after it.
    final class Certificate {
        let directory: String
        var certificateFile: String { "\(directory)/certificate.pem" }
        var keyFile: String { "\(directory)/key.pem" }

        init(name: String) throws {
            var template = Array("/tmp/transport-tls-XXXXXX".utf8CString)
            let made = try #require(mkdtemp(&template))
            directory = String(cString: made)
            let status = run([
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-nodes",
                "-keyout", keyFile, "-out", certificateFile, "-days", "2", "-subj", "/CN=\(name)",
            ])
            try #require(status == 0)
        }

        deinit {
            unlink(certificateFile)
            unlink(keyFile)
            unlink("\(directory)/empty.pem")
            rmdir(directory)
        }

        func context() throws -> TLSContext {
            try TLSContext(certificateFile: certificateFile, keyFile: keyFile)
        }
    }

    @Test func callsWorkThroughTLS() throws {
        let certificate = try Certificate(name: "one")
        let server = try TestServer(tls: certificate.context())
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port, secure: true)
        defer { withExtendedLifetime(client) {} }
        for byteCount in [0, 1, 5_000, 65_536] {
            let message = [UInt8](repeating: 7, count: byteCount)
            client.updateWindow(0, 1 << 17)
            let stream = client.open(.echo, message)
            client.updateWindow(stream, 1 << 17)
            #expect(client.response(stream).messages == [message])
        }
        let stream = client.open(.count, [4, 0])
        client.updateWindow(0, 1 << 22)
        client.updateWindow(stream, 1 << 22)
        #expect(client.response(stream).messages.count == 1024)
    }

    @Test func theProtocolMustBeHTTP2() throws {
        let certificate = try Certificate(name: "one")
        let server = try TestServer(tls: certificate.context())
        defer { withExtendedLifetime(server) {} }
        let plain = TestClient(server.port, start: false)
        defer { withExtendedLifetime(plain) {} }
        let tls = TestTLS(plain.socket, protocols: [8] + Array("http/1.1".utf8))
        #expect(!tls.isConnected)
        #expect(server.reaches { $0.connectionsAccepted == 1 && $0.connectionsOpen == 0 })
    }

    @Test func aReloadedCertificateIsForNewConnections() throws {
        let first = try Certificate(name: "first")
        let second = try Certificate(name: "second")
        let server = try TestServer(loopCount: 2, tls: first.context())
        defer { withExtendedLifetime(server) {} }
        let old = TestClient(server.port, secure: true)
        defer { withExtendedLifetime(old) {} }
        #expect(old.call(.echo, [1]).messages == [[1]])
        try server.server.reload(tls: second.context())
        server.barrier()
        let plain = TestClient(server.port, start: false)
        defer { withExtendedLifetime(plain) {} }
        #expect(TestTLS(plain.socket).subject == "/CN=second")
        #expect(old.call(.echo, [2]).messages == [[2]])
    }

    @Test func aHandshakeThatStopsIsClosed() throws {
        let certificate = try Certificate(name: "one")
        var limits = Limits()
        limits.tlsHandshakeMilliseconds = 30
        let server = try TestServer(limits: limits, tls: certificate.context())
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port, start: false)
        defer { withExtendedLifetime(client) {} }
        client.send([22, 3, 1])
        #expect(client.readsToEnd())
        #expect(server.reaches { $0.timeouts == 1 && $0.connectionsOpen == 0 })
    }

    @Test func handshakesInProgressAreCapped() throws {
        let certificate = try Certificate(name: "one")
        var limits = Limits()
        limits.handshakesMax = 1
        let server = try TestServer(limits: limits, tls: certificate.context())
        defer { withExtendedLifetime(server) {} }
        let waiting = TestClient(server.port, start: false)
        defer { withExtendedLifetime(waiting) {} }
        #expect(server.reaches { $0.connectionsOpen == 1 })
        #expect(TestClient(server.port, start: false).readsToEnd())
        #expect(TestTLS(waiting.socket).isConnected)
        #expect(TestClient(server.port, secure: true).call(.echo, [1]).messages == [[1]])
    }

    @Test func garbageInsteadOfAHandshakeIsClosed() throws {
        let certificate = try Certificate(name: "one")
        let server = try TestServer(tls: certificate.context())
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port, start: false)
        defer { withExtendedLifetime(client) {} }
        client.sendPreface()
        #expect(client.readsToEnd())
        #expect(server.isReleased())
    }

    @Test func errorsNameTheFileAndTheReason() throws {
        let certificate = try Certificate(name: "one")
        let other = try Certificate(name: "two")
        let missing = "\(certificate.directory)/none.pem"
        #expect(throws: TLSError.unreadable(file: missing, reason: "No such file or directory")) {
            try TLSContext(certificateFile: missing, keyFile: certificate.keyFile)
        }
        let empty = "\(certificate.directory)/empty.pem"
        close(open(empty, O_CREAT | O_WRONLY, 0o600))
        #expect(throws: TLSError.notPEM(file: empty)) {
            try TLSContext(certificateFile: empty, keyFile: certificate.keyFile)
        }
        #expect(throws: TLSError.notPEM(file: empty)) {
            try TLSContext(certificateFile: certificate.certificateFile, keyFile: empty)
        }
        #expect(
            throws: TLSError.keyDoesNotMatch(
                keyFile: other.keyFile,
                certificateFile: certificate.certificateFile
            )
        ) {
            try TLSContext(certificateFile: certificate.certificateFile, keyFile: other.keyFile)
        }
    }
}

/// Runs a command to its end, without its output; its exit status.
private func run(_ arguments: [String]) -> CInt {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    var child = pid_t()
    guard posix_spawnp(&child, arguments[0], &actions, nil, pointers, environ) == 0 else {
        return -1
    }
    var status: CInt = 0
    waitpid(child, &status, 0)
    return status
}
