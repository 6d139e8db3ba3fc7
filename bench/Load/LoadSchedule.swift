/// When each request of an open loop is due: at a fixed rate, whatever becomes of those before it.
///
/// A reply's time counts from the moment at which its request was due and not from that at which it was sent, so that a
/// server that stands still for a second is told to be late for each request of that second.
struct LoadSchedule {
    /// Requests a second.
    let rate: Double
    let count: Int
    private(set) var nextIndex = 0

    init(rate: Double, seconds: Double) {
        self.rate = rate
        count = max(1, Int(rate * seconds))
    }

    /// Nanoseconds after the beginning at which request `index` is due.
    func due(_ index: Int) -> UInt64 { UInt64(Double(index) / rate * 1e9) }

    /// The next request if it is due `now`, in nanoseconds after the beginning.
    mutating func next(now: UInt64) -> (index: Int, due: UInt64)? {
        guard nextIndex < count else { return nil }
        let due = due(nextIndex)
        guard due <= now else { return nil }
        defer { nextIndex += 1 }
        return (nextIndex, due)
    }

    /// When the last request is due.
    var end: UInt64 { due(count) }
}
