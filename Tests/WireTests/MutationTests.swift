import TestSupport
import Testing

@testable import Wire

/// Changes the bytes of the vectors at random: reading never traps, and whatever is accepted is stable.
@Suite struct MutationTests {
    @Test(arguments: [11, 12, 13] as [UInt64])
    func whateverIsReadIsWrittenTheSameTwice(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let vectors = try VectorTests.vectors().filter { $0.bytes.count < 4000 }
        var acceptedCount = 0
        for _ in 0..<2000 {
            let vector = vectors[Int.random(in: 0..<vectors.count, using: &random)]
            let bytes = mutated(vector.bytes, using: &random)
            let type = try #require(VectorTests.types[vector.message])
            guard let first = try? type.init(decoding: bytes).encoded() else { continue }
            acceptedCount += 1
            let second = try type.init(decoding: first).encoded()
            #expect(first == second, "seed \(seed), \(vector.message)")
        }
        #expect(acceptedCount > 100, "seed \(seed)")
    }

    /// The typed reader and the one that works from descriptors agree on what is legal and what it means.
    @Test(arguments: [21, 22] as [UInt64])
    func bothReadersAgree(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let vectors = try VectorTests.vectors().filter { $0.bytes.count < 4000 }
        for _ in 0..<1500 {
            let vector = vectors[Int.random(in: 0..<vectors.count, using: &random)]
            let bytes = mutated(vector.bytes, using: &random)
            let type = try #require(VectorTests.types[vector.message])
            let typed = try? type.init(decoding: bytes)
            let dynamic = try? VectorTests.pool.decode(bytes, as: vector.message)
            #expect((typed == nil) == (dynamic == nil), "seed \(seed), \(vector.message), \(bytes)")
            guard let typed, let dynamic else { continue }
            let again = try VectorTests.pool.encode(dynamic)
            let reread = try type.init(decoding: again).encoded()
            #expect(typed.encoded() == reread, "seed \(seed), \(vector.message), \(bytes)")
        }
    }

    /// What `make fuzz` asks, here of bytes from a seed.
    @Test(arguments: [31, 32] as [UInt64])
    func noInputBreaksARuleOfTheCodec(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let vectors = try VectorTests.vectors().filter { $0.bytes.count < 4000 }
        for _ in 0..<3000 {
            let vector = vectors[Int.random(in: 0..<vectors.count, using: &random)]
            let type = UInt8.random(in: .min ... .max, using: &random)
            let input = [type] + mutated(vector.bytes, using: &random)
            #expect(CodecProperty.brokenRule(by: input) == nil, "seed \(seed), \(input)")
        }
    }

    /// Cuts a message at every byte: it ends early or is shorter, but it never reads what is not there.
    @Test func everyPrefixIsReadOrRefused() throws {
        for vector in try VectorTests.vectors() where vector.bytes.count < 600 {
            let type = try #require(VectorTests.types[vector.message])
            for count in 0..<vector.bytes.count {
                do {
                    _ = try type.init(decoding: Array(vector.bytes.prefix(count)))
                } catch {
                    #expect(!error.message.isEmpty, "\(vector.name), \(count)")
                }
            }
        }
    }

    private func mutated(_ bytes: [UInt8], using random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let position = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0 where position < bytes.count:
                bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1 where position < bytes.count:
                bytes.remove(at: position)
            case 2:
                bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: position)
            default:
                let length = Int.random(in: 0...min(8, bytes.count - position), using: &random)
                bytes.insert(contentsOf: bytes[position..<position + length], at: position)
            }
        }
        return bytes
    }
}
