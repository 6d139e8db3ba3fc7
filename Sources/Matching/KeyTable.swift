/// Keys of bytes and the small integers that stand for them: open addressing over one arena of bytes.
///
/// Two keys are one only if their bytes are equal; a hash alone never decides. A key's number is valid
/// until the key is removed, and is then given out again.
struct KeyTable: Sendable {
    private struct Entry {
        var hash: UInt64
        /// In the arena; of a removed key, the next free entry + 1.
        var offset: UInt32
        var length: UInt32
    }

    /// No key.
    static let absent = UInt32.max

    private let hashKey: HashKey
    private var entries: [Entry] = []
    private var firstFree: UInt32 = 0
    /// The high half of the hash in the high half, the key + 1 in the low half; 0 is empty.
    private var slots: [UInt64]
    private var arena: [UInt8] = []
    private var deadByteCount = 0
    private(set) var count = 0

    init(hashKey: HashKey) {
        self.hashKey = hashKey
        slots = [UInt64](repeating: 0, count: 64)
    }

    func contains(_ key: UInt32) -> Bool {
        entries[Int(key)].length != .max
    }

    /// The key of `bytes`, made if there is none yet.
    mutating func intern(_ bytes: [UInt8]) -> UInt32 {
        intern(bytes.span, hash: hashKey.hash(bytes.span))
    }

    /// The keys of a batch, in its order; `absent` where there is none.
    func find(_ batch: KeyBatch, into found: inout [UInt32]) {
        guess(batch, into: &found)
        for index in 0..<batch.count where found[index] != Self.absent {
            let bytes = batch.key(index)
            if equals(entries[Int(found[index])], bytes) { continue }
            found[index] = find(bytes, hash: batch.items[index].hash) ?? Self.absent
        }
    }

    /// The keys of a batch, in its order, made where there is none yet.
    mutating func intern(_ batch: KeyBatch, into found: inout [UInt32]) {
        grow(toHold: count + batch.count)
        guess(batch, into: &found)
        for index in 0..<batch.count {
            let bytes = batch.key(index)
            if found[index] != Self.absent, equals(entries[Int(found[index])], bytes) { continue }
            found[index] = intern(bytes, hash: batch.items[index].hash)
        }
    }

    /// For every key of a batch the first one with the same half of a hash, by look-ups that do not wait
    /// for each other; `absent` where there is surely none.
    private func guess(_ batch: KeyBatch, into found: inout [UInt32]) {
        found.removeAll(keepingCapacity: true)
        for item in batch.items {
            let hash = item.hash
            var position = home(of: hash)
            var slot = slots[position]
            while slot != 0, slot >> 32 != hash >> 32 {
                position = (position + 1) & (slots.count - 1)
                slot = slots[position]
            }
            found.append(slot == 0 ? Self.absent : UInt32(truncatingIfNeeded: slot) - 1)
        }
    }

    /// Forgets a key that nothing refers to any more.
    mutating func remove(_ key: UInt32) {
        let entry = entries[Int(key)]
        let mask = slots.count - 1
        var hole = home(of: entry.hash)
        while slots[hole] & 0xFFFF_FFFF != UInt64(key) + 1 { hole = (hole + 1) & mask }
        var position = (hole + 1) & mask
        while slots[position] != 0 {
            let home = home(of: entries[Int(slots[position] & 0xFFFF_FFFF) - 1].hash)
            if (position &- home) & mask >= (position &- hole) & mask {
                slots[hole] = slots[position]
                hole = position
            }
            position = (position + 1) & mask
        }
        slots[hole] = 0
        count -= 1
        deadByteCount += Int(entry.length)
        entries[Int(key)] = Entry(hash: 0, offset: firstFree, length: .max)
        firstFree = key + 1
        compactIfSparse()
    }

    mutating func reserve(keys: Int, bytes: Int) {
        entries.reserveCapacity(keys)
        arena.reserveCapacity(bytes)
        grow(toHold: keys)
    }

