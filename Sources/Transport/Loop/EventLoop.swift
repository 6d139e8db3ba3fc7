internal import CLinux
internal import Glibc

/// What an event loop calls when something happened to a descriptor or a timer.
protocol EventHandler: AnyObject {
    /// Edge-triggered readiness, as epoll reports it.
    func ready(_ events: UInt32)
    func timerFired(key: Int32)
    /// The turn that `EventLoop.schedule` asked for.
    func runScheduled()
}

/// One epoll instance and one timer wheel; everything a loop owns is touched by its thread alone.
///
/// A turn: wait, mail, timers, ready descriptors, scheduled handlers; the mailbox is drained before each handler.
final class EventLoop {
    /// Names a registered handler; stale once it was removed.
    struct Registration: Hashable, Sendable {
        var slot: Int32
        var generation: UInt32
    }

    enum TimerToken {
        case handler(Registration, key: Int32)
        case work(() -> Void)
    }

    private struct Slot {
        var handler: (any EventHandler)?
        var generation: UInt32
    }

    let system: SystemCalls
    @exclusivity(unchecked) private(set) var now: Instant
    private let clock: MonotonicClock
    private let epoll: CInt
    var epollDescriptor: CInt { epoll }
    private let wakeup: CInt
    private var slots: [Slot] = []
    private var freeSlots: [Int32] = []
    private var timers: TimerWheel<TimerToken>
    private var fired: [TimerToken] = []
    private var scheduled: [any EventHandler] = []
    private var running: [any EventHandler] = []
    private var isStopping = false

    private static let eventsPerTurnMax = 256
    private static let wakeupData = UInt64.max

    /// Makes the loop and the descriptor that wakes it.
    init(system: SystemCalls, clock: MonotonicClock, wakeup: CInt) throws(TransportError) {
        let epoll = epoll_create1(CInt(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw .systemCall("epoll_create1", errno: errno) }
        self.system = system
        self.clock = clock
        self.epoll = epoll
        self.wakeup = wakeup
        now = clock.now()
        timers = TimerWheel(now: now)
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: Self.wakeupData))
        guard epoll_ctl(epoll, EPOLL_CTL_ADD, wakeup, &event) == 0 else {
            let code = errno
            close(epoll)
            throw .systemCall("epoll_ctl", errno: code)
        }
    }

    deinit { close(epoll) }

    /// Adds a descriptor; nil when the kernel refuses.
    func register(_ descriptor: CInt, events: UInt32, _ handler: any EventHandler) -> Registration?
    {
        let slot: Int32
        if let free = freeSlots.popLast() {
            slot = free
        } else {
            slot = Int32(slots.count)
            slots.append(Slot(handler: nil, generation: 0))
        }
        let generation = slots[Int(slot)].generation
        let data = UInt64(generation) << 32 | UInt64(UInt32(bitPattern: slot))
        guard system.epollControl(epoll, EPOLL_CTL_ADD, descriptor, events, data) >= 0 else {
            freeSlots.append(slot)
            return nil
        }
        slots[Int(slot)].handler = handler
        return Registration(slot: slot, generation: generation)
    }

    /// Forgets a handler; closing the descriptor, which also removes it from epoll, is the caller's part.
    func remove(_ registration: Registration) {
        guard handler(of: registration) != nil else { return }
        slots[Int(registration.slot)].handler = nil
        slots[Int(registration.slot)].generation &+= 1
        freeSlots.append(registration.slot)
    }

    func changeEvents(_ descriptor: CInt, events: UInt32, _ registration: Registration) {
        let data =
            UInt64(registration.generation) << 32 | UInt64(UInt32(bitPattern: registration.slot))
        _ = system.epollControl(epoll, EPOLL_CTL_MOD, descriptor, events, data)
    }

    func handler(of registration: Registration) -> (any EventHandler)? {
        guard registration.slot >= 0, Int(registration.slot) < slots.count else { return nil }
        let slot = slots[Int(registration.slot)]
        return slot.generation == registration.generation ? slot.handler : nil
    }

    /// Every handler there is.
    var handlers: [any EventHandler] { slots.compactMap(\.handler) }

    func arm(at deadline: Instant, _ token: TimerToken) -> TimerWheel<TimerToken>.ID {
        timers.arm(at: deadline, token)
    }

    func cancel(_ timer: TimerWheel<TimerToken>.ID) { timers.cancel(timer) }

    /// The number of timers that are armed.
    var armedTimerCount: Int { timers.count }

    /// Runs the handler once more at the end of this turn, or in the next one if this turn is at its end.
    func schedule(_ handler: any EventHandler) { scheduled.append(handler) }

    func stop() { isStopping = true }

    /// Turns until `stop`.
    func run(drainMailbox: () -> Void) {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.eventsPerTurnMax) {
            events in
            while !isStopping { turn(events, drainMailbox) }
        }
    }

    private func turn(_ events: UnsafeMutableBufferPointer<epoll_event>, _ drainMailbox: () -> Void)
    {
        let ready = system.epollWait(
            epoll,
            UnsafeMutableRawPointer(events.baseAddress.unsafelyUnwrapped),
            CInt(Self.eventsPerTurnMax),
            timeoutMilliseconds()
        )
        now = clock.now()
        drainMailbox()
        fireTimers()
        for index in 0..<max(0, ready) {
            let event = events[index]
            if event.data.u64 == Self.wakeupData {
                var count: UInt64 = 0
                _ = system.read(wakeup, &count, MemoryLayout<UInt64>.size)
                drainMailbox()
                continue
            }
            let registration = Registration(
                slot: Int32(truncatingIfNeeded: event.data.u64),
                generation: UInt32(truncatingIfNeeded: event.data.u64 >> 32)
            )
            guard let handler = handler(of: registration) else { continue }
            drainMailbox()
            handler.ready(event.events)
        }
        swap(&scheduled, &running)
        for handler in running {
            drainMailbox()
            handler.runScheduled()
        }
        running.removeAll(keepingCapacity: true)
    }

    private func timeoutMilliseconds() -> CInt {
        guard scheduled.isEmpty else { return 0 }
        guard let next = timers.nextLook(after: now) else { return -1 }
        let wait = next.nanoseconds(since: clock.now())
        return wait <= 0 ? 0 : CInt(clamping: (wait + 999_999) / 1_000_000)
    }

    private func fireTimers() {
        timers.advance(to: now, into: &fired)
        guard !fired.isEmpty else { return }
        let due = fired
        fired.removeAll(keepingCapacity: true)
        for token in due {
            switch token {
            case .handler(let registration, let key):
                handler(of: registration)?.timerFired(key: key)
            case .work(let work): work()
            }
        }
    }
}
