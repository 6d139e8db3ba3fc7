/// One request as frames of HTTP/2, ready but for its stream's number.
///
/// The first request of a connection puts each header field into the peer's table, the others name the fields there
/// by number: what a gRPC client sends, without a table of our own to keep.
struct RequestFrames {
    private let first: [UInt8]
    private let later: [UInt8]
    private let headersEnd: (first: Int, later: Int)

    /// - Parameters:
    ///   - fields: All header fields, the pseudo-header fields first; together less than the 4096 bytes of the table.
    ///   - body: What follows; empty for a request that ends with its headers.
    init(fields: [OpenLoop.Field], body: [UInt8]) {
        var literals: [UInt8] = []
        var numbers: [UInt8] = []
        for (place, field) in fields.enumerated() {
            literals.append(0x40)
            Self.append(field.name, to: &literals)
            Self.append(field.value, to: &literals)
            // What came last has the lowest number after those of the fixed table.
            Self.append(61 + fields.count - place, prefixBits: 7, flags: 0x80, to: &numbers)
        }
        let isWhole = body.isEmpty
        let data = isWhole ? [] : Self.frame(type: 0, flags: 1, payload: body)
        let firstHeaders = Self.frame(type: 1, flags: isWhole ? 5 : 4, payload: literals)
        let laterHeaders = Self.frame(type: 1, flags: isWhole ? 5 : 4, payload: numbers)
        first = firstHeaders + data
        later = laterHeaders + data
        headersEnd = (firstHeaders.count, laterHeaders.count)
    }

    /// Appends the request of `stream`; stream 1 is a connection's first.
    func append(stream: UInt32, to output: inout [UInt8]) {
        let start = output.count
        output.append(contentsOf: stream == 1 ? first : later)
        Self.write(stream, at: start + 5, in: &output)
        let dataStart = start + (stream == 1 ? headersEnd.first : headersEnd.later)
        if dataStart < output.count { Self.write(stream, at: dataStart + 5, in: &output) }
    }

    /// What a client says first: large windows, so that nothing of the load waits for them, no pushes, and no table for
    /// the server's header fields.
    static let preface: [UInt8] =
        Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
        + frame(
            type: 4,
            flags: 0,
            payload: [0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 4, 0x7F, 0xFF, 0xFF, 0xFF]
        )
        + windowUpdate(by: windowBytesMax - 65_535)

    static let windowBytesMax = 0x7FFF_FFFF

    /// Opens the connection's window again.
    static func windowUpdate(by count: Int) -> [UInt8] {
        var payload = [UInt8](repeating: 0, count: 4)
        write(UInt32(count), at: 0, in: &payload)
        return frame(type: 8, flags: 0, payload: payload)
    }

    static let settingsAcknowledged = frame(type: 4, flags: 1, payload: [])

    static func pong(_ payload: [UInt8]) -> [UInt8] {
        frame(type: 6, flags: 1, payload: payload)
    }

    private static func frame(type: UInt8, flags: UInt8, payload: [UInt8]) -> [UInt8] {
        let count = payload.count
        return [UInt8(count >> 16), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF), type, flags]
            + [0, 0, 0, 0] + payload
    }

    private static func write(_ word: UInt32, at place: Int, in bytes: inout [UInt8]) {
        for step in 0..<4 {
            bytes[place + step] = UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * step))
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        append(text.utf8.count, prefixBits: 7, flags: 0, to: &bytes)
        bytes.append(contentsOf: text.utf8)
    }

    /// A number as in RFC 7541, section 5.1.
    private static func append(
        _ number: Int,
        prefixBits: Int,
        flags: UInt8,
        to bytes: inout [UInt8]
    ) {
        let most = 1 << prefixBits - 1
        guard number >= most else { return bytes.append(flags | UInt8(number)) }
        bytes.append(flags | UInt8(most))
        var rest = number - most
        while rest >= 128 {
            bytes.append(UInt8(rest & 127 | 128))
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
