/// A look-up table in 256 parts, so that a change after a copy copies one part and not the whole.
struct ShardedIndex<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private static var shardCount: Int { 256 }

    /// Empty until the first key: most organizations are small.
    private var shards: [[Key: Value]] = []

    init() {}

    subscript(key: Key) -> Value? {
        get { shards.isEmpty ? nil : shards[Self.shard(of: key)][key] }
        set {
            if shards.isEmpty {
                if newValue == nil { return }
                shards = Array(repeating: [:], count: Self.shardCount)
            }
            shards[Self.shard(of: key)][key] = newValue
        }
    }

    var count: Int { shards.reduce(0) { $0 + $1.count } }

    private static func shard(of key: Key) -> Int {
        Int(truncatingIfNeeded: UInt(bitPattern: key.hashValue) >> 17) & (shardCount - 1)
    }
}
