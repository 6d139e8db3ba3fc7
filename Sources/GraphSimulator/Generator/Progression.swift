/// The first `count` members of a permutation of `0..<modulus`, none of it stored.
///
/// The elements are `start + position * stride` modulo `modulus`, with a stride that has no factor
/// in common with the modulus: so they are all different, and the position of an element can be
/// computed back.
struct Progression: Sendable {
    let count: Int
    private let start: Int
    private let stride: Int
    private let modulus: Int

    static let empty = Progression(count: 0, modulus: 1, hash: 0)

    init(count: Int, modulus: Int, hash: UInt64) {
        precondition(count >= 0 && count <= modulus, "a progression repeats past its modulus")
        self.count = count
        self.modulus = modulus
        start = Int(hash >> 32) % modulus
        var stride = modulus == 1 ? 1 : 1 + Int(hash & 0xFFFF_FFFF) % (modulus - 1)
        while Progression.greatestCommonDivisor(stride, modulus) != 1 { stride += 1 }
        self.stride = stride % modulus
    }

    /// The element at a position, which may be past the end to see what would come next.
    func element(at position: Int) -> Int {
        (start + position % modulus * stride) % modulus
    }

    func contains(_ element: Int) -> Bool {
        guard count > 0, element < modulus else { return false }
        let distance = (element - start + modulus) % modulus
        return distance * inverseOfStride % modulus < count
    }

    /// The number that the stride times it is 1, by Euclid's extended algorithm.
    private var inverseOfStride: Int {
        var (remainder, nextRemainder) = (modulus, stride)
        var (factor, nextFactor) = (0, 1)
        while nextRemainder != 0 {
            let quotient = remainder / nextRemainder
            (remainder, nextRemainder) = (nextRemainder, remainder - quotient * nextRemainder)
            (factor, nextFactor) = (nextFactor, factor - quotient * nextFactor)
        }
        return factor < 0 ? factor + modulus : factor
    }

    private static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left
    }
}
