/// What of a text can stand on paper.
extension String {
    /// The text without what no font has and cairo refuses: control characters and noncharacters.
    ///
    /// White space among them becomes a space, except for a line's end; the others become U+FFFD, so that it shows that
    /// something was there. So do the overrides of direction: they turn the letters of every script round, and a name that
    /// reads otherwise than it is written deceives its reader. Embeddings and isolates do no such thing and stay.
    var drawable: String {
        guard !utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return self }
        var drawable = UnicodeScalarView()
        for scalar in unicodeScalars { drawable.append(Self.drawable(scalar)) }
        return String(drawable)
    }

    private static func drawable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "\n": scalar
        case "\t", "\r", "\u{0B}", "\u{0C}", "\u{85}": " "
        case "\u{00}"..."\u{1F}", "\u{7F}"..."\u{9F}": "\u{FFFD}"
        case "\u{202D}", "\u{202E}": "\u{FFFD}"
        case _ where (0xFDD0...0xFDEF).contains(scalar.value): "\u{FFFD}"
        // The last two of every plane.
        case _ where scalar.value & 0xFFFE == 0xFFFE: "\u{FFFD}"
        default: scalar
        }
    }
}
