import CCurl
import Glibc

/// The client's thread: one libcurl multi handle, and every transfer on it.
///
/// Nothing else touches the handle or a transfer. A turn takes what the inbox holds, lets libcurl
/// work, answers what is finished, and sleeps in `poll` until a socket or the inbox wakes it.
struct TransferLoop: ~Copyable {
    private let multi: UnsafeMutableRawPointer
    private let inbox: RequestInbox
    private let configuration: HTTPClientConfiguration
    private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]

    /// An idle thread looks up this often, so that libcurl can drop connections that have gone stale.
    private static let idleMilliseconds: Int32 = 10_000

    /// Starts a thread that runs until `inbox` is closed.
    static func start(inbox: RequestInbox, configuration: HTTPClientConfiguration) {
        let box = Unmanaged.passRetained(Start(inbox: inbox, configuration: configuration))
        var thread = pthread_t()
        let failure = pthread_create(&thread, nil, runTransferLoop, box.toOpaque())
        precondition(failure == 0, "the system has no thread for the HTTP client")
        pthread_detach(thread)
    }

    fileprivate init(inbox: RequestInbox, configuration: HTTPClientConfiguration) {
        precondition(TransferLoop.isInitialized, "libcurl does not initialize")
        guard let multi = curl_multi_init() else { preconditionFailure("libcurl has no memory") }
        self.multi = multi
        self.inbox = inbox
        self.configuration = configuration
        _ = shim_curl_multi_setopt_long(
            multi,
            CURLMOPT_MAX_HOST_CONNECTIONS,
            configuration.connectionsPerHostMax
        )
        _ = shim_curl_multi_setopt_long(
            multi,
            CURLMOPT_MAX_TOTAL_CONNECTIONS,
            configuration.connectionsMax
        )
        inbox.wakes(RequestInbox.MultiReference(pointer: multi))
    }

    deinit {
        inbox.wakes(nil)
        curl_multi_cleanup(multi)
    }

    fileprivate mutating func run() {
        while true {
            let delivery = inbox.take()
            for submission in delivery.submissions { begin(submission) }
            for identifier in delivery.cancellations { cancel(identifier) }
            guard !delivery.isClosed else { break }
            var runningCount: Int32 = 0
            curl_multi_perform(multi, &runningCount)
            collect()
            curl_multi_poll(multi, nil, 0, TransferLoop.idleMilliseconds, nil)
        }
        for (handle, transfer) in transfers {
            let operation = transfer.submission.request.description
            end(
                handle,
                .failure(
                    HTTPClientError(.shutDown, doing: operation, because: "the client is shut down")
                )
            )
        }
    }

    private mutating func begin(_ submission: RequestInbox.Submission) {
        do throws(HTTPClientError) {
            let transfer = try Transfer(submission, configuration: configuration)
            let handle = transfer.easy.pointer
            let added = curl_multi_add_handle(multi, handle)
            guard added == CURLM_OK else {
                throw HTTPClientError(
                    .other,
                    code: Int(added.rawValue),
                    doing: submission.request.description,
                    because: String(cString: curl_multi_strerror(added))
                )
            }
            transfers[handle] = transfer
        } catch {
            inbox.answered()
            submission.answer.resume(returning: .failure(error))
        }
    }

    private mutating func cancel(_ identifier: UInt64) {
        let found = transfers.first { $0.value.submission.identifier == identifier }
        guard let found else { return }
        let operation = found.value.submission.request.description
        end(
            found.key,
            .failure(HTTPClientError(.cancelled, doing: operation, because: "cancelled"))
        )
    }

    private mutating func collect() {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
                let transfer = transfers[handle]
            else { continue }
            end(handle, transfer.result(shim_CURLMsg_result(message)))
        }
    }

    private mutating func end(
        _ handle: UnsafeMutableRawPointer,
        _ result: Result<HTTPResponse, HTTPClientError>
    ) {
        guard let transfer = transfers.removeValue(forKey: handle) else { return }
        curl_multi_remove_handle(multi, handle)
        inbox.answered()
        transfer.submission.answer.resume(returning: result)
    }

    /// Global state of libcurl, set up once before the first handle.
    private static let isInitialized = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}

/// What a new thread is handed.
private final class Start: Sendable {
    let inbox: RequestInbox
    let configuration: HTTPClientConfiguration

    init(inbox: RequestInbox, configuration: HTTPClientConfiguration) {
        self.inbox = inbox
        self.configuration = configuration
    }
}

private func runTransferLoop(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    // Signals are for the main thread. The threads that libcurl makes for look-ups inherit this,
    // and a peer that went away cannot end the process by SIGPIPE.
    var everySignal = sigset_t()
    sigfillset(&everySignal)
    pthread_sigmask(SIG_BLOCK, &everySignal, nil)
    let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
    var loop = TransferLoop(inbox: start.inbox, configuration: start.configuration)
    loop.run()
    return nil
}
