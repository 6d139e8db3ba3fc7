/// Where the row of an id is: open addressing over 32-bit ids that the store gave out in order.
///
/// Ids are not chosen by anybody outside, so a multiplication spreads them well enough. Sixteen ids that
/// follow each other stay together, because whoever asks for one soon asks for the next.
struct IDTable: Sendable {
    /// The id in the high half, row + 1 in the low half; 0 is empty.
    private var slots: [UInt64]
    private(set) var count = 0

    init() {
        slots = [UInt64](repeating: 0, count: 16)
    }

    /// Every id, in no order.
    var ids: [UInt32] {
        slots.compactMap { $0 == 0 ? nil : UInt32($0 >> 32) }
    }

    func row(of id: UInt32) -> Int? {
        var position = home(of: id)
        while true {
            let slot = slots[position]
            if slot == 0 { return nil }
            if slot >> 32 == UInt64(id) { return Int(slot & 0xFFFF_FFFF) - 1 }
            position = (position + 1) & (slots.count - 1)
        }
    }

    /// `id` must not be in the table.
    mutating func insert(_ id: UInt32, row: Int) {
        reserve(count + 1)
        place(UInt64(id) << 32 | UInt64(row + 1))
        count += 1
    }

    /// Takes `id` out and moves what was displaced by it back towards its home.
    mutating func remove(_ id: UInt32) {
        let mask = slots.count - 1
        var hole = home(of: id)
        while slots[hole] >> 32 != UInt64(id) || slots[hole] == 0 {
            guard slots[hole] != 0 else { return }
            hole = (hole + 1) & mask
        }
        var position = (hole + 1) & mask
        while slots[position] != 0 {
            let home = home(of: UInt32(slots[position] >> 32))
            if (position &- home) & mask >= (position &- hole) & mask {
                slots[hole] = slots[position]
                hole = position
            }
            position = (position + 1) & mask
        }
        slots[hole] = 0
        count -= 1
    }

    mutating func reserve(_ idCount: Int) {
        guard idCount * 2 > slots.count else { return }
        var capacity = slots.count
        while capacity < idCount * 2 { capacity *= 2 }
        let old = slots
        slots = [UInt64](repeating: 0, count: capacity)
        for slot in old where slot != 0 { place(slot) }
    }

    private mutating func place(_ slot: UInt64) {
        var position = home(of: UInt32(slot >> 32))
        while slots[position] != 0 { position = (position + 1) & (slots.count - 1) }
        slots[position] = slot
    }

    private func home(of id: UInt32) -> Int {
        let block = UInt64(id >> 4) &* 0x9E37_79B9_7F4A_7C15
        let position = (block >> 32) << 4 | UInt64(id & 0xF)
        return Int(truncatingIfNeeded: position) & (slots.count - 1)
    }
}
