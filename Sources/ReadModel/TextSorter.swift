/// Sorts numbers by texts, byte by byte; equal texts by the numbers.
///
/// The texts lie one behind the other and the first eight bytes of each are compared as one word, so
/// that sorting touches little memory and allocates nothing for each text.
struct TextSorter {
    private struct Key {
        var prefix: UInt64
        var start: UInt32
        var count: UInt32
        var payload: UInt32
    }

    private var texts: [UInt8] = []
    private var keys: [Key] = []

    init(reserving count: Int) {
        keys.reserveCapacity(count)
    }

    /// Adds `payload` under the text that `write` appends to the bytes that it is given.
    @inline(__always)
    mutating func append(_ payload: UInt32, _ write: (inout [UInt8]) -> Void) {
        let start = texts.count
        write(&texts)
        var prefix: UInt64 = 0
        for place in start..<start + 8 {
            prefix = prefix << 8 | (place < texts.count ? UInt64(texts[place]) : 0)
        }
        keys.append(
            Key(
                prefix: prefix,
                start: UInt32(start),
                count: UInt32(texts.count - start),
                payload: payload
            )
        )
    }

    /// The payloads in the order of their texts.
    consuming func sorted() -> [UInt32] {
        let texts = texts
        keys.sort { left, right in
            if left.prefix != right.prefix { return left.prefix < right.prefix }
            switch Self.compare(texts, left, right) {
            case .ascending: return true
            case .descending: return false
            case .equal: return left.payload < right.payload
            }
        }
        return keys.map(\.payload)
    }

    private static func compare(_ texts: [UInt8], _ left: Key, _ right: Key) -> Comparison {
        let common = min(left.count, right.count)
        for index in 0..<common {
            let mine = texts[Int(left.start + index)]
            let theirs = texts[Int(right.start + index)]
            if mine != theirs { return mine < theirs ? .ascending : .descending }
        }
        if left.count == right.count { return .equal }
        return left.count < right.count ? .ascending : .descending
    }
}
