import Glibc
import Synchronization

/// Events that a server's loop reports and a test waits for; the wait ends with the event, not with a time.
final class EventLog: Sendable {
    private let events = Mutex<[String]>([])
    private let readEnd: CInt
    private let writeEnd: CInt

    init() {
        var ends: [CInt] = [0, 0]
        precondition(pipe(&ends) == 0, "a pipe can be made")
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    func record(_ event: String) {
        events.withLock { $0.append(event) }
        var byte: UInt8 = 0
        write(writeEnd, &byte, 1)
    }

    /// Everything recorded so far.
    var all: [String] { events.withLock { $0 } }

    /// Waits until something was recorded that was not waited for yet; false when nothing comes at all.
    func wait() -> Bool {
        var descriptor = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, patienceMilliseconds) == 1 else { return false }
        var byte: UInt8 = 0
        return read(readEnd, &byte, 1) == 1
    }
}

/// How long a test waits for what must come before it calls the wait a failure; never reached when all is well.
let patienceMilliseconds: CInt = 300_000
