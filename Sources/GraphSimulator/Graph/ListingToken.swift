import Cryptography
import Directory

/// Where the next page of a listing begins, in the form that travels in its link.
///
/// It is authenticated together with the tenant and the path, so that a link works only where it
/// was given.
struct ListingToken {
    let position: Int

    init(position: Int) {
        self.position = position
    }

    func text(for path: String, of tenant: GUID, key: HMACSHA256) -> String {
        let bytes = SeededHash.bytes(UInt64(position))
        let code = key.code(for: bytes + Array("\(tenant.text) \(path)".utf8))
        return Base64.url.encode(bytes + code.prefix(16))
    }

    /// Reads a token of this tenant and path, nil if it is anything else.
    init?(_ text: String, for path: String, of tenant: GUID, key: HMACSHA256) {
        guard let bytes = Base64.url.decode(text), bytes.count == 24 else { return nil }
        let word = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard word < 1 << 48 else { return nil }
        self.init(position: Int(word))
        guard
            constantTimeEquals(
                Array(self.text(for: path, of: tenant, key: key).utf8),
                Array(text.utf8)
            )
        else { return nil }
    }
}
