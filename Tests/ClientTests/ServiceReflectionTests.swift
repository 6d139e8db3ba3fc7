import Client
import Testing
import Transport
import Wire

@Suite struct ServiceReflectionTests {
    @Test func listsTheServices() throws {
        let server = try EchoServer()
        var reflection = try ServiceReflection(MusterClient(.init(address: server.address)))
        #expect(try reflection.services() == Contract.serviceNames)
    }

    @Test func followsImportsToEveryType() throws {
        let server = try EchoServer()
        var reflection = try ServiceReflection(MusterClient(.init(address: server.address)))
        let pool = try reflection.types(for: "muster.v1.Groups")
        let method = try #require(pool.methods["muster.v1.Groups/List"])
        #expect(method.isServerStreaming)
        let json = try JSONParser.parse(
            #"{"organizationId":"contoso","at":{"time":"2026-01-02T03:04:05Z"}}"#
        )
        let bytes = try pool.encode(pool.message(from: json, as: method.request))
        let request = try V1.ListGroupsRequest(decoding: bytes)
        #expect(request.organizationID == "contoso")
        #expect(request.at?.point == .time(.init(milliseconds: 1_767_323_045_000)))
    }

    @Test func anUnknownSymbolIsNotFoundAndTheNextQuestionIsAnswered() throws {
        let server = try EchoServer()
        var reflection = try ServiceReflection(MusterClient(.init(address: server.address)))
        let error = #expect(throws: ClientError.self) {
            try reflection.types(for: "muster.v1.Nothing")
        }
        #expect(error == ClientError(.notFound, "no such symbol"))
        #expect(
            try reflection.types(for: "muster.v1.Contacts").methods["muster.v1.Contacts/Get"] != nil
        )
    }
}
