import Client
import Testing
import Transport
import Wire

@Suite struct MusterClientTests {
    @Test func aCallCarriesTheToken() throws {
        let server = try EchoServer()
        let client = MusterClient(.init(address: server.address, token: "secret"))
        let reply = try client.call(V1.PrincipalsService.whoAmI, .init())
        #expect(reply.principalID == "Bearer secret")
    }

    @Test func aStreamGivesEveryMessageInOrder() throws {
        let server = try EchoServer()
        let client = MusterClient(.init(address: server.address))
        let call = try client.stream(V1.ContactsService.list, .init { $0.pageSize = 5000 })
        var revisions: [UInt64] = []
        while let message = try call.next() { revisions.append(message.revision) }
        #expect(revisions == (1...5000).reversed())
    }

    /// More than the windows and buffers of both sides hold, so that each has to wait for the other.
    @Test func anUploadBeyondEveryBufferArrivesWhole() throws {
        let server = try EchoServer()
        let client = MusterClient(.init(address: server.address))
        let call = try client.open(V1.ContactsService.import)
        let contact = V1.Contact { $0.lastName = String(repeating: "x", count: 1000) }
        let request = V1.ImportRecordsRequest<V1.Contact> {
            $0.records = Array(repeating: contact, count: 40)
        }
        for _ in 0..<200 { try call.send(request) }
        call.finishSending()
        #expect(try call.only().created == 8000)
    }

    @Test func manyStreamsShareTheConnection() throws {
        let server = try EchoServer()
        let client = MusterClient(.init(address: server.address))
        let calls = try (1...50).map { count in
            try client.stream(V1.ContactsService.list, .init { $0.pageSize = count })
        }
        for (index, call) in calls.enumerated().reversed() {
            var count = 0
            while try call.next() != nil { count += 1 }
            #expect(count == index + 1)
        }
    }

    @Test func anErrorCarriesItsDetails() throws {
        let server = try EchoServer()
        let client = MusterClient(.init(address: server.address))
        let error = #expect(throws: ClientError.self) {
            try client.call(V1.GroupsService.get, .init())
        }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message == "das ist ungültig")
        #expect(error?.reason == "BAD_ID")
        #expect(error?.metadata == ["length": "3"])
        #expect(error?.fieldViolations.map(\.field) == ["id"])
        #expect(error?.retryDelayMilliseconds == 1500)
    }

    @Test func aServerThatDoesNotAnswerMeetsTheDeadline() throws {
        let server = try EchoServer()
        let client = MusterClient(.init(address: server.address))
        let call = try client.stream(
            V1.GroupsService.list,
            .init(),
            deadline: .now + .milliseconds(50)
        )
        let error = #expect(throws: ClientError.self) { try call.next() }
        #expect(error?.code == .deadlineExceeded)
    }

    @Test func anUnknownMethodIsUnimplemented() throws {
        let server = try EchoServer()
        let client = MusterClient(.init(address: server.address))
        let error = #expect(throws: ClientError.self) {
            try client.call(V1.OrganizationsService.list, .init())
        }
        #expect(error?.code == .unimplemented)
    }

    @Test func aServerThatIsGoneIsNamed() throws {
        let address = try EchoServer().address
        let client = MusterClient(.init(address: address))
        let error = #expect(throws: ClientError.self) {
            try client.call(V1.PrincipalsService.whoAmI, .init())
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains(address.description) == true)
    }

    @Test func aCertificateIsBelievedOnlyWhenTrusted() throws {
        let server = try EchoServer(isSecure: true)
        func call(_ trust: ClientTrust, host: String) throws -> V1.WhoAmIResponse {
            let address = ServerAddress(host: host, port: server.address.port, isSecure: true)
            return try MusterClient(.init(address: address, trust: trust))
                .call(V1.PrincipalsService.whoAmI, .init())
        }
        let trusted = ClientTrust.authorities(file: server.certificateFile)
        #expect(throws: Never.self) { try call(trusted, host: "127.0.0.1") }
        #expect(throws: Never.self) { try call(.anyOnLoopback, host: "127.0.0.1") }
        // The name is checked too: this one leads to the same server, but the certificate is not for it.
        #expect(throws: ClientError.self) { try call(trusted, host: "localhost") }
        #expect(throws: ClientError.self) { try call(.system, host: "127.0.0.1") }
        #expect(throws: ClientError.self) {
            try call(.authorities(file: "/nonexistent"), host: "127.0.0.1")
        }
    }

    @Test func anUploadOverTLSArrivesWhole() throws {
        let server = try EchoServer(isSecure: true)
        let client = MusterClient(
            .init(address: server.address, trust: .authorities(file: server.certificateFile))
        )
        let call = try client.open(V1.ContactsService.import)
        let contact = V1.Contact { $0.lastName = String(repeating: "x", count: 1000) }
        let request = V1.ImportRecordsRequest<V1.Contact> {
            $0.records = Array(repeating: contact, count: 40)
        }
        for _ in 0..<50 { try call.send(request) }
        call.finishSending()
        #expect(try call.only().created == 2000)
    }
}
