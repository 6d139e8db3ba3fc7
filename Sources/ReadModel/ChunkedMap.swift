import Directory

/// A map from ids to values in chunks of 512 ids, of which copies share what neither has changed.
///
/// Copying costs a reference; the first change after a copy costs the array of chunks and the touched
/// chunk, never the rest. A chunk holds its values densely in the order of their ids, and a chunk
/// without values does not exist.
struct ChunkedMap<Kind, Value: Sendable>: Sendable {
    typealias Key = Interned<Kind>

    /// Which 512 ids each chunk stands for, ascending: its ids divided by 512.
    private var numbers: [UInt32] = []
    private var occupancies: [Occupancy] = []
    private var chunks: [ContiguousArray<Value>] = []
    private(set) var count = 0

    init() {}

    /// Takes `elements`, which must come in ascending order of their keys, each key once.
    init(ascending elements: some Sequence<(Key, Value)>) {
        for (key, value) in elements {
            let number = key.rawValue >> 9
            if numbers.last != number {
                precondition(numbers.last.map { $0 < number } ?? true, "keys must ascend")
                appendChunk(number)
            }
            let last = chunks.count - 1
            precondition(
                occupancies[last].next(from: Self.slot(key)) == nil,
                "keys must ascend, each key once"
            )
            occupancies[last].insert(Self.slot(key))
            chunks[last].append(value)
            count += 1
        }
    }

    var isEmpty: Bool { count == 0 }

    @inline(__always)
    subscript(key: Key) -> Value? {
        guard let chunk = chunkIndex(key.rawValue >> 9) else { return nil }
        let slot = Self.slot(key)
        guard occupancies[chunk].contains(slot) else { return nil }
        return chunks[chunk][position(of: slot, in: chunk)]
    }

    @inline(__always)
    func contains(_ key: Key) -> Bool {
        guard let chunk = chunkIndex(key.rawValue >> 9) else { return false }
        return occupancies[chunk].contains(Self.slot(key))
    }

    /// What `body` reads from the value of `key`, in place and without taking a reference to its parts.
    @inline(__always)
    func read<Result>(_ key: Key, _ body: (borrowing Value) -> Result?) -> Result? {
        guard let chunk = chunkIndex(key.rawValue >> 9) else { return nil }
        let slot = Self.slot(key)
        guard occupancies[chunk].contains(slot) else { return nil }
        return body(chunks[chunk][position(of: slot, in: chunk)])
    }

    mutating func set(_ value: Value, for key: Key) {
        let (chunk, index, isThere) = place(for: key)
        if isThere {
            chunks[chunk][index] = value
        } else {
            insert(value, for: key, chunk: chunk, index: index)
        }
    }

    /// Changes the value of `key` in place, beginning with `initial` where there is none.
    mutating func update<Result>(
        _ key: Key,
        from initial: @autoclosure () -> Value,
        _ body: (inout Value) -> Result
    ) -> Result {
        let (chunk, index, isThere) = place(for: key)
        if !isThere { insert(initial(), for: key, chunk: chunk, index: index) }
        return body(&chunks[chunk][index])
    }

    @discardableResult
    mutating func remove(_ key: Key) -> Value? {
        guard let chunk = chunkIndex(key.rawValue >> 9) else { return nil }
        let slot = Self.slot(key)
        guard occupancies[chunk].contains(slot) else { return nil }
        let index = position(of: slot, in: chunk)
        count -= 1
        occupancies[chunk].remove(slot)
        let removed = chunks[chunk].remove(at: index)
        if chunks[chunk].isEmpty {
            numbers.remove(at: chunk)
            occupancies.remove(at: chunk)
            chunks.remove(at: chunk)
        }
        return removed
    }

    /// Every key and value, ascending.
    func forEach(_ body: (Key, borrowing Value) -> Void) {
        for chunk in chunks.indices {
            let base = numbers[chunk] << 9
            var slot = 0
            for index in chunks[chunk].indices {
                guard let next = occupancies[chunk].next(from: slot) else { break }
                body(Key(base | UInt32(next)), chunks[chunk][index])
                slot = next + 1
            }
        }
    }

    /// How many chunks this map and `other` hold in common: what a copy did not cost.
    func sharedChunkCount(with other: Self) -> Int {
        var shared = 0
        for (number, chunk) in zip(numbers, chunks) {
            guard let index = other.chunkIndex(number) else { continue }
            let isSame = unsafe chunk.withUnsafeBufferPointer { mine in
                unsafe other.chunks[index].withUnsafeBufferPointer { theirs in
                    unsafe mine.baseAddress == theirs.baseAddress
                }
            }
            if isSame { shared += 1 }
        }
        return shared
    }

    var chunkCount: Int { chunks.count }

    // MARK: Places

    @inline(__always)
    private static func slot(_ key: Key) -> Int { Int(key.rawValue & 511) }

    /// The index of the value in `slot`, or where it would be.
    @inline(__always)
    private func position(of slot: Int, in chunk: Int) -> Int {
        chunks[chunk].count == Occupancy.slotCount ? slot : occupancies[chunk].rank(slot)
    }

    /// The chunk with `number`: at once where the numbers have no gaps, else by halving.
    @inline(__always)
    private func chunkIndex(_ number: UInt32) -> Int? {
        guard let first = numbers.first, number >= first else { return nil }
        let guess = Int(number - first)
        if guess < numbers.count, numbers[guess] == number { return guess }
        let index = lowerBound(number)
        return index < numbers.count && numbers[index] == number ? index : nil
    }

    private func lowerBound(_ number: UInt32) -> Int {
        var low = 0
        var high = numbers.count
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Where the value of `key` is or belongs; makes the chunk when there is none.
    private mutating func place(for key: Key) -> (chunk: Int, index: Int, isThere: Bool) {
        let number = key.rawValue >> 9
        let slot = Self.slot(key)
        if let chunk = chunkIndex(number) {
            return (chunk, position(of: slot, in: chunk), occupancies[chunk].contains(slot))
        }
        let chunk = lowerBound(number)
        numbers.insert(number, at: chunk)
        occupancies.insert(Occupancy(), at: chunk)
        chunks.insert([], at: chunk)
        return (chunk, 0, false)
    }

    private mutating func insert(_ value: Value, for key: Key, chunk: Int, index: Int) {
        occupancies[chunk].insert(Self.slot(key))
        chunks[chunk].insert(value, at: index)
        count += 1
    }

    private mutating func appendChunk(_ number: UInt32) {
        numbers.append(number)
        occupancies.append(Occupancy())
        chunks.append([])
    }
}
