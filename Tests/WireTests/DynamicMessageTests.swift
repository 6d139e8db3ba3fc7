import Foundation
import Testing

@testable import Wire

/// Replays `Tests/InteropTests/proto/kinds.jsonl`: every kind of field there is, as another runtime sees it.
@Suite struct DynamicMessageTests {
    static let typeName = "kinds.v1.Kinds"

    struct Fixture {
        var pool = DescriptorPool()
        var understood: [(json: JSONValue, bytes: [UInt8], printed: JSONValue)] = []
        var refused: [JSONValue] = []

        /// `bytes` as they are, but with the entries of maps in our order: others have none that is fixed.
        func inMapOrder(_ bytes: [UInt8]) throws -> [UInt8] {
            let message = try pool.decode(bytes, as: typeName)
            let hasMap = (210...213).contains { message.values[$0] != nil }
            return hasMap ? try pool.encode(message) : bytes
        }

        init() throws {
            let url = ContractTests.projectRoot.appending(
                path: "Tests/InteropTests/proto/kinds.jsonl"
            )
            let text = try String(contentsOf: url, encoding: .utf8)
            for line in text.split(separator: "\n") {
                let value = try JSONParser.parse(String(line))
                if case .string(let hex)? = value["descriptors"] {
                    let set = try Google.FileDescriptorSet(
                        decoding: VectorTests.Vector.bytes(hex: hex)
                    )
                    pool = DescriptorPool(set.file)
                } else if case .string(let hex)? = value["hex"], let json = value["json"],
                    let printed = value["printed"]
                {
                    understood.append((json, VectorTests.Vector.bytes(hex: hex), printed))
                } else if let json = value["json"] {
                    refused.append(json)
                }
            }
        }
    }

    private let fixture: Fixture

    /// Map keys come in the order of their values, whichever order they were given in.
    @Test func mapsAreWrittenInTheOrderOfTheirKeys() throws {
        let json = try JSONParser.parse(
            "{\"int32Map\": {\"10\": {}, \"-3\": {}, \"0\": {}, \"9\": {}}}"
        )
        let message = try fixture.pool.message(from: json, as: Self.typeName)
        let encoded = try fixture.pool.encode(message)
        let read = try fixture.pool.decode(encoded, as: Self.typeName)
        let keys = read.values[212]?.map { entry -> DynamicMessage.Value? in
            if case .message(let entry) = entry { entry.value(1) } else { nil }
        }
        #expect(keys == [.signed(-3), nil, .signed(9), .signed(10)])
    }

    init() throws {
        fixture = try Fixture()
    }

    @Test func jsonBecomesTheBytesThatOthersMakeOfIt() throws {
        #expect(fixture.understood.count > 50)
        for (json, bytes, _) in fixture.understood {
            let message = try fixture.pool.message(from: json, as: Self.typeName)
            let encoded = try fixture.pool.encode(message)
            #expect(try fixture.inMapOrder(bytes) == encoded, "\(json.text())")
            #expect(encoded.count == bytes.count, "\(json.text())")
        }
    }

    @Test func bytesBecomeTheJSONThatOthersMakeOfThem() throws {
        for (_, bytes, printed) in fixture.understood {
            let message = try fixture.pool.decode(bytes, as: Self.typeName)
            let json = try fixture.pool.json(message)
            #expect(json.comparable == printed.comparable, "\(json.text())")
        }
    }

    @Test func whatOthersRefuseIsRefused() {
        #expect(fixture.refused.count > 30)
        for json in fixture.refused {
            #expect(throws: DynamicError.self, "\(json.text())") {
                try fixture.pool.message(from: json, as: Self.typeName)
            }
        }
    }

    static let stricter = [
        "{\"inner\": []}", "[]", "{\"oneInt32\": 1, \"one_int32\": 2}",
        "{\"stringMap\": {\"a\": null}}",
    ]

    /// Other runtimes let these pass; they are always mistakes.
    @Test(arguments: stricter)
    func mistakesThatOthersLetPassAreRefusedToo(text: String) throws {
        let json = try JSONParser.parse(text)
        #expect(throws: DynamicError.self) {
            try fixture.pool.message(from: json, as: Self.typeName)
        }
    }

    static let problems = [
        ("{\"inner\": {\"manyInt32\": [1, \"x\"]}}", "inner.manyInt32[1]: expected a number"),
        (
            "{\"stringMap\": {\"k\": {\"oneBool\": 1}}}",
            "stringMap[k].oneBool: expected true or false"
        ),
        ("{\"noSuch\": 1}", "noSuch: kinds.v1.Kinds has no such field"),
        ("{\"left\": \"a\", \"right\": 1}", "right: excludes left"),
    ]

    @Test(arguments: problems)
    func anErrorSaysWhereAndWhat(text: String, expected: String) throws {
        let json = try JSONParser.parse(text)
        let error = #expect(throws: DynamicError.self) {
            try fixture.pool.message(from: json, as: Self.typeName)
        }
        #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
    }

    @Test func aPoolSaysWhichTypeItLacks() {
        let error = #expect(throws: DynamicError.self) {
            try fixture.pool.decode([], as: "no.such.Type")
        }
        #expect(error?.description == "unknown message type no.such.Type")
    }

    @Test func methodsAreFoundByTheirPath() {
        let pool = DescriptorPool(Contract.files.map(\.descriptor))
        let method = pool.methods["muster.v1.Groups/List"]
        #expect(method?.request == "muster.v1.ListGroupsRequest")
        #expect(method?.response == "muster.v1.ListGroupsResponse")
        #expect(method?.isServerStreaming == true)
        #expect(method?.isClientStreaming == false)
        #expect(pool.methods["muster.v1.Contacts/Import"]?.isClientStreaming == true)
    }
}

extension JSONValue {
    /// The same value with members in order and numbers written in one way.
    fileprivate var comparable: JSONValue {
        switch sorted {
        case .number(let digits): .number(Double(digits).map { "\($0)" } ?? digits)
        case .array(let elements): .array(elements.map(\.comparable))
        case .object(let members): .object(members.map { .init($0.name, $0.value.comparable) })
        case .null, .bool, .string: sorted
        }
    }
}
