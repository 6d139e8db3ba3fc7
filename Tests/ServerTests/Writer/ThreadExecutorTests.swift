import Synchronization
import Testing

@testable import Server

@Suite struct ThreadExecutorTests {
    /// Runs `operation` to its end on `executor`, while the calling thread waits.
    private func run(
        on executor: ThreadExecutor,
        _ operation: @escaping @Sendable () async -> Void
    ) {
        let ended = Gate()
        Task(executorPreference: executor) {
            await operation()
            ended.open()
        }
        ended.wait()
    }

    @Test func childrenOfATaskRunWhereItRuns() {
        let executor = ThreadExecutor(threads: 2)
        let sum = Mutex(0)
        run(on: executor) {
            await withTaskGroup(of: Int.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        await Task.yield()
                        return number
                    }
                }
                for await number in group { sum.withLock { $0 += number } }
            }
        }
        executor.stop()
        #expect(sum.withLock(\.self) == 4950)
    }

    @Test func asManyTasksRunAtOnceAsThereAreThreads() {
        let executor = ThreadExecutor(threads: 3)
        let began = Mutex(0)
        let (allBegan, goOn) = (Gate(), Gate())
        let takePart: @Sendable () async -> Void = {
            let count = began.withLock { count in
                count += 1
                return count
            }
            if count == 3 { allBegan.open() }
            goOn.wait()
        }
        let tasks = (0..<3).map { _ in Task(executorPreference: executor, operation: takePart) }
        allBegan.wait()
        goOn.open()
        run(on: executor) { for task in tasks { await task.value } }
        executor.stop()
        #expect(began.withLock(\.self) == 3)
    }

    @Test func aTaskThatSleptGoesOnWhereItWas() {
        let executor = ThreadExecutor(threads: 1)
        let isDone = Mutex(false)
        run(on: executor) {
            try? await Task.sleep(for: .milliseconds(1))
            isDone.withLock { $0 = true }
        }
        executor.stop()
        let wasDone = isDone.withLock(\.self)
        #expect(wasDone)
    }
}
