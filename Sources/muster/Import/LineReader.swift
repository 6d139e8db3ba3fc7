/// Cuts bytes in pieces of any size into lines, without their ends.
struct LineReader {
    /// One line and its number, counted from 1.
    struct Line: Equatable {
        var number: Int
        var bytes: [UInt8]
    }

    private var pending: [UInt8] = []
    private var number = 0

    mutating func receive(_ bytes: some Sequence<UInt8>) -> [Line] {
        var lines: [Line] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                lines.append(endLine())
            } else {
                pending.append(byte)
            }
        }
        return lines
    }

    /// The last line, when no line end followed it.
    mutating func end() -> Line? {
        pending.isEmpty ? nil : endLine()
    }

    private mutating func endLine() -> Line {
        number += 1
        if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
        defer { pending.removeAll(keepingCapacity: true) }
        return Line(number: number, bytes: pending)
    }
}
