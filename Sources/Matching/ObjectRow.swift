import Directory

/// A user or a device.
struct ObjectRow: Sendable {
    var id: UInt32
    /// The chain of its keys, in the order of the stages.
    var chain: UInt32
    /// The posting in the list of the record that it is matched with.
    var matchPosting: UInt32
    var isDevice: Bool
    var match: Match
}
