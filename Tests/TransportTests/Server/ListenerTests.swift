import Testing
import Transport

@Suite struct ListenerTests {
    private func serve(_ endpoints: [TransportServer.Configuration.Endpoint]) throws
        -> TransportServer
    {
        try TransportServer(
            configuration: .init(endpoints: endpoints),
            methods: [],
            infoPage: [1]
        ) { _ in LoopApplication(state: EventLog(), handlers: []) }
    }

    @Test func aPortInUseIsNamed() throws {
        let first = try serve([.init(address: "127.0.0.1", port: 0)])
        let error = TransportError.portInUse(address: "127.0.0.1", port: first.ports[0])
        #expect(throws: error) {
            _ = try serve([.init(address: "127.0.0.1", port: first.ports[0])])
        }
        #expect(error.description == "127.0.0.1 port \(first.ports[0]) is in use")
    }

    @Test(arguments: ["203.0.113.7", "localhost.", "::gg"])
    func anAddressThatIsNotOursIsNamed(address: String) {
        #expect(throws: TransportError.addressUnavailable(address: address, port: 1)) {
            _ = try serve([.init(address: address, port: 1)])
        }
    }

    @Test func everyEndpointHasAPort() throws {
        let server = try serve([
            .init(address: "127.0.0.1", port: 0), .init(address: "127.0.0.1", port: 0),
        ])
        #expect(Set(server.ports).count == 2)
        #expect(server.ports.allSatisfy { $0 > 0 })
    }

    @Test func errorsReadLikeSentences() {
        #expect(
            TransportError.permissionDenied(address: "0.0.0.0", port: 80).description
                == "no permission to listen on 0.0.0.0 port 80"
        )
    }
}
