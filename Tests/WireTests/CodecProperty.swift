import Wire

/// What holds for any bytes whatever, as one question: the tests ask it with chance, the fuzzer with intent.
enum CodecProperty {
    /// Every message of the contract, by name.
    static let messages: [any Message.Type] =
        (Contract.files + Contract.foreignFiles + Contract.statusFiles).flatMap(\.messages)
        .sorted { $0.protoName < $1.protoName }

    /// Asks whether the codec holds its rules on any bytes.
    ///
    /// - Parameter input: The first byte names a message, the rest is what a peer says is one.
    /// - Returns: The rule that is broken; nil when all hold.
    static func brokenRule(by input: [UInt8]) -> String? {
        guard let first = input.first else { return nil }
        let type = messages[Int(first) % messages.count]
        guard let read = try? type.init(decoding: Array(input.dropFirst())) else { return nil }
        let written = read.encoded()
        guard let again = try? type.init(decoding: written) else {
            return "\(type.protoName) does not read what it wrote"
        }
        return again.encoded() == written ? nil : "\(type.protoName) is not written the same twice"
    }
}

/// Where libFuzzer comes in (`make fuzz`).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    if let rule = CodecProperty.brokenRule(by: input) { fatalError(rule) }
    return 0
}
