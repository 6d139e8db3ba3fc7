import Glibc
import Testing

@testable import muster

@Suite struct TextWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("東京", 4), ("ｱ", 1), ("Ａ", 2), ("한국", 4),
        ("👍", 2), ("👍🏽", 2), ("👨‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("❤️", 2), ("1️⃣", 2), ("فريق", 4), ("हिन्दी", 3),
        ("…", 1),
        ("●", 1),
        ("\u{200B}", 0), ("\u{AD}", 0),
    ])
    func countsColumns(text: String, width: Int) {
        #expect(TextWidth.of(text) == width)
    }

    /// Checked against the C library's table for every character of the scripts that names are written in.
    @Test func agreesWithTheCLibrary() throws {
        // Glibc's module hides the function behind a feature macro.
        let symbol = try #require(dlsym(nil, "wcwidth"))
        let wcwidth = unsafeBitCast(symbol, to: (@convention(c) (CInt) -> CInt).self)
        let locale = try #require(newlocale(LC_CTYPE_MASK, "C.UTF-8", nil))
        let previous = uselocale(locale)
        defer {
            uselocale(previous)
            freelocale(locale)
        }
        let ranges: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0xA0...0xAC, 0xAE...0x2FF, 0x370...0x52F, 0x5D0...0x5EA, 0x620...0x64A,
            0x900...0x97F, 0xE00...0xE5B, 0x1100...0x115F, 0x2E80...0x2FD5, 0x3041...0x3096,
            0x30A1...0x30FF, 0x3400...0x4DB5, 0x4E00...0x9FA5, 0xAC00...0xD7A3, 0xF900...0xFA2D,
            0xFF01...0xFFE6, 0x20000...0x2A6D6,
        ]
        var differing: [String] = []
        for value in ranges.joined() {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let category = scalar.properties.generalCategory
            guard category != .unassigned, category != .spacingMark else { continue }
            let expected = Int(wcwidth(CInt(value)))
            guard expected >= 0, TextWidth.of(scalar) != expected else { continue }
            differing.append("U+\(String(value, radix: 16))")
        }
        #expect(differing.isEmpty)
    }

    @Test(arguments: [
        ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("東京都", 4, "東…"), ("東京都", 5, "東京…"), ("abc", 1, "…"),
        ("abc", 0, ""), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
    ])
    func cutsBetweenCharacters(text: String, width: Int, cut: String) {
        #expect(TerminalText.truncated(text, to: width) == cut)
    }
}
