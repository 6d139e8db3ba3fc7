import TestSupport
import Testing

@testable import GraphSimulator

@Suite struct GzipTests {
    @Test func everyInputIsReadBack() throws {
        var random = SplitMix64(seed: 1)
        var inputs: [[UInt8]] = [[], [0], Array("aaaaaaaaaaaaa".utf8), Array(0...255)]
        inputs.append(Array(repeating: 7, count: 100_000))
        for _ in 0..<40 {
            // Few different bytes make many matches, of every distance and length.
            let symbols = UInt8.random(in: 1...255, using: &random)
            let count = Int.random(in: 0..<3_000, using: &random)
            inputs.append((0..<count).map { _ in UInt8.random(in: 0...symbols, using: &random) })
        }
        let far = (0..<32_768).map { _ in UInt8.random(in: 0...255, using: &random) }
        inputs.append(far + far + far.suffix(300))
        for input in inputs {
            let compressed = Gzip(input).bytes
            #expect(try #require(Inflater.inflate(compressed)) == input, "\(input.count) bytes")
        }
    }

    @Test func pagesAreCompressedWhereTheClientAsks() throws {
        var client = try SimulatedClient(profile: .medium, behavior: SimulatedClient.exact)
        let path = "/groups/delta?$select=id,members"
        let plain = client.get(path)
        #expect(plain.response.header("Content-Encoding") == nil)
        for accepted in ["gzip", "gzip, deflate", "br;q=1, GZIP;q=0.5"] {
            let answer = client.get(path, headers: [("Accept-Encoding", accepted)])
            #expect(answer.response.header("Content-Encoding") == "gzip")
            #expect(answer.response.body.count < plain.response.body.count * 2 / 3)
            #expect(Inflater.inflate(answer.response.body) == plain.response.body)
        }
        for refused in ["identity", "gzip;q=0", "deflate"] {
            let answer = client.get(path, headers: [("Accept-Encoding", refused)])
            #expect(answer.response.header("Content-Encoding") == nil)
        }
    }
}

/// Reads gzip with one block of fixed codes, bit by bit.
private struct Inflater {
    private let bytes: [UInt8]
    private var bit = 80

    private static let lengths = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
        131, 163, 195, 227, 258,
    ]
    private static let distances = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1_025, 1_537,
        2_049, 3_073, 4_097, 6_145, 8_193, 12_289, 16_385, 24_577,
    ]

    static func inflate(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count >= 18, bytes.prefix(3) == [0x1F, 0x8B, 8] else { return nil }
        var inflater = Inflater(bytes: bytes)
        guard inflater.number(3) == 0b011 else { return nil }
        var output: [UInt8] = []
        while true {
            let symbol = inflater.symbol()
            if symbol == 256 { break }
            guard symbol > 256 else {
                output.append(UInt8(symbol))
                continue
            }
            let code = symbol - 257
            let lengthBits = code < 8 || code == 28 ? 0 : code / 4 - 1
            let length = lengths[code] + inflater.number(lengthBits)
            let distanceCode = inflater.code(5)
            let distanceBits = distanceCode < 4 ? 0 : distanceCode / 2 - 1
            let distance = distances[distanceCode] + inflater.number(distanceBits)
            guard distance <= output.count else { return nil }
            for _ in 0..<length { output.append(output[output.count - distance]) }
        }
        let size = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        return size == output.count ? output : nil
    }

    private mutating func next() -> Int {
        defer { bit += 1 }
        return Int(bytes[bit / 8] >> UInt8(bit % 8)) & 1
    }

    private mutating func number(_ bitCount: Int) -> Int {
        (0..<bitCount).reduce(0) { $0 | next() << $1 }
    }

    private mutating func code(_ bitCount: Int) -> Int {
        (0..<bitCount).reduce(0) { value, _ in value << 1 | next() }
    }

    private mutating func symbol() -> Int {
        var code = code(7)
        if code <= 0b0010111 { return 256 + code }
        code = code << 1 | next()
        if (0x30...0xBF).contains(code) { return code - 0x30 }
        if (0xC0...0xC7).contains(code) { return 280 + code - 0xC0 }
        return (code << 1 | next()) - 0x190 + 144
    }
}
