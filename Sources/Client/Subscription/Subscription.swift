internal import Glibc
internal import Synchronization
internal import Transport
internal import Wire

/// A subscription as an asynchronous sequence: it connects, resumes and waits by itself.
///
///     for try await step in Subscription(client: .init(address: address, token: token), settings) {
///         apply(step.event)
///         if let point = step.point { save(point) }
///     }
///
/// Each iteration is a subscription of its own, with a connection and a thread of its own that reads one step
/// ahead and no further: an owner that does not ask stops the server, not the memory. It ends when its iterator
/// is dropped or its task is cancelled.
public struct Subscription: AsyncSequence, Sendable {
    public typealias Element = SubscriptionStep
    public typealias Failure = ClientError

    private let client: MusterClient.Settings
    private let settings: SubscriptionSettings

    public init(client: MusterClient.Settings, _ settings: SubscriptionSettings) {
        self.client = client
        self.settings = settings
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(client, settings)
    }

    /// One run of the subscription.
    public final class Iterator: AsyncIteratorProtocol {
        private let handover: Handover<SubscriptionStep>
        private let interruption: ClientInterruption?

        init(_ client: MusterClient.Settings, _ settings: SubscriptionSettings) {
            let handover = Handover<SubscriptionStep>()
            self.handover = handover
            do throws(RPCStatus) {
                let interruption = try ClientInterruption()
                self.interruption = interruption
                Self.start(client, settings, interruption, handover)
            } catch {
                interruption = nil
                handover.finish(ClientError(error))
            }
        }

        deinit { stop() }

        /// The next step; `nil` at the revision that was asked for, or when the task was cancelled.
        public func next() async throws(ClientError) -> SubscriptionStep? {
            let result = await withTaskCancellationHandler {
                await handover.take()
            } onCancel: { [interruption, handover] in
                // Closed first: what the interrupted thread then says is no answer to anybody.
                handover.close()
                interruption?.raise()
            }
            return try result.get()
        }

        private func stop() {
            handover.close()
            interruption?.raise()
        }

        private static func start(
            _ client: MusterClient.Settings,
            _ settings: SubscriptionSettings,
            _ interruption: ClientInterruption,
            _ handover: Handover<SubscriptionStep>
        ) {
            ClientThread.start {
                var client = client
                client.interruption = interruption
                let subscriber = Subscriber(MusterClient(client), settings)
                do throws(ClientError) {
                    while let step = try subscriber.next() {
                        guard handover.give(step) else { return }
                    }
                    handover.finish(nil)
                } catch {
                    handover.finish(error)
                }
            }
        }
    }
}
