public import Directory

/// What a row carries, as it is kept, for those who may not see every group among its members: it never leaves the server.
///
/// A row's cells count and name the groups inside the group. Where one of these has an access list, or is of another kind
/// than the group itself, what the cells say depends on who looks. Then the guard stands behind the row's own fields.
public struct RowGuard: Message {
    public static let protoName = "muster.kept.RowGuard"
    public static let meaning =
        "The groups inside a group that not everyone sees who sees the group."

    /// In the order of their names: every group inside that can be hidden, and as many others as the cell shows.
    public var entries: [Entry] = []

    public init() {}

    public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
        try f.field(1, "entries", &entries)
    }

    /// One group inside the group.
    public struct Entry: Message {
        public static let protoName = "muster.kept.RowGuard.Entry"
        public static let meaning = "A group inside a group."

        public var ref: V1.NamedRef?
        private var assetNumber: UInt32 = 0
        private var kindNumber: UInt32 = 0

        public init() {}

        public init(_ ref: V1.NamedRef?, asset: AssetID?, kind: GroupKind?) {
            self.ref = ref
            assetNumber = asset.map { $0.rawValue + 1 } ?? 0
            kindNumber = kind.map { UInt32($0.rawValue) } ?? 0
        }

        /// `nil` for a group that is not documented.
        public var asset: AssetID? { assetNumber == 0 ? nil : AssetID(assetNumber - 1) }
        public var kind: GroupKind? { GroupKind(rawValue: UInt8(clamping: kindNumber)) }

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "ref", &ref)
            try f.field(2, "asset", &assetNumber)
            try f.field(3, "kind", &kindNumber)
        }
    }
}

/// Rows with a guard behind them.
public enum GuardedRow {
    /// Far beyond the fields of a row, so that it always comes last.
    private static let field = 1000

    /// The row with a guard.
    public static func guarded(_ row: [UInt8], by guardian: RowGuard) -> [UInt8] {
        var writer = WireWriter()
        writer.raw(row)
        guardian.encodeRecord(field: field, into: &writer)
        return writer.bytes
    }

    public static func isGuarded(_ row: [UInt8]) -> Bool { split(row) != nil }

    /// The row as someone sees it from whom the groups for which `hides` holds are hidden: as if there were none of these.
    public static func shown(_ row: [UInt8], hides: (RowGuard.Entry) -> Bool) -> [UInt8] {
        guard let (own, guardian) = split(row) else { return row }
        let entries = guardian.entries.filter { !hides($0) }
        let hiddenCount = UInt32(guardian.entries.count - entries.count)
        guard hiddenCount > 0 else { return own }
        var shown = decoded(own)
        if let cell = shown.nestedGroups {
            shown.nestedGroups = V1.NamesCell {
                $0.count = cell.count - min(hiddenCount, cell.count)
                $0.first = entries.prefix(cell.first.count).compactMap(\.ref)
            }
        } else if let others = shown.otherMembers {
            shown.otherMembers = others - min(hiddenCount, others)
        }
        return shown.encoded()
    }

    /// The ids in Entra of the groups inside for which `hides` holds.
    public static func hidden(
        _ row: [UInt8],
        hides: (RowGuard.Entry) -> Bool
    ) -> [String] {
        guard let (_, guardian) = split(row) else { return [] }
        return guardian.entries.filter(hides).compactMap { $0.ref?.entraID }
    }

    /// The row's own bytes and its guard; `nil` when it has none.
    private static func split(_ row: [UInt8]) -> (own: [UInt8], guardian: RowGuard)? {
        do {
            var reader = try WireReader(row)
            while true {
                let start = reader.position
                guard let tag = try reader.tag() else { return nil }
                guard tag.number == field else {
                    try reader.skip(tag)
                    continue
                }
                return (Array(row[..<start]), try RowGuard(decoding: reader.bytesField()))
            }
        } catch {
            preconditionFailure("a row that this program encoded cannot be read: \(error)")
        }
    }

    private static func decoded(_ row: [UInt8]) -> V1.GroupRow {
        do {
            return try V1.GroupRow(decoding: row)
        } catch {
            preconditionFailure("a row that this program encoded cannot be read: \(error)")
        }
    }
}
