/// Keys that are looked up together, so that memory answers their look-ups at the same time.
///
/// One look-up waits for memory two or three times. Look-ups that do not depend on each other, done step
/// by step for all of them, wait together.
struct KeyBatch: Sendable {
    /// About as many keys as keep every line buffer of a core busy, and few enough to stay in its cache.
    static let keysMax = 256

    struct Item {
        var hash: UInt64
        var start: UInt32
        var end: UInt32
        var owner: UInt32
    }

    private let hashKey: HashKey
    private var bytes: [UInt8] = []
    private(set) var items: [Item] = []

    init(hashKey: HashKey) {
        self.hashKey = hashKey
        bytes.reserveCapacity(Self.keysMax * 64)
        items.reserveCapacity(Self.keysMax)
    }

    var count: Int { items.count }

    @_lifetime(borrow self)
    func key(_ index: Int) -> Span<UInt8> {
        let item = items[index]
        return bytes.span.extracting(Int(item.start)..<Int(item.end))
    }

    /// Adds the key that `append` appends, if it appends one.
    @inline(__always)
    mutating func add(owner: UInt32, append: (inout [UInt8]) -> Bool) {
        let start = bytes.count
        guard append(&bytes) else { return }
        let hash = hashKey.hash(bytes.span.extracting(start..<bytes.count))
        let end = UInt32(bytes.count)
        items.append(Item(hash: hash, start: UInt32(start), end: end, owner: owner))
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        items.removeAll(keepingCapacity: true)
    }
}
