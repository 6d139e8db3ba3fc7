import Testing

@testable import Wire

@Suite struct ReflectionIndexTests {
    private let index = ReflectionIndex()

    private func names(_ files: [[UInt8]]?) throws -> [String]? {
        try files?.map { try Google.FileDescriptorProto(decoding: $0).name }
    }

    @Test(arguments: [
        "muster.v1.Groups", "muster.v1.Groups.List", "muster.v1.GroupRow",
        "muster.v1.GroupRow.name",
        "muster.v1.GroupKind",
    ])
    func aSymbolLeadsToItsFileAndAllThatItImports(symbol: String) throws {
        #expect(
            try names(index.files(containing: symbol)) == [
                "muster/v1/groups.proto", "google/protobuf/timestamp.proto",
                "muster/v1/common.proto",
            ]
        )
    }

    @Test func nestedTypesAreSymbolsToo() throws {
        let name = "grpc.health.v1.HealthCheckResponse.ServingStatus"
        #expect(try names(index.files(containing: name)) == ["grpc/health/v1/health.proto"])
    }

    @Test func everyFileAndEveryServiceIsAnswered() throws {
        for file in Contract.files + Contract.foreignFiles {
            let answer = try #require(try names(index.files(named: file.path)))
            #expect(answer.first == file.path)
            #expect(Set(answer).count == answer.count)
        }
        for service in Contract.serviceNames {
            let files = try #require(index.files(containing: service))
            let pool = DescriptorPool(
                try files.map { try Google.FileDescriptorProto(decoding: $0) }
            )
            #expect(!pool.methods.isEmpty)
            for method in pool.methods.values {
                #expect(pool.messages[method.request] != nil, "\(service)/\(method.name)")
                #expect(pool.messages[method.response] != nil, "\(service)/\(method.name)")
            }
        }
    }

    @Test(arguments: ["", "muster.v1", "muster.v1.Nothing", ".muster.v1.Groups"])
    func whatIsNotThereHasNoAnswer(symbol: String) {
        #expect(index.files(containing: symbol) == nil)
        #expect(index.files(named: symbol) == nil)
    }
}
