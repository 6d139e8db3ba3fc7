import Testing
import Transport

@Suite struct RPCStatusTests {
    @Test func theTrailersCarryEverything() {
        let status = RPCStatus(
            .notFound,
            "kein Müll%",
            details: [1, 2, 3],
            retryPushbackMilliseconds: -1,
            trailers: [
                MetadataField(name: "x-bin", value: [0, 1]), MetadataField(name: "x", text: "y"),
            ]
        )
        var fields = HeaderFields()
        status.encode(into: &fields)
        #expect(
            fields.pairs.map { "\($0.name): \(String(decoding: $0.value, as: UTF8.self))" } == [
                "grpc-status: 5", "grpc-message: kein M%C3%BCll%25",
                "grpc-status-details-bin: AQID",
                "grpc-retry-pushback-ms: -1", "x-bin: AAE", "x: y",
            ]
        )
    }

    @Test func okIsOneField() {
        var fields = HeaderFields()
        RPCStatus.ok.encode(into: &fields)
        #expect(fields.pairs.map(\.name) == ["grpc-status"])
    }

    @Test(arguments: [
        ("0", StatusCode.ok), ("16", .unauthenticated), ("17", .unknown), ("x", .unknown),
        ("", .unknown),
    ])
    func aClientReadsTheCode(text: String, code: StatusCode) {
        var status = RPCStatus(.internalError)
        status.decode(name: "grpc-status", value: Array(text.utf8))
        #expect(status.code == code)
    }

    @Test(arguments: [
        (400, StatusCode.internalError), (401, .unauthenticated), (403, .permissionDenied),
        (404, .unimplemented),
        (429, .unavailable), (503, .unavailable), (415, .unknown), (500, .unknown),
    ])
    func httpStatusesMap(status: Int, code: StatusCode) {
        #expect(StatusCode(httpStatus: status) == code)
    }

    @Test(
        arguments: [
            (0, StatusCode.internalError), (7, .unavailable), (8, .cancelled),
            (11, .resourceExhausted),
            (12, .permissionDenied), (13, .internalError), (99, .unknown),
        ] as [(UInt32, StatusCode)]
    )
    func resetCodesMap(reset: UInt32, code: StatusCode) {
        #expect(StatusCode(resetCode: reset) == code)
    }
}
