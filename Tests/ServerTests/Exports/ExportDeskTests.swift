import Synchronization
import Testing

@testable import Server

@Suite struct ExportDeskTests {
    /// Writes parts of one byte without end, and tells how many.
    private final class Endless: ExportProducer {
        private let count: Counter

        init(_ count: Counter) {
            self.count = count
        }

        deinit { count.ended() }

        func next() throws(CallError) -> ExportPart {
            ExportPart(bytes: [UInt8(truncatingIfNeeded: count.next())])
        }
    }

    private final class Counter: Sendable {
        private let parts = Atomic<Int>(0)
        let isGone = Gate()

        var partCount: Int { parts.load(ordering: .acquiring) }

        func next() -> Int { parts.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue }

        func ended() { isGone.open() }
    }

    private final class Failing: ExportProducer {
        func next() throws(CallError) -> ExportPart { throw .busy("tests") }
    }

    /// The next part, waited for.
    private func part(of document: ExportDesk.Document) throws -> ExportPart {
        let result = Mutex<Result<ExportPart, CallError>?>(nil)
        let isThere = Gate()
        let posted = document.writePart { part in
            result.withLock { $0 = part }
            isThere.open()
        }
        guard case .queued = posted else { throw NotWritten() }
        isThere.wait()
        guard let part = result.withLock(\.self) else { throw NotWritten() }
        return try part.get()
    }

    private struct NotWritten: Error {}

    @Test func soManyDocumentsAndNoMore() throws {
        let desk = ExportDesk(threads: 1)
        let counter = Counter()
        var documents: [ExportDesk.Document] = []
        for _ in 0..<ExportLimits.documentsMax {
            documents.append(try #require(desk.begin { Endless(counter) }))
        }
        #expect(desk.begin { Endless(counter) } == nil)
        #expect(desk.documentCount == ExportLimits.documentsMax)
        documents.removeLast()
        // A document that was never begun is gone once its thread has seen so.
        _ = try part(of: documents[0])
        #expect(desk.documentCount == ExportLimits.documentsMax - 1)
        #expect(desk.begin { Endless(counter) } != nil)
        documents = []
        desk.stop()
        #expect(desk.documentCount == 0)
    }

    @Test func nothingIsWrittenThatNobodyAskedFor() throws {
        let desk = ExportDesk(threads: 1)
        let counter = Counter()
        let document = try #require(desk.begin { Endless(counter) })
        for number in 1...5 {
            #expect(try part(of: document).bytes == [UInt8(number)])
            #expect(counter.partCount == number)
        }
        desk.stop()
    }

    @Test func aDocumentThatIsDroppedIsWrittenNoFurther() throws {
        let desk = ExportDesk(threads: 1)
        let counter = Counter()
        var document = desk.begin { Endless(counter) }
        _ = try document.map(part)
        // Asked for and dropped before its turn: it is not written, and the producer goes.
        let other = try #require(desk.begin { Endless(Counter()) })
        let isHeld = Gate()
        let mayGoOn = Gate()
        _ = other.writePart { _ in
            isHeld.open()
            mayGoOn.wait()
        }
        isHeld.wait()
        _ = document?.writePart { _ in Issue.record("nobody waits for this part") }
        document = nil
        mayGoOn.open()
        counter.isGone.wait()
        #expect(counter.partCount == 1)
        // Its place is free once the thread is through with it, which it is when it does the next thing.
        _ = try part(of: other)
        #expect(desk.documentCount == 1)
        desk.stop()
    }

    @Test func documentsTakeTurns() throws {
        let desk = ExportDesk(threads: 1)
        let order = Mutex<[Int]>([])
        let first = try #require(desk.begin { Endless(Counter()) })
        let second = try #require(desk.begin { Endless(Counter()) })
        let isDone = Gate()
        for turn in 0..<3 {
            _ = first.writePart { _ in order.withLock { $0.append(1) } }
            _ = second.writePart { _ in
                order.withLock { $0.append(2) }
                if turn == 2 { isDone.open() }
            }
        }
        isDone.wait()
        #expect(order.withLock(\.self) == [1, 2, 1, 2, 1, 2])
        desk.stop()
    }

    @Test func aFailureIsTold() throws {
        let desk = ExportDesk(threads: 1)
        let document = try #require(desk.begin { Failing() })
        #expect(throws: CallError.self) { try part(of: document) }
        desk.stop()
    }

    @Test(arguments: [
        ("Sales.pdf", "Sales.pdf"), ("a/b\\c:d*e?\"<f>|.csv", "a-b-c-d-e---f--.csv"),
        ("../..//x.pdf", "-..--x.pdf"), ("...pdf", "export.pdf"), ("山田.json", "山田.json"),
    ])
    func fileNamesAreSafe(proposed: String, safe: String) {
        #expect(FileName.safe(proposed) == safe)
    }
}
