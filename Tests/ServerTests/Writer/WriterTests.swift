import Synchronization
import Testing

@testable import Server

@Suite struct WriterTests {
    /// Holds the writer's thread until it is told to go on.
    private func hold(_ writer: Writer<[Int]>) -> Gate {
        let began = Gate()
        let goOn = Gate()
        _ = writer.post(.command) { _ in
            began.open()
            goOn.wait()
        }
        began.wait()
        return goOn
    }

    @Test func commandsGoBeforeStepsAndEachInTheOrderOfItsArrival() {
        let seen = Mutex<[Int]>([])
        let writer = Writer<[Int]> { [] }
        let goOn = hold(writer)
        for number in 0..<5 {
            _ = writer.post(.step) { _ in seen.withLock { $0.append(100 + number) } }
            _ = writer.post(.command) { _ in seen.withLock { $0.append(number) } }
        }
        goOn.open()
        writer.stop()
        #expect(seen.withLock(\.self) == [0, 1, 2, 3, 4, 100, 101, 102, 103, 104])
    }

    @Test func aStepThatIsUnderWayIsFollowedByTheCommandThatCame() {
        let seen = Mutex<[Int]>([])
        let writer = Writer<[Int]> { [] }
        let goOn = hold(writer)
        _ = writer.post(.step) { _ in
            seen.withLock { $0.append(1) }
            _ = writer.post(.command) { _ in seen.withLock { $0.append(2) } }
        }
        let ended = Gate()
        _ = writer.post(.step) { _ in
            seen.withLock { $0.append(3) }
            ended.open()
        }
        goOn.open()
        ended.wait()
        writer.stop()
        #expect(seen.withLock(\.self) == [1, 2, 3])
    }

    @Test func theStateIsMadeOnceAndEveryJobSeesWhatTheLastLeft() {
        let writer = Writer<[Int]> { [7] }
        let last = Mutex<[Int]>([])
        for number in 0..<100 { _ = writer.post(.step) { $0.append(number) } }
        _ = writer.post(.step) { state in
            let state = state
            last.withLock { $0 = state }
        }
        writer.stop()
        #expect(last.withLock(\.self) == [7] + Array(0..<100))
    }

    @Test func stoppingLetsWhatIsQueuedEndAndTakesNothingMore() {
        let count = Atomic<Int>(0)
        let writer = Writer<[Int]> { [] }
        let goOn = hold(writer)
        for _ in 0..<10 {
            _ = writer.post(.step) { _ in count.add(1, ordering: .relaxed) }
        }
        goOn.open()
        writer.stop()
        #expect(count.load(ordering: .relaxed) == 10)
        guard case .stopped = writer.post(.command, { _ in }) else {
            Issue.record("a writer that has stopped took a job")
            return
        }
    }

    @Test func aFullQueueIsToldAndHasRoomAgainLater() {
        let writer = Writer<[Int]> { [] }
        let goOn = hold(writer)
        for number in 0..<WriterLimits.jobsMax {
            guard case .queued = writer.post(number % 2 == 0 ? .command : .step, { _ in }) else {
                Issue.record("job \(number) was not taken")
                break
            }
        }
        for priority in [Writer<[Int]>.Priority.command, .step] {
            guard case .full = writer.post(priority, { _ in }) else {
                Issue.record("a full queue took another job")
                continue
            }
        }
        goOn.open()
        let ended = Gate()
        var posted = writer.post(.step) { _ in ended.open() }
        while case .full = posted { posted = writer.post(.step) { _ in ended.open() } }
        ended.wait()
        writer.stop()
    }
}
