import Directory

/// The GUIDs of a tenant's objects, computed in both directions.
///
/// An identifier looks like any version 4 GUID. Its low half is a keyed hash of the object's kind
/// and ordinal; its high half hides kind and ordinal behind a hash of the low half. So no table is
/// needed to find an object by its identifier, and an identifier of another tenant, or one made
/// up, is recognised as unknown.
struct ObjectIdentifiers: Sendable, Equatable {
    private let hash: SeededHash

    init(hash: SeededHash) {
        self.hash = hash
    }

    func guid(of key: ObjectKey) -> GUID {
        let plain = UInt64(key.kind.rawValue) << 48 | UInt64(key.ordinal)
        let low = ObjectIdentifiers.low(hash, plain)
        let hidden = plain ^ pad(for: low)
        // Four bits of a version 4 GUID are fixed: they stand between bits 12 and 15.
        return GUID(high: (hidden >> 12) << 16 | 0x4000 | hidden & 0xFFF, low: low)
    }

    func key(of guid: GUID) -> ObjectKey? {
        guard guid.high & 0xF000 == 0x4000 else { return nil }
        let plain = ((guid.high >> 16) << 12 | guid.high & 0xFFF) ^ pad(for: guid.low)
        guard ObjectIdentifiers.low(hash, plain) == guid.low,
            let kind = ObjectKind(rawValue: UInt8(truncatingIfNeeded: plain >> 48))
        else { return nil }
        return ObjectKey(kind: kind, ordinal: Int(plain & 0xFFFF_FFFF_FFFF))
    }

    private static func low(_ hash: SeededHash, _ plain: UInt64) -> UInt64 {
        hash.number(.identifierLow, Int(truncatingIfNeeded: plain)) >> 2 | 1 << 63
    }

    private func pad(for low: UInt64) -> UInt64 {
        hash.number(.identifierHigh, Int(truncatingIfNeeded: low)) >> 4
    }
}

extension GUID {
    /// A version 4 GUID made of these numbers, which lose six bits.
    static func version4(_ high: UInt64, _ low: UInt64) -> GUID {
        GUID(high: high & ~0xF000 | 0x4000, low: low >> 2 | 1 << 63)
    }
}
