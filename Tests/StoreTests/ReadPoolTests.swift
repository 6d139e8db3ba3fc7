import Directory
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Store

@Suite struct ReadPoolTests {
    /// Collects what jobs answer, and waits for a number of answers.
    private final class Answers<Answer: Sendable>: Sendable {
        private let answers = Mutex<[Answer]>([])
        private let arrived: CountingSemaphore

        init() {
            arrived = CountingSemaphore()
        }

        func add(_ answer: Answer) {
            answers.withLock { $0.append(answer) }
            arrived.signal()
        }

        func wait(for count: Int) -> [Answer] {
            for _ in 0..<count { arrived.wait() }
            return answers.withLock { $0 }
        }
    }

    /// A counting semaphore for tests.
    private final class CountingSemaphore: @unchecked Sendable {
        // True because a POSIX semaphore is made to be used from several threads at once.
        private let handle = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

        init() { sem_init(handle, 0, 0) }

        deinit {
            sem_destroy(handle)
            handle.deallocate()
        }

        func signal() { sem_post(handle) }

        func wait() {
            while sem_wait(handle) != 0 {}
        }
    }

    @Test func jobsReadBesideTheWriterEachOneRevision() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let universe = try Universe(in: store)
        let pool = try store.makeReadPool(threads: 3)
        var random = SplitMix64(seed: 5)
        let answers = Answers<Bool>()
        let jobCount = 60
        let organization = universe.organizations[0]
        for number in 0..<jobCount {
            _ = try store.publish(universe.publication(number: number, using: &random))
            let submitted = pool.submit { reader in
                let head = try? reader.head()
                let image = try? reader.image(of: organization)
                let again = try? reader.image(of: organization, at: head?.revision)
                let last = try? reader.head()
                answers.add(head != nil && image != nil && image == again && head == last)
            }
            #expect(submitted == .queued)
        }
        #expect(answers.wait(for: jobCount) == [Bool](repeating: true, count: jobCount))
        let seen = Answers<StoreHead?>()
        pool.submit { reader in seen.add(try? reader.head()) }
        #expect(seen.wait(for: 1) == [store.newest])
        pool.close()
    }

    @Test func aPoolReadsAndDoesNotWrite() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let pool = try store.makeReadPool(threads: 1)
        let answers = Answers<Int32>()
        pool.submit { reader in
            do throws(StoreError) {
                try reader.session.run("UPDATE meta SET revision = 7")
                answers.add(0)
            } catch {
                answers.add(error.code)
            }
        }
        // SQLITE_READONLY.
        #expect(answers.wait(for: 1) == [8])
        pool.close()
    }

    @Test func jobsBeginInTheirOrderAndAreBounded() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let pool = try store.makeReadPool(threads: 1)
        let begun = CountingSemaphore()
        let gate = CountingSemaphore()
        let answers = Answers<Int>()
        pool.submit { _ in
            begun.signal()
            gate.wait()
        }
        begun.wait()
        for number in 0..<StoreLimits.readJobsMax {
            #expect(pool.submit { _ in answers.add(number) } == .queued)
        }
        #expect(pool.submit { _ in answers.add(-1) } == .full)
        gate.signal()
        let order = answers.wait(for: StoreLimits.readJobsMax)
        #expect(order == Array(0..<StoreLimits.readJobsMax))
        #expect(pool.submit { _ in answers.add(-2) } == .queued)
        #expect(answers.wait(for: 1).last == -2)
        pool.close()
    }

    @Test func aClosedPoolTakesNoJobs() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        for count in 1...4 {
            let pool = try store.makeReadPool(threads: count)
            pool.close()
            pool.close()
            #expect(pool.submit { _ in } == .closed)
        }
    }
}
