import CLibCrypto

/// Bytes from libcrypto's cryptographic generator.
///
/// Traps if the system has no entropy to give: nothing secret can be made then.
public func randomBytes(_ count: Int) -> [UInt8] {
    precondition(count >= 0, "a count of random bytes is not negative")
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        let filled = count == 0 ? 1 : RAND_bytes(buffer.baseAddress, Int32(count))
        precondition(filled == 1, "libcrypto's random generator is not seeded")
        initialized = count
    }
}

/// Whether two byte strings are equal, in time that depends on their lengths only.
public func constantTimeEquals(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    return left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
            left.isEmpty || CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
        }
    }
}

/// Whether two byte strings are equal, in time that depends on their lengths only.
public func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    constantTimeEquals(left.span, right.span)
}
