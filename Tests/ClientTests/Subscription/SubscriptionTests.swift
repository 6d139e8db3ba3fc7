import Client
import Testing
import Transport
import Wire

@Suite struct SubscriptionTests {
    private static let busy = RPCStatus(.unavailable, "draining", retryPushbackMilliseconds: 1)

    /// Everything up to a step that `isLast` picks, or the end.
    private static func steps(
        _ subscription: Subscription,
        until isLast: (SubscriptionEvent) -> Bool = { _ in false }
    ) async throws -> [SubscriptionStep] {
        var steps: [SubscriptionStep] = []
        for try await step in subscription {
            steps.append(step)
            if isLast(step.event) { break }
        }
        return steps
    }

    private static func ids(_ steps: [SubscriptionStep]) -> [String] {
        steps.flatMap { step -> [String] in
            guard case .changes(let changes) = step.event else { return [] }
            return changes.rows.map(\.id)
        }
    }

    @Test func aSubscriptionResumesOverBrokenStreams() async throws {
        let server = try ChangesServer(
            .init(
                messages: [
                    Responses.opened(), Responses.rows("a"), Responses.snapshotEnd(5),
                    Responses.changes(6...6, ["b"]), Responses.changes(7...7, ["c"], moreAfter: 6),
                ],
                end: Self.busy
            ),
            .init(
                messages: [
                    Responses.opened(startRevision: 6), Responses.changes(7...7, ["c", "d"]),
                ],
                end: Self.busy
            ),
            .init(
                messages: [Responses.opened(startRevision: 7), Responses.changes(8...8, ["e"])],
                end: RPCStatus(.ok)
            )
        )
        let settings = SubscriptionSettings(.init { $0.untilRevision = 8 })
        let subscription = Subscription(client: .init(address: server.address), settings)
        let steps = try await Self.steps(subscription)
        #expect(Self.ids(steps) == ["b", "c", "d", "e"])
        #expect(steps.last?.point == Responses.point(8))
        #expect(
            server.requests.map(\.start) == [
                .snapshot(.init()), .resume(Responses.point(6)), .resume(Responses.point(7)),
            ]
        )
        #expect(server.requests.allSatisfy { $0.untilRevision == 8 })
        // A connection may break in between as well, when nobody takes the steps for a while.
        let breaks = steps.filter {
            if case .disconnected(let error, _) = $0.event {
                error.message == "draining"
            } else {
                false
            }
        }
        #expect(breaks.count == 2)
    }

    @Test func aSilentServerIsLeftForAnother() async throws {
        let server = try ChangesServer(
            .init(messages: [Responses.opened(startRevision: 3, heartbeat: 20)]),
            .init(messages: [Responses.opened(startRevision: 3), Responses.changes(4...4, ["a"])])
        )
        let settings = SubscriptionSettings(start: .after(3))
        let steps = try await Self.steps(.init(client: .init(address: server.address), settings)) {
            if case .changes = $0 { true } else { false }
        }
        #expect(Self.ids(steps) == ["a"])
        #expect(server.requests.map(\.start) == [.afterRevision(3), .resume(Responses.point(3))])
    }

    @Test func anErrorThatWouldComeAgainEndsIt() async throws {
        let refusal = RPCStatus(.permissionDenied, "withdrawn")
        let server = try ChangesServer(
            .init(messages: [Responses.opened(startRevision: 3)], end: refusal)
        )
        let subscription = Subscription(
            client: .init(address: server.address),
            .init(start: .tail)
        )
        let error = await #expect(throws: ClientError.self) {
            try await Self.steps(subscription)
        }
        #expect(error == ClientError(refusal))
    }

    @Test func aServerThatIsNotThereIsNamed() async throws {
        let address = try ChangesServer().address
        let error = await #expect(throws: ClientError.self) {
            try await Self.steps(.init(client: .init(address: address), .init()))
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("\(address)") == true)
    }

    @Test func aCancelledTaskGetsNoFurtherStep() async throws {
        let server = try ChangesServer(.init(messages: [Responses.opened(startRevision: 3)]))
        let subscription = Subscription(
            client: .init(address: server.address),
            .init(start: .tail)
        )
        let (began, hasBegun) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            var steps: [SubscriptionStep] = []
            for try await step in subscription {
                steps.append(step)
                hasBegun.yield()
            }
            return steps.count
        }
        for await _ in began { break }
        // The stream is open and silent: only the cancellation ends the wait for its next step.
        task.cancel()
        #expect(try await task.value == 1)
    }

    @Test func anInterruptedSubscriberStopsWaiting() throws {
        let server = try ChangesServer(.init(messages: [Responses.opened(startRevision: 3)]))
        let interruption = try ClientInterruption()
        let client = MusterClient(.init(address: server.address, interruption: interruption))
        let subscriber = Subscriber(client, .init(start: .tail))
        #expect(try subscriber.next() != nil)
        interruption.raise()
        let error = #expect(throws: ClientError.self) { try subscriber.next() }
        #expect(error?.code == .cancelled)
        #expect(try subscriber.next() == nil)
    }

    @Test func anInterruptionEndsTheWaitBeforeTheNextAttemptToo() throws {
        let status = RPCStatus(.unavailable, "busy", retryPushbackMilliseconds: 3_600_000)
        let server = try ChangesServer(
            .init(messages: [Responses.opened(startRevision: 3)], end: status)
        )
        let interruption = try ClientInterruption()
        let client = MusterClient(.init(address: server.address, interruption: interruption))
        let subscriber = Subscriber(client, .init(start: .tail))
        _ = try subscriber.next()
        let step = try subscriber.next()
        guard case .disconnected(_, let delay) = step?.event else {
            Issue.record("not disconnected: \(String(describing: step))")
            return
        }
        #expect(delay >= .seconds(3600))
        interruption.raise()
        #expect(throws: ClientError.self) { try subscriber.next() }
    }
}
