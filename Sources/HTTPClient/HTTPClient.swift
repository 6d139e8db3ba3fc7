/// An HTTP client: HTTP/2 where the server has it, requests in and whole responses out.
///
/// All transfers share one thread and one pool of connections. A redirect is a response like any
/// other: nothing is ever sent to a host that the caller did not name.
public final class HTTPClient: Sendable {
    private let inbox: RequestInbox

    /// Starts the client's thread.
    public init(configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
        inbox = RequestInbox(requestsMax: configuration.requestsMax)
        TransferLoop.start(inbox: inbox, configuration: configuration)
    }

    deinit { inbox.close() }

    /// Sends `request` and waits for the whole response; cancelling the task ends the transfer.
    public func send(_ request: HTTPRequest) async throws(HTTPClientError) -> HTTPResponse {
        let inbox = self.inbox
        let identifier = inbox.nextIdentifier()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { answer in
                inbox.submit(
                    RequestInbox.Submission(
                        identifier: identifier,
                        request: request,
                        answer: answer
                    )
                )
            }
        } onCancel: {
            inbox.cancel(identifier)
        }
        inbox.forget(identifier)
        return try result.get()
    }

    /// Ends every transfer with an error and refuses further requests.
    public func shutdown() {
        inbox.close()
    }
}
