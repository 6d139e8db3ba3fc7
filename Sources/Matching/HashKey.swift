/// The secret of a keyed hash: two words, drawn at random once per process by whoever makes an index.
///
/// Names and addresses come from outside. Without the secret nobody can choose them so that they
/// collide and make every look-up slow. No result depends on it.
public struct HashKey: Hashable, Sendable {
    public let first: UInt64
    public let second: UInt64

    public init(first: UInt64, second: UInt64) {
        self.first = first
        self.second = second
    }

    /// SipHash-1-3 of `bytes` (Aumasson and Bernstein, 2012; one compression round, three at the end).
    func hash(_ bytes: Span<UInt8>) -> UInt64 {
        unsafe bytes.bytes.withUnsafeBytes { unsafe hash($0) }
    }

    @inline(__always)
    func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var state = SipState(
            a: first ^ 0x736F_6D65_7073_6575,
            b: second ^ 0x646F_7261_6E64_6F6D,
            c: first ^ 0x6C79_6765_6E65_7261,
            d: second ^ 0x7465_6462_7974_6573
        )
        var position = 0
        while position + 8 <= bytes.count {
            let word = unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            state.compress(UInt64(littleEndian: word))
            position += 8
        }
        var last = UInt64(truncatingIfNeeded: bytes.count) << 56
        if position < bytes.count, bytes.count >= 8 {
            let word = unsafe bytes.loadUnaligned(
                fromByteOffset: bytes.count - 8,
                as: UInt64.self
            )
            last |= UInt64(littleEndian: word) >> UInt64(64 - 8 * (bytes.count - position))
            position = bytes.count
        }
        var shift: UInt64 = 0
        while position < bytes.count {
            last |= unsafe UInt64(bytes[position]) << shift
            shift += 8
            position += 1
        }
        state.compress(last)
        return state.finish()
    }
}

private struct SipState {
    var a: UInt64
    var b: UInt64
    var c: UInt64
    var d: UInt64

    @inline(__always)
    mutating func compress(_ word: UInt64) {
        d ^= word
        round()
        a ^= word
    }

    @inline(__always)
    mutating func finish() -> UInt64 {
        c ^= 0xFF
        round()
        round()
        round()
        return a ^ b ^ c ^ d
    }

    @inline(__always)
    private mutating func round() {
        a &+= b
        b = b << 13 | b >> 51
        b ^= a
        a = a << 32 | a >> 32
        c &+= d
        d = d << 16 | d >> 48
        d ^= c
        a &+= d
        d = d << 21 | d >> 43
        d ^= a
        c &+= b
        b = b << 17 | b >> 47
        b ^= c
        c = c << 32 | c >> 32
    }
}
