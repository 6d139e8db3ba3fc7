import Foundation
import Testing

@testable import Wire

/// Replays `proto-spec/vectors/messages.jsonl`, whose bytes were made by another protobuf runtime.
@Suite struct VectorTests {
    struct Vector {
        let name: String
        let message: String
        let bytes: [UInt8]
        let meaning: JSONValue?
        let canonical: [UInt8]
        let error: String?

        init(line: String) throws {
            let json = try JSONParser.parse(line)
            func text(_ key: String) -> String? {
                if case .string(let text)? = json[key] { text } else { nil }
            }
            name = text("name") ?? ""
            message = text("message") ?? ""
            bytes = Self.bytes(hex: text("hex") ?? "")
            meaning = json["json"]
            canonical = Self.bytes(hex: text("canonical") ?? text("hex") ?? "")
            error = text("error")
        }

        static func bytes(hex: String) -> [UInt8] {
            let digits = hex.compactMap(\.hexDigitValue)
            return stride(from: 0, to: digits.count - 1, by: 2).map {
                UInt8(digits[$0] << 4 | digits[$0 + 1])
            }
        }
    }

    static let pool = DescriptorPool(ContractTests.files.map(\.descriptor))
    static let types = Dictionary(
        uniqueKeysWithValues: ContractTests.messages.map { ($0.protoName, $0) }
    )

    static func vectors() throws -> [Vector] {
        let url = ContractTests.projectRoot.appending(path: "proto-spec/vectors/messages.jsonl")
        let text = try String(contentsOf: url, encoding: .utf8)
        return try text.split(separator: "\n").map { try Vector(line: String($0)) }
    }

    @Test func everyMessageHasAVectorWithEveryField() throws {
        let named = Set(try Self.vectors().map(\.message))
        for message in ContractTests.messages { #expect(named.contains(message.protoName)) }
    }

    /// A field without a sample would be one whose bytes nobody but us has ever written.
    @Test func everyFieldHasASample() throws {
        var sampled: [String: Set<Int>] = [:]
        for vector in try Self.vectors() where vector.error == nil {
            let message = try Self.pool.decode(vector.bytes, as: vector.message)
            sampled[vector.message, default: []].formUnion(message.values.keys)
        }
        for message in Contract.files.flatMap(\.messages) {
            let fields = Set(message.fieldDescriptions.map { Int($0.number) })
            let missing = fields.subtracting(sampled[message.protoName] ?? [])
            #expect(missing.isEmpty, "\(message.protoName) has no sample of \(missing.sorted())")
        }
    }

    @Test func typedMessagesReadLegalBytesAndWriteCanonicalOnes() throws {
        for vector in try Self.vectors() where vector.error == nil {
            let type = try #require(Self.types[vector.message], "\(vector.name)")
            #expect(try rewritten(vector.bytes, type) == vector.canonical, "\(vector.name)")
        }
    }

    @Test func typedMessagesRefuseIllegalBytesAndSayWhere() throws {
        var faults = Set<String>()
        for vector in try Self.vectors() {
            guard let fault = vector.error else { continue }
            faults.insert(fault)
            let type = try #require(Self.types[vector.message], "\(vector.name)")
            let error = #expect(throws: WireError.self, "\(vector.name)") {
                try self.rewritten(vector.bytes, type)
            }
            #expect(error?.fault.rawValue == fault, "\(vector.name)")
            #expect(error?.message.hasPrefix("muster.v1.") == true, "\(vector.name)")
        }
        #expect(faults == Set(WireError.Fault.allCases.map(\.rawValue)).subtracting(["tooLarge"]))
    }

    @Test func dynamicMessagesMeanWhatOthersSay() throws {
        for vector in try Self.vectors() {
            guard let meaning = vector.meaning else { continue }
            let message = try Self.pool.decode(vector.bytes, as: vector.message)
            let json = try Self.pool.json(message)
            #expect(json.sorted == meaning.sorted, "\(vector.name): \(json.text())")
            #expect(try Self.pool.encode(message) == vector.canonical, "\(vector.name)")
            let parsed = try Self.pool.message(from: meaning, as: vector.message)
            #expect(try Self.pool.encode(parsed) == vector.canonical, "\(vector.name)")
        }
    }

    @Test func dynamicMessagesRefuseIllegalBytes() throws {
        for vector in try Self.vectors() where vector.error != nil {
            #expect(throws: DynamicError.self, "\(vector.name)") {
                try Self.pool.decode(vector.bytes, as: vector.message)
            }
        }
    }

    private func rewritten(_ bytes: [UInt8], _ type: any Message.Type) throws -> [UInt8] {
        try type.init(decoding: bytes).encoded()
    }
}

extension JSONValue {
    /// The same value with the members of every object in the order of their names.
    var sorted: JSONValue {
        switch self {
        case .array(let elements): .array(elements.map(\.sorted))
        case .object(let members):
            .object(
                members.map { .init($0.name, $0.value.sorted) }.sorted { $0.name < $1.name }
            )
        case .null, .bool, .number, .string: self
        }
    }
}
