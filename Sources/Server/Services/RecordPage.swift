import Directory
import Access
import Cryptography
import Wire

/// A page of records by key: its token names the last record of the page before and nothing else, so it never expires.
struct RecordPage: Sendable {
    /// Where a record stands in its list.
    struct Key: Hashable, Sendable {
        var name: String
        var externalID: String
    }

    /// The last record of the page before; `nil` for the first page.
    let last: Key?
    private let code: HMACSHA256
    private let bound: [UInt8]

    private static let codeBytes = 16

    init(_ token: String, query: [String], _ context: ReadContext) throws(CallError) {
        code = context.state.core.pageTokenCode
        var bound = Array("muster record page".utf8)
        for text in [context.caller.principalKey, context.state.core.storeID.text] + query {
            bound += text.utf8
            bound.append(0)
        }
        self.bound = bound
        guard !token.isEmpty else {
            last = nil
            return
        }
        guard let bytes = Base64.url.decode(token), bytes.count > Self.codeBytes,
            constantTimeEquals(
                Array(
                    code.code(for: bound + bytes.dropLast(Self.codeBytes)).prefix(Self.codeBytes)
                ),
                Array(bytes.suffix(Self.codeBytes))
            ),
            let separator = bytes.firstIndex(of: 0)
        else {
            throw .invalid(
                "page_token",
                "this is no token for this query and caller; start again without one",
                reason: .pageTokenMismatch
            )
        }
        last = Key(
            name: String(decoding: bytes[..<separator], as: UTF8.self),
            externalID: String(
                decoding: bytes[(separator + 1)...].dropLast(Self.codeBytes),
                as: UTF8.self
            )
        )
    }

    func token(after key: Key) -> String {
        let body = Array(key.name.utf8) + [0] + Array(key.externalID.utf8)
        return Base64.url.encode(body + code.code(for: bound + body).prefix(Self.codeBytes))
    }
}
