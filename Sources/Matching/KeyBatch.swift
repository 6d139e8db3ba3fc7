/// Keys that are looked up together, so that memory answers their look-ups at the same time.
///
/// One look-up waits for memory two or three times. Look-ups that do not depend on each other, done step
/// by step for all of them, wait together.
struct KeyBatch: Sendable {
    /// About as many keys as keep every line buffer of a core busy, and few enough to stay in its cache.
    static let keysMax = 256

    private let hashKey: HashKey
    private(set) var bytes: [UInt8] = []
    private(set) var ends: [Int] = []
    private(set) var hashes: [UInt64] = []
    private(set) var owners: [UInt32] = []

    init(hashKey: HashKey) {
        self.hashKey = hashKey
        bytes.reserveCapacity(Self.keysMax * 64)
        ends.reserveCapacity(Self.keysMax)
        hashes.reserveCapacity(Self.keysMax)
        owners.reserveCapacity(Self.keysMax)
    }

    var count: Int { ends.count }

    func range(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    /// Adds the key that `append` appends, if it appends one.
    @inline(__always)
    mutating func add(owner: UInt32, append: (inout [UInt8]) -> Bool) {
        let start = bytes.count
        guard append(&bytes) else { return }
        hashes.append(hashKey.hash(bytes.span.extracting(start..<bytes.count)))
        ends.append(bytes.count)
        owners.append(owner)
    }

    /// Whether the last two keys are one key of one owner, which then need not be looked up twice.
    mutating func dropLastIfRepeated() {
        let last = count - 1
        guard last > 0, owners[last] == owners[last - 1], hashes[last] == hashes[last - 1],
            bytes[range(last)] == bytes[range(last - 1)]
        else { return }
        bytes.removeLast(range(last).count)
        ends.removeLast()
        hashes.removeLast()
        owners.removeLast()
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        hashes.removeAll(keepingCapacity: true)
        owners.removeAll(keepingCapacity: true)
    }
}
