internal import Glibc

/// A wait of a thread that has nothing else to do.
enum Pause {
    static func until(_ deadline: ContinuousClock.Instant) {
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { return }
            let (seconds, attoseconds) = left.components
            var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
            // Cut short by a signal, the loop goes on with what is left.
            nanosleep(&time, nil)
        }
    }
}
