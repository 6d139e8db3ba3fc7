/// A header or trailer block being built, in one buffer of bytes.
///
/// It becomes nghttp2's array of pointers only inside `withFields`, which copies nothing.
public struct HeaderFields: Sendable, Equatable {
    private var bytes: [UInt8] = []
    private var nameCounts: [Int] = []
    private var valueCounts: [Int] = []

    public init() {}

    /// The number of fields.
    public var count: Int { nameCounts.count }

    public mutating func append(name: String, value: String) {
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: value.utf8)
        nameCounts.append(name.utf8.count)
        valueCounts.append(value.utf8.count)
    }

    public mutating func append(name: String, bytes value: [UInt8]) {
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: value)
        nameCounts.append(name.utf8.count)
        valueCounts.append(value.count)
    }

    /// Appends a field of metadata, encoding it when its name ends in `-bin`.
    public mutating func append(_ field: MetadataField) {
        let isBinary = field.name.hasSuffix("-bin")
        append(name: field.name, bytes: isBinary ? Base64.encode(field.value) : field.value)
    }

    /// The fields as names and values, in order.
    public var pairs: [(name: String, value: [UInt8])] {
        var pairs: [(name: String, value: [UInt8])] = []
        var offset = 0
        for index in nameCounts.indices {
            let valueStart = offset + nameCounts[index]
            let end = valueStart + valueCounts[index]
            pairs.append(
                (
                    String(decoding: bytes[offset..<valueStart], as: UTF8.self),
                    Array(bytes[valueStart..<end])
                )
            )
            offset = end
        }
        return pairs
    }

    /// Lends the raw storage: all bytes, and the lengths of each name and value.
    func withStorage<Result>(
        _ body: (UnsafeBufferPointer<UInt8>, [Int], [Int]) -> Result
    ) -> Result {
        bytes.withUnsafeBufferPointer { body($0, nameCounts, valueCounts) }
    }
}
