import TestSupport
import Testing
import Transport

@Suite struct MessageDecoderTests {
    private static func frame(_ message: [UInt8], flag: UInt8 = 0) -> [UInt8] {
        var bytes = [flag]
        bytes += (0..<4).map { UInt8(truncatingIfNeeded: message.count >> (24 - 8 * $0)) }
        return bytes + message
    }

    private static func takeAll(_ decoder: inout MessageDecoder) -> [[UInt8]] {
        var messages: [[UInt8]] = []
        while case .message(let range, _) = decoder.next(messageBytesMax: 1000) {
            messages.append(range.map { decoder.span[$0] })
            decoder.take(range)
        }
        return messages
    }

    @Test func anySplitInTwoGivesTheSameMessages() {
        let messages: [[UInt8]] = [[1, 2, 3], [], [4], Array(repeating: 7, count: 40)]
        let bytes = messages.flatMap { Self.frame($0) }
        for split in 0...bytes.count {
            var decoder = MessageDecoder()
            decoder.append(Array(bytes[..<split]))
            var taken = Self.takeAll(&decoder)
            decoder.append(Array(bytes[split...]))
            taken += Self.takeAll(&decoder)
            #expect(taken == messages, "split at \(split)")
            #expect(decoder.isAtBoundary)
        }
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func randomSplitsGiveTheSameMessages(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<100 {
            let messages = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                (0..<Int.random(in: 0...300, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            }
            var rest = messages.flatMap { Self.frame($0) }[...]
            var decoder = MessageDecoder()
            var taken: [[UInt8]] = []
            while !rest.isEmpty {
                let count = Int.random(in: 1...rest.count, using: &random)
                decoder.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
                taken += Self.takeAll(&decoder)
            }
            #expect(taken == messages, "seed \(seed)")
        }
    }

    @Test func aLengthIsCheckedBeforeTheBodyArrives() {
        var decoder = MessageDecoder()
        decoder.append([0, 0xFF, 0xFF, 0xFF, 0xFF])
        #expect(decoder.next(messageBytesMax: 1000) == .tooLarge(declaredByteCount: 0xFFFF_FFFF))
        var exact = MessageDecoder()
        exact.append([0, 0, 0, 3, 0xE8])
        #expect(exact.next(messageBytesMax: 1000) == .needsMore)
        var over = MessageDecoder()
        over.append([0, 0, 0, 3, 0xE9])
        #expect(over.next(messageBytesMax: 1000) == .tooLarge(declaredByteCount: 1001))
    }

    @Test func aFlagIsJudgedAtItsFirstByte() {
        var decoder = MessageDecoder()
        decoder.append([2])
        #expect(decoder.next(messageBytesMax: 1000) == .badFlag(2))
        var compressed = MessageDecoder()
        compressed.append(Self.frame([9], flag: 1))
        #expect(compressed.next(messageBytesMax: 1000) == .message(5..<6, isCompressed: true))
    }

    @Test func anUnfinishedMessageIsNoBoundary() {
        var decoder = MessageDecoder()
        #expect(decoder.isAtBoundary)
        decoder.append([0, 0])
        #expect(!decoder.isAtBoundary)
        #expect(decoder.next(messageBytesMax: 1000) == .needsMore)
        decoder.reset()
        #expect(decoder.isAtBoundary)
    }
}
