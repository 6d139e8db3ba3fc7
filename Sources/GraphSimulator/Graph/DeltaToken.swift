import Cryptography
import Directory

/// Where a delta round stands, in the form that travels in a link.
///
/// The token holds all that the next page needs, so the simulator remembers nothing between
/// requests. It is authenticated: a token that was made up, edited, or issued by a simulator with
/// another seed is refused.
struct DeltaToken: Hashable, Sendable {
    /// Whether the round goes on with this token, or begins with it.
    enum Purpose: UInt8 {
        case nextPage
        case nextRound
    }

    /// What a client asked to follow.
    struct Selection: Hashable, Sendable {
        var properties: PropertySet
        var includesMembers: Bool
        /// Whether the client named the properties, or took those that Graph returns unasked.
        var isExplicit: Bool
        /// The only objects to follow, all if there are none.
        var filter: [ObjectKey]
    }

    /// The place in a round where a page begins.
    struct Offset: Hashable, Sendable {
        /// Large groups are reported in slices, one in each pass over the groups.
        var pass = 0
        /// The object of the pass: an ordinal in an initial round, else a place in the change log.
        var index = 0
        /// The first link of that group to report, 0 for the beginning of its slice.
        var position = 0
        /// Whether an empty page has been given for this place.
        var isAfterEmptyPage = false
    }

    var purpose: Purpose
    var tenant: GUID
    var kind: ObjectKind
    var selection: Selection
    /// Whether the round reports everything instead of changes.
    var isInitial: Bool
    /// The round reports what changed after this sequence number.
    var from: UInt64
    /// The round reports what changed up to this sequence number.
    var snapshot: UInt64
    /// Where the round before began, for reports that come twice.
    var previousFrom: UInt64
    var offset: Offset
    var issuedAtSeconds: Int64

    private static let version: UInt8 = 1
    private static let codeBytes = 16

    func text(key: HMACSHA256) -> String {
        var bytes: [UInt8] = [
            DeltaToken.version, purpose.rawValue, kind.rawValue,
            (isInitial ? 1 : 0) | (selection.includesMembers ? 2 : 0)
                | (selection.isExplicit ? 4 : 0) | (offset.isAfterEmptyPage ? 8 : 0),
        ]
        let words: [UInt64] =
            [
                tenant.high, tenant.low, selection.properties.bits, from, snapshot, previousFrom,
                UInt64(offset.pass), UInt64(offset.index), UInt64(offset.position),
                UInt64(bitPattern: issuedAtSeconds),
            ] + selection.filter.map { UInt64($0.ordinal) }
        for word in words {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        bytes += key.code(for: bytes).prefix(DeltaToken.codeBytes)
        return Base64.url.encode(bytes)
    }

    /// Reads a token that this simulator issued, nil if it is anything else.
    init?(_ text: String, key: HMACSHA256) {
        guard let bytes = Base64.url.decode(text) else { return nil }
        let payload = Array(bytes.dropLast(DeltaToken.codeBytes))
        guard payload.count >= 84, payload.count % 8 == 4, payload[0] == DeltaToken.version,
            constantTimeEquals(
                Array(key.code(for: payload).prefix(DeltaToken.codeBytes)),
                Array(bytes.suffix(DeltaToken.codeBytes))
            ),
            let purpose = Purpose(rawValue: payload[1]), let kind = ObjectKind(rawValue: payload[2])
        else { return nil }
        let flags = payload[3]
        let words = stride(from: 4, to: payload.count, by: 8).map { start in
            payload[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        self.purpose = purpose
        self.kind = kind
        tenant = GUID(high: words[0], low: words[1])
        selection = Selection(
            properties: PropertySet(bits: words[2]),
            includesMembers: flags & 2 != 0,
            isExplicit: flags & 4 != 0,
            filter: words[10...].map { ObjectKey(kind: kind, ordinal: Int($0)) }
        )
        isInitial = flags & 1 != 0
        from = words[3]
        snapshot = words[4]
        previousFrom = words[5]
        offset = Offset(
            pass: Int(words[6]),
            index: Int(words[7]),
            position: Int(words[8]),
            isAfterEmptyPage: flags & 8 != 0
        )
        issuedAtSeconds = Int64(bitPattern: words[9])
    }

    init(
        purpose: Purpose,
        tenant: GUID,
        kind: ObjectKind,
        selection: Selection,
        isInitial: Bool,
        from: UInt64,
        snapshot: UInt64,
        previousFrom: UInt64,
        issuedAtSeconds: Int64
    ) {
        self.purpose = purpose
        self.tenant = tenant
        self.kind = kind
        self.selection = selection
        self.isInitial = isInitial
        self.from = from
        self.snapshot = snapshot
        self.previousFrom = previousFrom
        self.offset = Offset()
        self.issuedAtSeconds = issuedAtSeconds
    }
}
