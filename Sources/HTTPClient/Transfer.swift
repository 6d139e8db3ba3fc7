import CCurl

/// One request on its way and as much of its response as has arrived.
///
/// It belongs to the client's thread; libcurl's callbacks reach it through an unretained pointer,
/// which is sound because the loop keeps it until its handle is out of the multi handle.
final class Transfer {
    let submission: RequestInbox.Submission
    private(set) var easy: EasyHandle
    private let bodyBytesMax: Int
    private let headerBytesMax: Int

    private var headers = HTTPHeaders()
    private var headerBytes = 0
    /// The empty line has come: libcurl itself takes a head that breaks off for a whole one.
    private var isHeadComplete = false
    private var body: [UInt8] = []
    private var isTooLarge = false
    private let errorText = UnsafeMutableBufferPointer<CChar>.allocate(
        capacity: Int(CURL_ERROR_SIZE)
    )

    init(
        _ submission: RequestInbox.Submission,
        configuration: HTTPClientConfiguration
    ) throws(HTTPClientError) {
        let operation = submission.request.description
        guard let easy = EasyHandle() else {
            throw HTTPClientError(CURLE_OUT_OF_MEMORY, doing: operation, detail: "")
        }
        self.submission = submission
        self.easy = easy
        bodyBytesMax = configuration.bodyBytesMax
        headerBytesMax = configuration.headerBytesMax
        errorText.initialize(repeating: 0)
        try Transfer.validate(submission.request)
        do {
            try configure(configuration)
        } catch {
            throw HTTPClientError(error.code, doing: operation, detail: text)
        }
    }

    deinit {
        // The handle dies after this, and must not write into text that is gone.
        _ = shim_curl_easy_setopt_pointer(easy.pointer, CURLOPT_ERRORBUFFER, nil)
        errorText.deallocate()
    }

    /// The response, or why there is none, once libcurl says that the transfer is over.
    func result(_ code: CURLcode) -> Result<HTTPResponse, HTTPClientError> {
        let operation = submission.request.description
        if isTooLarge {
            return .failure(
                HTTPClientError(
                    .tooLarge,
                    code: Int(code.rawValue),
                    doing: operation,
                    because: "the response is larger than \(bodyBytesMax) bytes"
                )
            )
        }
        guard code == CURLE_OK else {
            return .failure(HTTPClientError(code, doing: operation, detail: text))
        }
        guard isHeadComplete else {
            return .failure(
                HTTPClientError(
                    .interrupted,
                    doing: operation,
                    because: "the response breaks off in its head"
                )
            )
        }
        let isHTTP2 = easy.information(CURLINFO_HTTP_VERSION) >= CURL_HTTP_VERSION_2_0
        return .success(
            HTTPResponse(
                status: easy.information(CURLINFO_RESPONSE_CODE),
                version: isHTTP2 ? .http2 : .http1,
                headers: headers,
                body: body
            )
        )
    }

    private var text: String { errorText.baseAddress.map { String(cString: $0) } ?? "" }

    /// A line break in a field would let its value forge further fields.
    private static func validate(_ request: HTTPRequest) throws(HTTPClientError) {
        for field in request.headers.fields {
            let isName =
                !field.name.isEmpty
                && field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }
            let isValue = !field.value.utf8.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 }
            guard isName, isValue else {
                throw HTTPClientError(
                    .invalidRequest,
                    doing: request.description,
                    because: "a header field holds a character that is not allowed"
                )
            }
        }
        let isWeb = ["http://", "https://"].contains { request.url.lowercased().hasPrefix($0) }
        guard isWeb else {
            throw HTTPClientError(
                .invalidRequest,
                doing: request.method.rawValue,
                because: "the URL is neither http nor https"
            )
        }
        guard request.url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw HTTPClientError(
                .invalidRequest,
                doing: request.method.rawValue,
                because: "the URL is not percent-encoded"
            )
        }
    }

    private func configure(_ configuration: HTTPClientConfiguration) throws(CURLFailure) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        if let errorText = errorText.baseAddress {
            try easy.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText))
        }
        try easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try easy.set(CURLOPT_URL, submission.request.url)
        // The path goes out as written; libcurl would take dot segments out of it.
        try easy.set(CURLOPT_PATH_AS_IS, 1)
        try easy.set(CURLOPT_FOLLOWLOCATION, 0)
        try easy.set(CURLOPT_NOSIGNAL, 1)
        try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // Rather wait for a stream on a connection that is being made than make another. Without
        // TLS nothing tells early that there will be no streams, and one request would hold up all.
        let isSecure = submission.request.url.lowercased().hasPrefix("https:")
        try easy.set(CURLOPT_PIPEWAIT, isSecure ? 1 : 0)
        try easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = configuration.certificateAuthorityFile {
            try easy.set(CURLOPT_CAINFO, file)
        }
        switch configuration.proxy {
        case .environment: break
        case .none: try easy.set(CURLOPT_PROXY, "")
        case .url(let url): try easy.set(CURLOPT_PROXY, url)
        }
        try easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try easy.set(CURLOPT_USERAGENT, configuration.userAgent)
        try easy.set(CURLOPT_ACCEPT_ENCODING, "gzip")
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectMillisecondsMax)
        try easy.set(CURLOPT_TIMEOUT_MS, configuration.totalMillisecondsMax)
        try easy.set(CURLOPT_LOW_SPEED_LIMIT, configuration.lowSpeedBytesPerSecond)
        try easy.set(CURLOPT_LOW_SPEED_TIME, configuration.lowSpeedSecondsMax)
        try easy.set(CURLOPT_WRITEFUNCTION, receiveBody)
        try easy.set(CURLOPT_WRITEDATA, context)
        try easy.set(CURLOPT_HEADERFUNCTION, receiveHeader)
        try easy.set(CURLOPT_HEADERDATA, context)
        if submission.request.method == .post {
            try easy.set(CURLOPT_POST, 1)
            try easy.setPostBody(submission.request.body)
        }
        try easy.setHeaders(submission.request.headers)
    }

    fileprivate func received(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= bodyBytesMax else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    fileprivate func received(header bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= headerBytesMax else {
            isTooLarge = true
            return false
        }
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // The head of another response: the one before it was an interim answer.
            headers = HTTPHeaders()
            isHeadComplete = false
            return true
        }
        if line == "\r\n" || line == "\n" { isHeadComplete = true }
        guard let colon = line.firstIndex(of: ":") else { return true }
        headers.append(
            String(line[..<colon]),
            String(line[line.index(after: colon)...].trimmingSpace())
        )
        return true
    }
}

extension Substring {
    fileprivate func trimmingSpace() -> Substring {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        guard let first = firstIndex(where: { !isSpace($0) }),
            let last = lastIndex(where: { !isSpace($0) })
        else { return "" }
        return self[first...last]
    }
}

/// Libcurl's write callback: records the bytes; anything but their count ends the transfer.
private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let buffer = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer.received(body: buffer) ? buffer.count : 0
}

/// Libcurl's header callback: records one line; anything but its size ends the transfer.
private func receiveHeader(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let buffer = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer.received(header: buffer) ? buffer.count : 0
}
