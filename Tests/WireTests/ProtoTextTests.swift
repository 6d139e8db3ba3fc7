import Testing

@testable import Wire

@Suite struct ProtoTextTests {
    /// Has one field of each kind.
    struct Sample: Message {
        static let protoName = "sample.v1.Sample"
        static let meaning = "A sample."

        var text = ""
        var count: UInt32?
        var left: String?
        var right: Inner?
        var numbers: [Int64] = []
        var byName: [String: Inner] = [:]

        init() {}

        mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "text", &text, "Some text.")
            try f.field(2, "count", &count)
            try f.field(3, "left", &left, oneof: "side")
            try f.field(4, "right", &right, "The right one.", oneof: "side")
            try f.field(5, "numbers", &numbers)
            try f.field(6, "by_name", &byName)
        }

        struct Inner: Message {
            static let protoName = "sample.v1.Sample.Inner"
            static let meaning = ""

            var colour = V1.IconColour.unspecified

            init() {}

            mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
                try f.field(1, "colour", &colour)
            }
        }
    }

    private let file = ProtoFile(
        "sample/v1/sample.proto",
        package: "sample.v1",
        meaning: "An example.",
        services: [
            ServiceDescription(
                name: "sample.v1.Samples",
                meaning: "Samples.",
                methods: [
                    Method<Sample, Sample>("sample.v1.Samples", "Echo", .both, "Echoes.")
                        .description
                ]
            )
        ],
        messages: [Sample.self, Sample.Inner.self]
    )

    @Test func everyKindOfFieldIsPrintedAsProtobufWritesIt() {
        #expect(
            file.text == """
                // An example.
                // Printed from the tables in Sources/Wire; a test keeps the two equal.
                syntax = "proto3";

                package sample.v1;

                import "muster/v1/groups.proto";

                // Samples.
                service Samples {
                  // Echoes.
                  rpc Echo(stream Sample) returns (stream Sample);
                }

                // A sample.
                message Sample {
                  message Inner {
                    muster.v1.IconColour colour = 1;
                  }
                  // Some text.
                  string text = 1;
                  optional uint32 count = 2;
                  oneof side {
                    string left = 3;
                    // The right one.
                    Sample.Inner right = 4;
                  }
                  repeated int64 numbers = 5;
                  map<string, Sample.Inner> by_name = 6;
                }

                """
        )
    }

    @Test func theDescriptorDeclaresSyntheticOneofsAfterRealOnes() throws {
        let message = try #require(file.descriptor.messageType.first)
        #expect(message.oneofDecl.map(\.name) == ["side", "_count"])
        #expect(message.field.map(\.oneofIndex) == [nil, 1, 0, 0, nil, nil])
        #expect(message.field.map(\.proto3Optional) == [false, true, false, false, false, false])
        #expect(message.nestedType.map(\.name) == ["Inner", "ByNameEntry"])
        #expect(message.nestedType.last?.options?.mapEntry == true)
        #expect(message.field.last?.typeName == ".sample.v1.Sample.ByNameEntry")
    }

    @Test(arguments: [
        ("sync_microsoft_365_groups", "syncMicrosoft365Groups"), ("id", "id"), ("a_b_c", "aBC"),
    ])
    func jsonNamesFollowProtoc(name: String, expected: String) {
        #expect(DescriptorBuilder.jsonName(of: name) == expected)
    }
}
