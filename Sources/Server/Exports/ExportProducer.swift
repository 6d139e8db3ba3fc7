/// Writes one document part by part, on an export thread.
protocol ExportProducer: AnyObject {
    /// The next part; the last one says so. Not asked again after that.
    func next() throws(CallError) -> ExportPart
}

/// Some bytes of a document, and how far it has come.
struct ExportPart: Sendable {
    var bytes: [UInt8] = []
    var done: UInt64 = 0
    /// 0 while it is not known.
    var total: UInt64 = 0
    var isLast = false
}
