import Synchronization
import Store
import Testing
import Transport

@testable import Server

/// A reply that the read pool makes: events in, actions out.
@Suite struct PooledReplyTests {
    private let scratch = ScratchDirectory()

    /// Counts from 1 to `last`, a number a message.
    private static func counting(from number: UInt8 = 1, to last: UInt8) -> PooledReply.Step {
        { _ throws(CallError) in
            PooledReply.Part(
                message: MessageBytes([number]),
                next: number == last ? nil : counting(from: number + 1, to: last)
            )
        }
    }

    private static func word(_ action: PooledReply.Action) -> String {
        switch action {
        case .read: "read"
        case .send(let message): "send \(message.count)"
        case .wait: "wait"
        case .end(let status): status == .ok ? "end" : "end with an error"
        }
    }

    @Test func nothingIsReadBeforeTheClientHasTakenWhatCameBefore() throws {
        let store = try Store(directory: scratch.path)
        var reply = PooledReply(Self.counting(to: 3))
        for _ in 1...3 {
            guard case .read(let step) = reply.next() else {
                Issue.record("the next part is asked for")
                return
            }
            // However often the transport asks meanwhile, one part is under way.
            #expect(Self.word(reply.next()) == "wait")
            #expect(Self.word(reply.next()) == "wait")
            let part = try store.read { reader in
                Result { () throws(CallError) in try step(reader) }
            }
            reply.received(part)
            #expect(Self.word(reply.next()) == "send 1")
        }
        #expect(Self.word(reply.next()) == "end")
        #expect(Self.word(reply.next()) == "end")
    }

    @Test func aFailureEndsTheReplyWithItsStatus() {
        var reply = PooledReply(Self.counting(to: 2))
        _ = reply.next()
        reply.received(.failure(.busy("reads")))
        #expect(Self.word(reply.next()) == "end with an error")
    }

    @Test func whatComesForACallThatIsOverIsDropped() {
        var reply = PooledReply(Self.counting(to: 2))
        _ = reply.next()
        reply.cancel()
        reply.received(.success(.init(message: MessageBytes([1]), next: Self.counting(to: 1))))
        #expect(Self.word(reply.next()) == "end")
    }
}
