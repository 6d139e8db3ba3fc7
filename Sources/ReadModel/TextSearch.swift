/// Finds a text inside another, sixteen places at a time.
///
/// Both are folded UTF-8; the needle is not empty.
struct TextSearch: Sendable {
    private let needle: [UInt8]

    init(_ needle: [UInt8]) {
        precondition(!needle.isEmpty, "everything contains nothing")
        self.needle = needle
    }

    /// Where the needle first occurs in `haystack` at or after `start`.
    ///
    /// Places are sifted by the needle's first and last byte together; what is left is compared.
    @inline(__always)
    func firstIndex(in haystack: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        unsafe needle.withUnsafeBufferPointer { needle in
            let last = needle.count - 1
            let end = haystack.count - last
            guard start < end, let base = unsafe UnsafeRawPointer(haystack.baseAddress) else {
                return nil
            }
            let firsts = unsafe SIMD16<UInt8>(repeating: needle[0])
            let lasts = unsafe SIMD16<UInt8>(repeating: needle[last])
            var place = start
            while place + 16 <= end {
                let head = unsafe (base + place).loadUnaligned(as: SIMD16<UInt8>.self)
                let tail = unsafe (base + place + last).loadUnaligned(as: SIMD16<UInt8>.self)
                let difference = (head ^ firsts) | (tail ^ lasts)
                if Self.hasZero(difference) {
                    for offset in 0..<16 where difference[offset] == 0 {
                        if unsafe Self.isEqual(haystack, at: place + offset, to: needle) {
                            return place + offset
                        }
                    }
                }
                place += 16
            }
            while place < end {
                if unsafe Self.isEqual(haystack, at: place, to: needle) { return place }
                place += 1
            }
            return nil
        }
    }

    func occurs(in text: [UInt8]) -> Bool {
        unsafe text.withUnsafeBufferPointer { unsafe firstIndex(in: $0, from: 0) != nil }
    }

    /// Whether any of sixteen bytes is 0, by the borrow that runs out of it in a word of eight.
    @inline(__always)
    private static func hasZero(_ bytes: SIMD16<UInt8>) -> Bool {
        let words = unsafe unsafeBitCast(bytes, to: SIMD2<UInt64>.self)
        let ones = SIMD2<UInt64>(repeating: 0x0101_0101_0101_0101)
        let highs = SIMD2<UInt64>(repeating: 0x8080_8080_8080_8080)
        let found = (words &- ones) & ~words & highs
        return found[0] | found[1] != 0
    }

    @inline(__always)
    private static func isEqual(
        _ haystack: UnsafeBufferPointer<UInt8>,
        at place: Int,
        to needle: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        for index in 0..<needle.count where unsafe haystack[place + index] != needle[index] {
            return false
        }
        return true
    }
}
