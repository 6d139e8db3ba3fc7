/// The bounds of exports.
enum ExportLimits {
    /// Documents under way at once; one more is refused.
    ///
    /// Each holds fonts and one part of its rows: some megabytes.
    static let documentsMax = 16
    /// A step of a paper ends with this many blocks, so that documents take turns.
    ///
    /// A page has some sixty. A step of a file ends with the rows of one reply.
    static let partBlocksMax = 1000
    /// One message's data: what a reply may have, less its other fields.
    static let messageBytesMax = 192 * 1024
    static let runbookGroupsMax = 1000
}
