import Client
import Testing
import Transport

@Suite struct ClientErrorTests {
    @Test func detailsThatAreNoMessageAreLeftOut() {
        let error = ClientError(RPCStatus(.notFound, "no", details: [0xFF, 0xFF, 0xFF]))
        #expect(error == ClientError(.notFound, "no"))
    }

    @Test func pushbackIsTheDelay() {
        let status = RPCStatus(.unavailable, "busy", retryPushbackMilliseconds: 250)
        #expect(ClientError(status).retryDelayMilliseconds == 250)
    }

    @Test func everyCodeHasItsName() {
        #expect(Set(StatusCode.allCases.map(\.name)).count == StatusCode.allCases.count)
        #expect(StatusCode.internalError.name == "INTERNAL")
    }
}
