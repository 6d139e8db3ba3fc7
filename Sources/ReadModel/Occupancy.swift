/// A set of the 512 slots of one chunk, as eight words of bits.
struct Occupancy: Hashable, Sendable {
    static let slotCount = 512

    private(set) var words: SIMD8<UInt64>

    init() {
        words = .zero
    }

    /// The first `count` slots.
    init(first count: Int) {
        words = .zero
        for index in 0..<8 {
            let bits = min(max(count - index * 64, 0), 64)
            words[index] = bits == 64 ? .max : (1 << UInt64(bits)) - 1
        }
    }

    private init(words: SIMD8<UInt64>) {
        self.words = words
    }

    var count: Int {
        var total = 0
        for index in 0..<8 { total += words[index].nonzeroBitCount }
        return total
    }

    var isEmpty: Bool { words == .zero }

    @inline(__always)
    func contains(_ slot: Int) -> Bool {
        words[slot >> 6] >> UInt64(slot & 63) & 1 == 1
    }

    @inline(__always)
    mutating func insert(_ slot: Int) {
        words[slot >> 6] |= 1 << UInt64(slot & 63)
    }

    @inline(__always)
    mutating func remove(_ slot: Int) {
        words[slot >> 6] &= ~(1 << UInt64(slot & 63))
    }

    /// How many members come before `slot`.
    @inline(__always)
    func rank(_ slot: Int) -> Int {
        var total = 0
        for index in 0..<(slot >> 6) { total += words[index].nonzeroBitCount }
        let below = words[slot >> 6] & ((1 << UInt64(slot & 63)) - 1)
        return total + below.nonzeroBitCount
    }

    /// The first member at or after `slot`.
    @inline(__always)
    func next(from slot: Int) -> Int? {
        guard slot < Self.slotCount else { return nil }
        var index = slot >> 6
        var word = words[index] & (UInt64.max << UInt64(slot & 63))
        while word == 0 {
            index += 1
            guard index < 8 else { return nil }
            word = words[index]
        }
        return index << 6 + word.trailingZeroBitCount
    }

    /// The last member at or before `slot`.
    @inline(__always)
    func previous(from slot: Int) -> Int? {
        guard slot >= 0 else { return nil }
        var index = slot >> 6
        let unused = UInt64(63 - slot & 63)
        var word = words[index] & (UInt64.max >> unused)
        while word == 0 {
            index -= 1
            guard index >= 0 else { return nil }
            word = words[index]
        }
        return index << 6 + 63 - word.leadingZeroBitCount
    }

    func subtracting(_ other: Occupancy) -> Occupancy {
        Occupancy(words: words & ~other.words)
    }

    func intersection(_ other: Occupancy) -> Occupancy {
        Occupancy(words: words & other.words)
    }
}
