public import Cryptography
public import Directory

/// What a subscriber shows to go on with a stream: opaque to it, and good only for the same caller and request.
///
/// It binds a store, a principal (never a credential), a filter with its fields, and a delivery. Where the
/// stream stood is not in it: those numbers are public, and the same for everyone. The hashes only serve to
/// say what is wrong.
///
///     version 1 │ store 16 │ principal 8 │ filter 8 │ delivery 1 │ code 16
///
/// The highest bit of the delivery is set where the group that the filter asks for was hidden from the caller, so
/// that nothing was told: whoever comes back when it is seen, or the other way round, has to begin again.
public struct ResumeToken: Sendable {
    private let code: HMACSHA256
    private let storeID: GUID

    /// Makes and checks the tokens of one store.
    public init(code: HMACSHA256, storeID: GUID) {
        self.code = code
        self.storeID = storeID
    }

    /// The token of a stream.
    public func seal(_ plan: SubscriptionPlan, principalKey: String) -> [UInt8] {
        let body = body(plan, principalKey, hidesPrincipal: plan.filter.hasHiddenPrincipal)
        return body + mac(body, plan, principalKey)
    }

    /// Checks the token that came with a request.
    ///
    /// - Returns: Whether the group that the filter asks for was hidden when the token was made.
    public func check(
        _ token: [UInt8],
        against plan: SubscriptionPlan,
        principalKey: String
    ) throws(SubscriptionRefusal) -> Bool {
        guard token.count == Self.byteCount, token.first == Self.version else {
            throw .tokenMismatch("it is not a token of this service")
        }
        let wasHidden = token[Self.deliveryPlace] & Self.hiddenBit != 0
        let body = body(plan, principalKey, hidesPrincipal: wasHidden)
        guard token[1..<17] == body[1..<17] else { throw .storeChanged }
        guard token[17..<25] == body[17..<25] else {
            throw .tokenMismatch("it was given to another caller")
        }
        guard token[25..<33] == body[25..<33] else {
            throw .tokenMismatch("it was given for another filter or other fields")
        }
        guard token[Self.deliveryPlace] == body[Self.deliveryPlace] else {
            throw .tokenMismatch("it was given for another delivery")
        }
        let expected = mac(body, plan, principalKey)
        var difference: UInt8 = 0
        for (mine, theirs) in zip(expected, token[Self.bodyBytes...]) {
            difference |= mine ^ theirs
        }
        guard difference == 0 else { throw .tokenMismatch("it was changed, or is too old") }
        return wasHidden
    }

    private static let version: UInt8 = 1
    private static let deliveryPlace = 33
    private static let hiddenBit: UInt8 = 0x80
    private static let bodyBytes = 34
    private static let codeBytes = 16
    static let byteCount = bodyBytes + codeBytes

    private func body(
        _ plan: SubscriptionPlan,
        _ principalKey: String,
        hidesPrincipal: Bool
    ) -> [UInt8] {
        var body = [Self.version]
        body.append(number: storeID.high)
        body.append(number: storeID.low)
        body.append(number: Self.hash(principalKey.utf8))
        body.append(number: Self.hash(plan.filterBytes))
        body.append(plan.delivery.rawValue | (hidesPrincipal ? Self.hiddenBit : 0))
        return body
    }

    private func mac(_ body: [UInt8], _ plan: SubscriptionPlan, _ principalKey: String) -> [UInt8] {
        var message = Array("muster resume token".utf8) + body
        message.append(number: UInt64(principalKey.utf8.count))
        message.append(contentsOf: principalKey.utf8)
        message.append(number: UInt64(plan.filterBytes.count))
        message.append(contentsOf: plan.filterBytes)
        return Array(code.code(for: message).prefix(Self.codeBytes))
    }

    /// Tells texts apart for error messages (FNV-1a); nothing rests on it.
    private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }
}

extension [UInt8] {
    /// Appends eight bytes, the highest first.
    fileprivate mutating func append(number: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }
}
