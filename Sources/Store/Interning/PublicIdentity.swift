import Cryptography
public import Directory

/// The id that callers see of a documented group.
public enum PublicIdentity {
    /// The same for ever for a group of Entra, on every store: a version-8 UUID (RFC 9562) made of
    /// SHA-256 over the word `asset` and the sixteen bytes each of tenant and group.
    public static func asset(tenant: GUID, group: GUID) -> GUID {
        let bytes = Array("asset".utf8) + bytes(of: tenant) + bytes(of: group)
        return uuid(SHA256.digest(of: bytes), version: 8)
    }

    /// A random version-4 UUID, for a group that was made by hand.
    public static func random() -> GUID {
        uuid(randomBytes(16), version: 4)
    }

    private static func bytes(of guid: GUID) -> [UInt8] {
        [guid.high, guid.low].flatMap { word in
            stride(from: UInt64(56), through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: word >> $0)
            }
        }
    }

    private static func uuid(_ bytes: [UInt8], version: UInt64) -> GUID {
        let high = bytes[0..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let low = bytes[8..<16].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return GUID(
            high: high & ~0xF000 | version << 12,
            low: low & ~(0b11 << 62) | 0b10 << 62
        )
    }
}
