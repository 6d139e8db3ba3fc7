/// Text from elsewhere, made safe and measurable for one line of a terminal.
///
/// What it returns holds no control character: a name cannot move the cursor, colour the rest of the
/// table or reverse the direction of what follows.
enum TerminalText {
    /// The text on one line, without control characters.
    static func plain(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if !isHarmful(scalar) {
                plain.append(scalar)
            } else if "\n\r\t\u{2028}\u{2029}".unicodeScalars.contains(scalar) {
                plain.append(" ")
            } else {
                plain.append("\u{FFFD}")
            }
        }
        return String(plain)
    }

    /// The text cut to at most `width` columns; an ellipsis stands for what is cut.
    static func truncated(_ text: String, to width: Int) -> String {
        guard TextWidth.of(text) > width else { return text }
        guard width > 0 else { return "" }
        var kept = ""
        var used = 0
        for character in text {
            let columns = TextWidth.of(character)
            guard used + columns <= width - 1 else { break }
            kept.append(character)
            used += columns
        }
        return kept + "…"
    }

    /// The text in an isolate of its own when it runs from right to left, so that columns keep their order.
    static func isolated(_ text: String) -> String {
        text.unicodeScalars.contains(where: isRightToLeft) ? "\u{2068}\(text)\u{2069}" : text
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F: true
        // Line separators, and the marks that override or isolate a direction.
        case 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF,
            0x1E800...0x1EFFF:
            true
        default: false
        }
    }
}
