import Directory

/// One documented group as the read model keeps it beside its row.
struct AssetEntry: Hashable, Sendable {
    var facts: AssetFacts
    /// The folded name in its row, by which the row is found; `nil` while it has no row.
    var rowName: [UInt8]?
}
