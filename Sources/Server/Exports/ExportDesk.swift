import Synchronization

/// Where documents are written: threads of their own, each with its documents, which take turns there part by part.
///
/// A document is made only as fast as its reader takes it: nobody asks for its next part before the one before was sent, and
/// between two parts it takes no thread. `ExportLimits.documentsMax` bounds how many there are.
final class ExportDesk: Sendable {
    /// The documents of one thread, by number.
    typealias Thread = Writer<[UInt64: any ExportProducer]>

    private let threads: [Thread]
    private let places = Mutex(0)
    private let numbers = Atomic<UInt64>(0)
    private let written = Atomic<Int>(0)
    private let largest = Atomic<Int>(0)

    init(threads count: Int = 2) {
        threads = (0..<count).map { _ in Thread { [:] } }
    }

    /// How many documents are under way.
    var documentCount: Int { places.withLock(\.self) }

    /// The bytes of all parts that were written so far, taken or not.
    var writtenByteCount: Int { written.load(ordering: .acquiring) }

    /// The bytes of the largest part so far.
    var largestPartByteCount: Int { largest.load(ordering: .acquiring) }

    fileprivate func wrote(_ part: ExportPart) {
        written.wrappingAdd(part.bytes.count, ordering: .acquiringAndReleasing)
        largest.max(part.bytes.count, ordering: .acquiringAndReleasing)
    }

    /// Takes a document on; nil when there are as many as there may be.
    ///
    /// - Parameter make: Makes its producer, on the thread where it stays.
    /// - Returns: The handle to ask for its parts.
    func begin(_ make: @escaping @Sendable () throws(CallError) -> any ExportProducer) -> Document?
    {
        let isTaken = places.withLock { count in
            guard count < ExportLimits.documentsMax else { return false }
            count += 1
            return true
        }
        guard isTaken else { return nil }
        let number = numbers.wrappingAdd(1, ordering: .relaxed).newValue
        let thread = threads[Int(number % UInt64(threads.count))]
        return Document(number: number, thread: thread, desk: self, make: make)
    }

    /// Lets what is being written end, then the threads.
    func stop() {
        for thread in threads { thread.stop() }
    }

    fileprivate func leave() {
        places.withLock { $0 -= 1 }
    }

    /// One document under way.
    ///
    /// Dropping it ends the document, whatever has become of it.
    final class Document: Sendable {
        private let number: UInt64
        private let thread: Thread
        private let place: Place
        private let make: @Sendable () throws(CallError) -> any ExportProducer

        fileprivate init(
            number: UInt64,
            thread: Thread,
            desk: ExportDesk,
            make: @escaping @Sendable () throws(CallError) -> any ExportProducer
        ) {
            self.number = number
            self.thread = thread
            self.make = make
            place = Place(desk: desk)
        }

        deinit {
            // The producer goes where it was made; its place is free once it is gone.
            let number = number
            let place = place
            place.abandon()
            _ = thread.post(.command) { documents in
                documents[number] = nil
                place.leave()
            }
        }

        /// Writes the next part, and tells it on the document's thread.
        ///
        /// - Parameter tell: Not called for a document that was dropped meanwhile.
        /// - Returns: Whether the part will be written.
        func writePart(
            _ tell: @escaping @Sendable (Result<ExportPart, CallError>) -> Void
        ) -> Thread.Posted {
            let number = number
            let place = place
            let make = make
            return thread.post(.step) { documents in
                guard !place.isAbandoned else { return }
                do throws(CallError) {
                    let producer: any ExportProducer
                    if let known = documents[number] {
                        producer = known
                    } else {
                        producer = try make()
                        documents[number] = producer
                    }
                    let part = try producer.next()
                    place.wrote(part)
                    if part.isLast { documents[number] = nil }
                    tell(.success(part))
                } catch {
                    documents[number] = nil
                    tell(.failure(error))
                }
            }
        }
    }

    /// A document's place among those that there may be; given back once.
    private final class Place: Sendable {
        private let desk: ExportDesk
        private let abandoned = Atomic<Bool>(false)
        private let left = Atomic<Bool>(false)

        init(desk: ExportDesk) {
            self.desk = desk
        }

        deinit { leave() }

        var isAbandoned: Bool { abandoned.load(ordering: .acquiring) }

        func wrote(_ part: ExportPart) { desk.wrote(part) }

        func abandon() { abandoned.store(true, ordering: .releasing) }

        func leave() {
            guard !left.exchange(true, ordering: .acquiringAndReleasing) else { return }
            desk.leave()
        }
    }
}
