public import Cryptography
public import Directory

/// Where a page ended, on which image and for whom: opaque to callers, and good only as it was given.
///
/// It names the organization's own revision, so it lasts as long as the organization stands still. The
/// authentication code binds it to the store, the caller and the query; the two short hashes only serve
/// to say what is wrong.
///
///     version 1 │ revision 8 │ caller 8 │ query 8 │ key … │ code 16
public struct PageToken: Hashable, Sendable {
    public var revision: Revision
    public var key: PageKey

    public init(revision: Revision, key: PageKey) {
        self.revision = revision
        self.key = key
    }

    /// What a token is bound to beside its own content.
    public struct Binding: Sendable {
        private let code: HMACSHA256
        private let prefix: [UInt8]
        private let callerHash: UInt64
        private let queryHash: UInt64

        /// Binds tokens to the query with `fingerprint`, made by a caller of one store.
        public init(
            code: HMACSHA256,
            storeID: GUID,
            principalKey: String,
            fingerprint: [UInt8]
        ) {
            self.code = code
            callerHash = PageToken.hash(principalKey.utf8)
            queryHash = PageToken.hash(fingerprint)
            var prefix = Array("muster page token".utf8)
            prefix.append(bigEndian: storeID.high)
            prefix.append(bigEndian: storeID.low)
            prefix.append(bigEndian: UInt64(principalKey.utf8.count))
            prefix.append(contentsOf: principalKey.utf8)
            prefix.append(bigEndian: UInt64(fingerprint.count))
            prefix.append(contentsOf: fingerprint)
            self.prefix = prefix
        }

        fileprivate func seal(_ body: [UInt8]) -> [UInt8] {
            Array(code.code(for: prefix + body).prefix(PageToken.codeBytes))
        }

        fileprivate func open(_ bytes: [UInt8]) throws(PageTokenError) -> [UInt8] {
            guard bytes.count > PageToken.headBytes + PageToken.codeBytes,
                bytes.first == PageToken.version
            else { throw .malformed }
            var hashes = bytes[9...]
            guard hashes.popBigEndian() == callerHash else { throw .otherCaller }
            guard hashes.popBigEndian() == queryHash else { throw .otherQuery }
            let body = Array(bytes.dropLast(PageToken.codeBytes))
            let sealed = seal(body)
            var difference: UInt8 = 0
            for (mine, theirs) in zip(sealed, bytes.suffix(PageToken.codeBytes)) {
                difference |= mine ^ theirs
            }
            guard difference == 0 else { throw .malformed }
            return body
        }

        fileprivate func head(_ revision: Revision) -> [UInt8] {
            var head = [PageToken.version]
            head.append(bigEndian: revision.number)
            head.append(bigEndian: callerHash)
            head.append(bigEndian: queryHash)
            return head
        }
    }

    private static let version: UInt8 = 1
    private static let headBytes = 25
    private static let codeBytes = 16

    public func sealed(for binding: Binding) -> String {
        var bytes = binding.head(revision)
        key.encode(into: &bytes)
        bytes += binding.seal(bytes)
        return Base64.url.encode(bytes)
    }

    /// Opens the token `text` that a caller sent with a query.
    ///
    /// - Parameters:
    ///   - text: As it was given to the caller.
    ///   - binding: What it has to be bound to.
    /// - Throws: What is wrong with it.
    public init(opening text: String, for binding: Binding) throws(PageTokenError) {
        guard let bytes = Base64.url.decode(text) else { throw .malformed }
        let body = try binding.open(bytes)
        var revision = body[1...]
        guard let number = revision.popBigEndian(),
            let key = PageKey(decoding: body[Self.headBytes...])
        else { throw .malformed }
        self.revision = Revision(number)
        self.key = key
    }

    /// Tells texts apart for error messages (FNV-1a); nothing rests on it.
    private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }
}

/// Why a page token cannot be followed, and so what to do about it.
public enum PageTokenError: Error, Hashable, Sendable {
    /// Not a token of this store, or damaged: start again without a token.
    case malformed
    /// Given to another principal: start again without a token.
    case otherCaller
    /// Given for another organization, kind, filter, sort or group: send the query that it came from.
    case otherQuery
    /// The image it was made on is gone: start again, or ask to continue on the present.
    case expired(Revision)
}
