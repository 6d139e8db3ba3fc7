internal import Transport
internal import Wire

/// A subscription that is read by waiting for it: it connects, resumes and waits by itself.
///
///     let subscriber = Subscriber(client, settings)
///     while let step = try subscriber.next() { … }
///
/// Every decision is `SubscriptionState`'s; here is only what does them. It belongs to the thread of its client.
public final class Subscriber {
    private let client: MusterClient
    private var state: SubscriptionState
    private var call: TypedCall<V1.SubscribeRequest, V1.SubscribeResponse>?
    private var waiting: ArraySlice<SubscriptionStep> = []
    private var resumeAt: ContinuousClock.Instant?
    private var hasEnded = false
    private var random = SystemRandomNumberGenerator()

    /// - Parameters:
    ///   - client: Where to subscribe; its interruption, if it has one, ends the subscription.
    ///   - settings: What to subscribe to.
    public init(_ client: MusterClient, _ settings: SubscriptionSettings) {
        self.client = client
        state = SubscriptionState(settings)
    }

    /// The next step, waiting for it as long as it takes; `nil` at the revision that was asked for.
    ///
    /// - Throws: Why it cannot go on; `cancelled` when the client was interrupted.
    public func next() throws(ClientError) -> SubscriptionStep? {
        while waiting.isEmpty {
            if hasEnded { return nil }
            try pause()
            try perform(call.map(receive) ?? state.begin())
        }
        return waiting.removeFirst()
    }

    /// Whether the next step is here already, so that `next` would not wait.
    public var hasMore: Bool { !waiting.isEmpty }

    private func perform(_ action: SubscriptionState.Action) throws(ClientError) {
        switch action {
        case .subscribe(let request):
            do throws(ClientError) {
                call = try client.stream(V1.ChangesService.subscribe, request)
            } catch {
                try perform(failed(error))
            }
        case .deliver(let steps):
            waiting += steps
        case .retry(let step, let delay):
            waiting.append(step)
            call = nil
            resumeAt = .now + delay
        case .end(let error):
            hasEnded = true
            call = nil
            if let error { throw error }
        }
    }

    private func receive(
        _ call: TypedCall<V1.SubscribeRequest, V1.SubscribeResponse>
    ) -> SubscriptionState.Action {
        do throws(ClientError) {
            guard let response = try call.next(until: .now + state.patience) else {
                return state.receivedEnd()
            }
            return state.received(response)
        } catch {
            return failed(error)
        }
    }

    private func failed(_ error: ClientError) -> SubscriptionState.Action {
        if client.settings.interruption?.isRaised == true {
            return .end(ClientError(.cancelled, "the subscription was interrupted"))
        }
        // A connection on which nothing came may be dead without anybody having said so.
        if error.code == .deadlineExceeded { client.disconnect() }
        return state.failed(error, spread: Double.random(in: 0..<1, using: &random))
    }

    /// Waits before the next attempt.
    private func pause() throws(ClientError) {
        guard let resumeAt else { return }
        self.resumeAt = nil
        if let interruption = client.settings.interruption {
            guard interruption.wait(until: resumeAt) else { return }
            hasEnded = true
            throw ClientError(.cancelled, "the subscription was interrupted")
        }
        Pause.until(resumeAt)
    }
}
