import Matching

/// SipHash-1-3 once more, as its authors describe it, for whoever wants to choose texts by their hashes: the matcher keeps
/// its own to itself.
struct SipHash {
    let key: HashKey

    func hash(_ bytes: [UInt8]) -> UInt64 {
        var state = (
            key.first ^ 0x736F_6D65_7073_6575, key.second ^ 0x646F_7261_6E64_6F6D,
            key.first ^ 0x6C79_6765_6E65_7261, key.second ^ 0x7465_6462_7974_6573
        )
        var word: UInt64 = 0
        for (place, byte) in bytes.enumerated() {
            word |= UInt64(byte) << UInt64(place % 8 * 8)
            guard place % 8 == 7 else { continue }
            Self.compress(word, &state)
            word = 0
        }
        Self.compress(word | UInt64(bytes.count) << 56, &state)
        state.2 ^= 0xFF
        for _ in 0..<3 { Self.round(&state) }
        return state.0 ^ state.1 ^ state.2 ^ state.3
    }

    private typealias State = (UInt64, UInt64, UInt64, UInt64)

    private static func compress(_ word: UInt64, _ state: inout State) {
        state.3 ^= word
        round(&state)
        state.0 ^= word
    }

    private static func round(_ state: inout State) {
        state.0 &+= state.1
        state.1 = rotated(state.1, by: 13) ^ state.0
        state.0 = rotated(state.0, by: 32)
        state.2 &+= state.3
        state.3 = rotated(state.3, by: 16) ^ state.2
        state.0 &+= state.3
        state.3 = rotated(state.3, by: 21) ^ state.0
        state.2 &+= state.1
        state.1 = rotated(state.1, by: 17) ^ state.2
        state.2 = rotated(state.2, by: 32)
    }

    private static func rotated(_ word: UInt64, by count: UInt64) -> UInt64 {
        word << count | word >> (64 - count)
    }
}