    private func find(_ bytes: Span<UInt8>, hash: UInt64) -> UInt32? {
        let tag = hash >> 32
        var position = home(of: hash)
        while true {
            let slot = slots[position]
            if slot == 0 { return nil }
            if slot >> 32 == tag {
                let key = UInt32(truncatingIfNeeded: slot) - 1
                if equals(entries[Int(key)], bytes) { return key }
            }
            position = (position + 1) & (slots.count - 1)
        }
    }

    private mutating func intern(_ bytes: Span<UInt8>, hash: UInt64) -> UInt32 {
        if let key = find(bytes, hash: hash) { return key }
        let offset = arena.count
        precondition(offset + bytes.count <= Int(UInt32.max), "an arena of keys is at most 4 GiB")
        unsafe bytes.withUnsafeBufferPointer { unsafe arena.append(contentsOf: $0) }
        let entry = Entry(hash: hash, offset: UInt32(offset), length: UInt32(bytes.count))
        let key: UInt32
        if firstFree != 0 {
            key = firstFree - 1
            firstFree = entries[Int(key)].offset
            entries[Int(key)] = entry
        } else {
            key = UInt32(entries.count)
            entries.append(entry)
        }
        count += 1
        grow(toHold: count)
        place(key, hash: hash)
        return key
    }

    private func equals(_ entry: Entry, _ bytes: Span<UInt8>) -> Bool {
        guard Int(entry.length) == bytes.count else { return false }
        let start = Int(entry.offset)
        return unsafe arena.withUnsafeBytes { arena in
            unsafe bytes.bytes.withUnsafeBytes { bytes in
                var position = 0
                while position + 8 <= bytes.count {
                    let left = unsafe arena.loadUnaligned(
                        fromByteOffset: start + position,
                        as: UInt64.self
                    )
                    let right = unsafe bytes.loadUnaligned(
                        fromByteOffset: position,
                        as: UInt64.self
                    )
                    if left != right { return false }
                    position += 8
                }
                if position < bytes.count, bytes.count >= 8 {
                    position = bytes.count - 8
                    let left = unsafe arena.loadUnaligned(
                        fromByteOffset: start + position,
                        as: UInt64.self
                    )
                    let right = unsafe bytes.loadUnaligned(
                        fromByteOffset: position,
                        as: UInt64.self
                    )
                    return left == right
                }
                while position < bytes.count {
                    if unsafe arena[start + position] != bytes[position] { return false }
                    position += 1
                }
                return true
            }
        }
    }

    /// At most half of the slots are taken, so that a miss ends soon.
    private mutating func grow(toHold keyCount: Int) {
        guard keyCount * 2 > slots.count else { return }
        var capacity = slots.count
        while capacity < keyCount * 2 { capacity *= 2 }
        let old = slots
        slots = [UInt64](repeating: 0, count: capacity)
        for slot in old where slot != 0 {
            let key = UInt32(truncatingIfNeeded: slot) - 1
            place(key, hash: entries[Int(key)].hash)
        }
    }

    private mutating func place(_ key: UInt32, hash: UInt64) {
        var position = home(of: hash)
        while slots[position] != 0 { position = (position + 1) & (slots.count - 1) }
        slots[position] = (hash >> 32) << 32 | UInt64(key + 1)
    }

    private func home(of hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash & 0x7FFF_FFFF_FFFF_FFFF) & (slots.count - 1)
    }

    /// Copies the living keys together once the dead ones take most of the arena.
    private mutating func compactIfSparse() {
        guard deadByteCount > 4096, deadByteCount > arena.count - deadByteCount else { return }
        var compacted: [UInt8] = []
        compacted.reserveCapacity(arena.count - deadByteCount)
        for index in entries.indices where entries[index].length != .max {
            let start = Int(entries[index].offset)
            entries[index].offset = UInt32(compacted.count)
            compacted.append(contentsOf: arena[start..<start + Int(entries[index].length)])
        }
        arena = compacted
        deadByteCount = 0
    }
}
