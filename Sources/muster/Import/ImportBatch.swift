import Wire

/// Records on their way into one request.
struct ImportBatch<Record: ImportRecord> {
    /// The server takes larger ones; with small ones progress is seen to be made.
    static var bytesMax: Int { 48 * 1024 }

    private var records: [Record] = []
    private var byteCount = 0

    /// Adds a record.
    ///
    /// - Parameter record: The next one of the file.
    /// - Returns: The records of a full request, when this one does not fit any more.
    mutating func add(_ record: Record) -> [Record]? {
        // A tag and a length besides the record itself.
        let count = record.encoded().count + 6
        var full: [Record]?
        if !records.isEmpty, byteCount + count > Self.bytesMax { full = take() }
        records.append(record)
        byteCount += count
        return full
    }

    /// The records of the last request.
    mutating func take() -> [Record] {
        defer {
            records = []
            byteCount = 0
        }
        return records
    }
}
