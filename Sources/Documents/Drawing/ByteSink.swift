/// Where a surface writes its bytes; they are taken out page by page, so that they never pile up.
final class ByteSink {
    private(set) var bytes: [UInt8] = []

    func append(_ data: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: data)
    }

    /// What was written since the last time.
    func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}
