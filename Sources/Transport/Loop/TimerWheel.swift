/// Timers in a ring of slots: arming and cancelling cost the same however many there are.
///
/// A timer never fires early; it fires at most one tick late. A timer further away than one turn of the ring
/// waits in its slot and is looked at again once a turn.
package struct TimerWheel<Token> {
    /// Names an armed timer; stale once the timer has fired or was cancelled.
    package struct ID: Equatable, Sendable {
        var index: Int32
        var generation: UInt32

        package static var none: ID { ID(index: -1, generation: 0) }
    }

    private struct Node {
        var token: Token?
        var deadline: Instant
        var next: Int32
        var previous: Int32
        var generation: UInt32
    }

    private static var slotCount: Int { 1024 }
    private let tickNanoseconds: Int64
    private var heads: [Int32]
    /// A bit for each slot that holds a timer, so that the next one is found without walking the ring.
    private var occupied: [UInt64]
    private var nodes: [Node] = []
    private var free: Int32 = -1
    private var currentTick: Int64

    /// The number of armed timers.
    package private(set) var count = 0

    package init(now: Instant, tickMilliseconds: Int64 = 8) {
        tickNanoseconds = tickMilliseconds * 1_000_000
        heads = Array(repeating: -1, count: Self.slotCount)
        occupied = Array(repeating: 0, count: Self.slotCount / 64)
        currentTick = now.nanoseconds / (tickMilliseconds * 1_000_000)
    }

    package mutating func arm(at deadline: Instant, _ token: Token) -> ID {
        let tick = max(tick(of: deadline), currentTick + 1)
        let slot = Int(tick % Int64(Self.slotCount))
        let index: Int32
        if free >= 0 {
            index = free
            free = nodes[Int(index)].next
        } else {
            index = Int32(nodes.count)
            nodes.append(
                Node(token: nil, deadline: deadline, next: -1, previous: -1, generation: 0)
            )
        }
        let head = heads[slot]
        nodes[Int(index)].token = token
        nodes[Int(index)].deadline = deadline
        nodes[Int(index)].next = head
        nodes[Int(index)].previous = -1 - Int32(slot) - 1
        if head >= 0 { nodes[Int(head)].previous = index }
        heads[slot] = index
        occupied[slot / 64] |= 1 << UInt64(slot % 64)
        count += 1
        return ID(index: index, generation: nodes[Int(index)].generation)
    }

    /// Forgets a timer; one that has fired already is no error.
    package mutating func cancel(_ id: ID) {
        guard id.index >= 0, nodes[Int(id.index)].generation == id.generation,
            nodes[Int(id.index)].token != nil
        else { return }
        remove(id.index)
    }

    /// Takes every timer whose deadline is not after `now`.
    package mutating func advance(to now: Instant, into fired: inout [Token]) {
        let target = now.nanoseconds / tickNanoseconds
        guard target > currentTick else { return }
        guard count > 0 else {
            currentTick = target
            return
        }
        let steps = min(target - currentTick, Int64(Self.slotCount))
        let first = currentTick + 1
        for tick in first..<first + steps {
            var index = heads[Int(tick % Int64(Self.slotCount))]
            while index >= 0 {
                let next = nodes[Int(index)].next
                if self.tick(of: nodes[Int(index)].deadline) <= target,
                    let token = nodes[Int(index)].token
                {
                    fired.append(token)
                    remove(index)
                }
                index = next
            }
        }
        currentTick = target
    }

    /// A moment by which `advance` should run; nil when nothing is armed.
    package func nextLook(after now: Instant) -> Instant? {
        guard count > 0 else { return nil }
        let first = Int((currentTick + 1) % Int64(Self.slotCount))
        var word = first / 64
        // Twice the first word: once from the first slot on, at the end what stands before it.
        var bits = occupied[word] & (.max << UInt64(first % 64))
        for _ in 0...occupied.count {
            if bits != 0 {
                let slot = word * 64 + bits.trailingZeroBitCount
                let offset = (slot - first + Self.slotCount) % Self.slotCount
                let tick = currentTick + 1 + Int64(offset)
                return Instant(nanoseconds: tick * tickNanoseconds)
            }
            word = (word + 1) % occupied.count
            bits = occupied[word]
        }
        return nil
    }

    /// The first tick that is not before `deadline`.
    private func tick(of deadline: Instant) -> Int64 {
        let whole = deadline.nanoseconds / tickNanoseconds
        return deadline.nanoseconds % tickNanoseconds > 0 ? whole + 1 : whole
    }

    private mutating func remove(_ index: Int32) {
        let next = nodes[Int(index)].next
        let previous = nodes[Int(index)].previous
        if next >= 0 { nodes[Int(next)].previous = previous }
        if previous >= 0 {
            nodes[Int(previous)].next = next
        } else {
            let slot = Int(-previous - 2)
            heads[slot] = next
            if next < 0 { occupied[slot / 64] &= ~(1 << UInt64(slot % 64)) }
        }
        nodes[Int(index)].token = nil
        nodes[Int(index)].generation &+= 1
        nodes[Int(index)].next = free
        free = index
        count -= 1
    }
}
