import Directory
import Store
import Synchronization

/// What a first import has received of its objects and not yet shown, from the streams to the one who publishes it.
///
/// Only full batches are handed on: the rest is published with the round, which compares everything again.
final class ImportFeed: Sendable {
    /// Objects of one stream, to be shown together.
    struct Part: Sendable {
        var stream: DirectoryStream
        var objects: [StagedObject]
    }

    private let waiting = Mutex<[DirectoryStream: [StagedObject]]>([:])
    private let batchObjects: Int
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init(batchObjects: Int) {
        self.batchObjects = max(1, batchObjects)
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ page: StagedPage, of stream: DirectoryStream) {
        let isFull = waiting.withLock { waiting in
            waiting[stream, default: []] += page.objects.filter { $0.removal == .none }
            return waiting[stream, default: []].count >= batchObjects
        }
        if isFull { signal.yield() }
    }

    /// No more comes: whoever waits goes on.
    func end() { signal.finish() }

    /// Hands every full batch to `show`, until the feed has ended.
    func forEach(
        _ show: (Part) async throws(RoundError) -> Void
    ) async throws(RoundError) {
        for await _ in signals {
            while let part = take() { try await show(part) }
        }
    }

    private func take() -> Part? {
        waiting.withLock { waiting in
            for stream in DirectoryStream.allCases {
                guard let objects = waiting[stream], objects.count >= batchObjects else { continue }
                waiting[stream] = []
                return Part(stream: stream, objects: objects)
            }
            return nil
        }
    }
}
