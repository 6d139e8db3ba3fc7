/// A value of the vocabulary with the bytes that stand for it in the file.
///
/// `decode(encode(value)) == value`, equal values have equal bytes, and bytes that no value has
/// decode to `nil`.
protocol StoredValue {
    /// The first byte of what is written now.
    static var codingVersion: UInt8 { get }
    /// The oldest version that can still be read; what it does not have reads as its default.
    static var codingVersionMin: UInt8 { get }
    func write(to writer: inout ByteWriter)
    static func read(from reader: inout ByteReader) -> Self
}

extension StoredValue {
    static var codingVersion: UInt8 { 1 }
    static var codingVersionMin: UInt8 { 1 }

    var storedBytes: [UInt8] {
        var writer = ByteWriter(version: Self.codingVersion)
        write(to: &writer)
        return writer.bytes
    }

    init?(storedBytes bytes: [UInt8]) {
        var reader = ByteReader(bytes, versions: Self.codingVersionMin...Self.codingVersion)
        let value = Self.read(from: &reader)
        guard reader.isWhole else { return nil }
        self = value
    }
}

extension PreparedStatement {
    /// The value in `column`; damage is told with the table that it was found in.
    func value<Value: StoredValue>(
        _ column: Int32,
        as type: Value.Type = Value.self,
        of table: String
    ) throws(StoreError) -> Value {
        guard let value = Value(storedBytes: bytes(column)) else {
            throw damaged("a value in \(table) cannot be read")
        }
        return value
    }
}
