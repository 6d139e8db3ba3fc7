/// Numbers that depend only on a seed and on what they are for.
///
/// This is what lets a tenant of any size be computed where it is looked at instead of stored:
/// the same question always has the same answer, in every run and on every machine.
struct SeededHash: Sendable, Equatable {
    /// What a number is for, so that two uses of one object's ordinal are independent.
    enum Purpose: UInt64 {
        case identifierLow = 1
        case identifierHigh
        case tenant
        case application
        case key
        case name
        case account
        case organization
        case membership
        case groupShape
        case device
        case delta
        case matching
        case fault
    }

    let seed: UInt64

    /// A number for the `index`th thing of a purpose, and for the `detail` of that thing.
    func number(_ purpose: Purpose, _ index: Int, _ detail: Int = 0) -> UInt64 {
        var state = SeededHash.mix(seed &+ purpose.rawValue &* 0x9E37_79B9_7F4A_7C15)
        state = SeededHash.mix(state ^ UInt64(bitPattern: Int64(index)))
        return SeededHash.mix(state &+ UInt64(bitPattern: Int64(detail)) &* 0xD1B5_4A32_D192_ED03)
    }

    /// A number below `bound`, which is positive.
    func number(_ purpose: Purpose, _ index: Int, _ detail: Int = 0, below bound: Int) -> Int {
        Int(number(purpose, index, detail).multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A number from 0 up to, but not including, 1.
    func fraction(_ purpose: Purpose, _ index: Int, _ detail: Int = 0) -> Double {
        Double(number(purpose, index, detail) >> 11) * 0x1p-53
    }

    /// The finalizer of SplitMix64, a bijection on 64 bits that spreads every bit.
    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A random number generator whose sequence depends only on its seed (SplitMix64).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        defer { state &+= 0x9E37_79B9_7F4A_7C15 }
        return SeededHash.mix(state)
    }
}
