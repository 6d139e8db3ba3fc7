/// The bounds of exports.
enum ExportLimits {
    /// Documents under way at once; one more is refused.
    ///
    /// Each holds fonts and one part of its rows: some megabytes.
    static let documentsMax = 16
    /// A step of a document ends with the page or row that passes this, so that documents take turns.
    static let partBytesMax = 128 * 1024
    /// And with this many blocks, for what writes few bytes: a page has some sixty.
    static let partBlocksMax = 1000
    /// One message's data: what a reply may have, less its other fields.
    static let messageBytesMax = 192 * 1024
    static let runbookGroupsMax = 1000
}
