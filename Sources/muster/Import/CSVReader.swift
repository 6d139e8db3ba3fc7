/// Cuts comma-separated values (RFC 4180) into records, from bytes in pieces of any size.
///
/// Any split of the same bytes gives the same records. Lines may end with a line feed alone, a byte
/// order mark at the beginning is passed over, and lines without any value are no records.
struct CSVReader {
    /// One record and the line it begins on, counted from 1.
    struct Record: Equatable {
        var line: Int
        var fields: [String]
    }

    /// Bytes that are not CSV, and the line of the record they are in.
    struct Fault: Error, Equatable {
        var line: Int
        var reason: String
    }

    private enum State {
        case fieldStart
        case unquoted
        case quoted
        /// After a quote inside a quoted field: its end, or the first half of a doubled one.
        case quoteSeen
    }

    private var state = State.fieldStart
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var line = 1
    private var recordLine = 1
    /// The first bytes, held back while they may be a byte order mark; `nil` once that is settled.
    private var head: [UInt8]? = []
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    /// A quoted record longer than this has lost its closing quote.
    static let recordBytesMax = 1024 * 1024
    private var recordBytes = 0

    /// Takes the next bytes, and gives the records that end in them.
    mutating func receive(_ bytes: some Sequence<UInt8>) throws(Fault) -> [Record] {
        var records: [Record] = []
        for byte in bytes {
            for settled in settle(byte) {
                if let record = try receive(settled) { records.append(record) }
            }
        }
        return records
    }

    /// Ends the input, and gives the last record when no line end followed it.
    mutating func end() throws(Fault) -> Record? {
        if let head, head != Self.mark {
            for byte in head { _ = try receive(byte) }
        }
        head = nil
        if state == .quoted {
            throw Fault(line: recordLine, reason: "a quoted value has no closing quote")
        }
        guard !fields.isEmpty || !field.isEmpty || state != .fieldStart else { return nil }
        return endRecord()
    }

    private mutating func receive(_ byte: UInt8) throws(Fault) -> Record? {
        recordBytes += 1
        guard recordBytes <= Self.recordBytesMax else {
            throw Fault(line: recordLine, reason: "a record is over \(Self.recordBytesMax) bytes")
        }
        switch (state, byte) {
        case (.quoted, UInt8(ascii: "\"")):
            state = .quoteSeen
        case (.quoted, _):
            if byte == UInt8(ascii: "\n") { line += 1 }
            field.append(byte)
        case (.quoteSeen, UInt8(ascii: "\"")):
            field.append(byte)
            state = .quoted
        case (.fieldStart, UInt8(ascii: "\"")):
            state = .quoted
        case (_, UInt8(ascii: ",")):
            endField()
        case (_, UInt8(ascii: "\n")):
            line += 1
            return endRecord()
        case (_, UInt8(ascii: "\r")):
            // Only its place before a line feed means anything; elsewhere it is blank space.
            break
        case (.quoteSeen, _):
            throw Fault(line: recordLine, reason: "a quoted value goes on after its closing quote")
        case (.unquoted, UInt8(ascii: "\"")):
            throw Fault(
                line: recordLine,
                reason: "a quote stands inside a value that is not quoted"
            )
        case (.fieldStart, _), (.unquoted, _):
            field.append(byte)
            state = .unquoted
        }
        return nil
    }

    private mutating func endField() {
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
        state = .fieldStart
    }

    private mutating func endRecord() -> Record? {
        endField()
        let record = Record(line: recordLine, fields: fields)
        fields.removeAll(keepingCapacity: true)
        recordLine = line
        recordBytes = 0
        return record.fields.allSatisfy(\.isEmpty) ? nil : record
    }

    /// The bytes that are known to be text, now that `byte` has come.
    private mutating func settle(_ byte: UInt8) -> [UInt8] {
        guard var head else { return [byte] }
        head.append(byte)
        guard Self.mark.starts(with: head) else {
            self.head = nil
            return head
        }
        self.head = head.count < Self.mark.count ? head : nil
        return []
    }
}
