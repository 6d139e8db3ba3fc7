import Directory
import HTTPClient

/// What the body of an error answer says; every part of it may be missing.
struct GraphFailure {
    /// Graph's `error.code`, or the sign-in service's `error`.
    private(set) var code: String?
    /// The first of the sign-in service's `error_codes`.
    private(set) var aadsts: Int?

    /// Reads the body of a Graph error or of an OAuth error; HTML and nothing at all are fine too.
    init(body: [UInt8]) {
        guard let document = try? JSONDocument(parsing: body),
            let error = document.value(of: "error", in: document.root)
        else { return }
        if let text = document.string(error) {
            code = GraphFailure.sanitized(text)
            aadsts = GraphFailure.aadsts(document)
        } else if let node = document.value(of: "code", in: error) {
            code = document.string(node).flatMap(GraphFailure.sanitized)
        }
    }

    /// Codes compare without regard to case, and never by their message.
    func isCode(_ codes: String...) -> Bool {
        guard let code = code?.lowercased() else { return false }
        return codes.contains { $0.lowercased() == code }
    }

    /// A code goes into messages, so it may only be what a code looks like.
    private static func sanitized(_ code: String) -> String? {
        let isPlain = code.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isPlain && !code.isEmpty && code.utf8.count <= 64 ? code : nil
    }

    private static func aadsts(_ document: borrowing JSONDocument) -> Int? {
        if let codes = document.value(of: "error_codes", in: document.root),
            var elements = document.elements(of: codes),
            let first = document.nextElement(&elements),
            let number = document.integer(first)
        {
            return number
        }
        guard let node = document.value(of: "error_description", in: document.root),
            let text = document.string(node), text.hasPrefix("AADSTS")
        else { return nil }
        return Int(text.dropFirst(6).prefix { $0.isASCII && $0.isNumber })
    }
}

extension GraphFailure {
    /// What a final answer of Graph with `status` means.
    func kind(status: Int, retryAfter: RetryAfter?) -> GraphError.Kind {
        if status == 410 || isCode("syncStateNotFound", "resyncRequired") { return .resync }
        if isCode("Directory_ExpiredPageToken", "DirectoryPageTokenNotFoundException") {
            return .pageTokenExpired
        }
        switch status {
        case 401: return .credentials(aadsts: nil)
        case 403: return .consent
        case 404: return isCode("UnknownError") ? .transient : .notFound
        case 429:
            return .throttled(retryAfterSeconds: retryAfter.map { Int($0.milliseconds / 1000) })
        case 408, 500, 502, 503, 504: return .transient
        case 400..<600: return .request
        default: return .data
        }
    }

    /// What a final answer of the sign-in service with `status` means.
    func signInKind(status: Int) -> GraphError.Kind {
        switch status {
        case 429: .throttled(retryAfterSeconds: nil)
        case 408, 500..<600: .transient
        default: .credentials(aadsts: aadsts)
        }
    }
}

extension HTTPResponse {
    /// Graph's name for this answer, if it looks like one.
    var requestID: String? {
        guard let text = headers["request-id"] ?? headers["x-ms-request-id"], text.utf8.count <= 64,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        return text
    }
}
