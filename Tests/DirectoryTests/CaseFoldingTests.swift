import Directory
import TestSupport
import Testing

@_spi(_Unicode) import Swift

@Suite struct CaseFoldingTests {
    @Test(arguments: [
        ("", ""),
        ("Adele Vance", "adele vance"),
        ("@[`{AZaz09", "@[`{azaz09"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("STRAẞE", "strasse"),
        // Dotted capital I keeps its dot as a combining mark; dotless i joins I.
        ("\u{130}stanbul", "i\u{307}stanbul"),
        ("I\u{307}stanbul", "i\u{307}stanbul"),
        ("\u{131}", "i"),
        (
            "\u{3A3}\u{3AF}\u{3C3}\u{3C5}\u{3C6}\u{3BF}\u{3C2}",
            "\u{3C3}\u{3AF}\u{3C3}\u{3C5}\u{3C6}\u{3BF}\u{3C3}"
        ),
        // Full-width letters have case, and stay full-width.
        ("\u{FF21}\u{FF22}\u{FF23}", "\u{FF41}\u{FF42}\u{FF43}"),
        ("E\u{301}lodie", "\u{E9}lodie"),
        ("\u{C9}LODIE", "\u{E9}lodie"),
        ("S\u{323}\u{307}", "\u{1E69}"),
        ("S\u{307}\u{323}", "\u{1E69}"),
        // Conjoining jamo compose; a syllable stays.
        ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
        ("\u{D55C}\u{AE00}", "\u{D55C}\u{AE00}"),
        ("\u{1EA4}N", "\u{1EA5}n"),
        ("o\u{FB03}ce", "office"),
        ("\u{149}", "\u{2BC}n"),
        // Kelvin, Ångström and Ohm are canonically letters.
        ("\u{212A}\u{212B}\u{2126}", "k\u{E5}\u{3C9}"),
        ("\u{B5}\u{17F}", "\u{3BC}s"),
        ("\u{23A}", "\u{2C65}"),
        ("\u{1FB4}", "\u{3AC}\u{3B9}"),
        ("\u{10400}", "\u{10428}"),
        ("Дмитрий", "дмитрий"),
        ("田中タロウ ー", "田中タロウ ー"),
        ("مدير النظام", "مدير النظام"),
        ("👩🏽‍💻 OPS", "👩🏽‍💻 ops"),
    ])
    func foldsAsWrittenDown(text: String, folded: String) {
        #expect(Array(CaseFolding.folded(text).utf8) == Array(folded.utf8))
    }

    @Test func appendsAfterWhatIsThere() {
        var bytes: [UInt8] = [0x41, 0xC3]
        CaseFolding.appendFolded("BÜRO", to: &bytes)
        CaseFolding.appendFolded("ONE LONG ASCII NAME", to: &bytes)
        #expect(bytes == [0x41, 0xC3] + Array("büroone long ascii name".utf8))
    }

    @Test func everyByteOfASCIIFoldsInEveryPlaceOfAWord() {
        for byte in UInt8(0)..<0x80 {
            let letter = Unicode.Scalar(byte)
            let expected = byte >= 0x41 && byte <= 0x5A ? byte + 0x20 : byte
            for position in 0..<17 {
                var text = [UInt8](repeating: 0x5A, count: 17)
                text[position] = byte
                var folded: [UInt8] = []
                CaseFolding.appendFolded(text.span, to: &folded)
                var wanted = [UInt8](repeating: 0x7A, count: 17)
                wanted[position] = expected
                #expect(folded == wanted, "\(letter) at \(position)")
            }
        }
    }

    @Test func everyScalarFoldsByTheDefinitionAndOnlyOnce() {
        for value in UInt32(0)...0x2FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = "x" + String(Character(scalar))
            let folded = CaseFolding.folded(text)
            guard Array(folded.utf8) == Array(CaseFolding.foldedByDefinition(text).utf8),
                Array(CaseFolding.folded(folded).utf8) == Array(folded.utf8)
            else {
                Issue.record("U+\(String(value, radix: 16))")
                continue
            }
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func equalsTheDefinitionAndIsIdempotent(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<4000 {
            let text = Self.text(from: &random)
            let folded = CaseFolding.folded(text)
            let bytes = Array(folded.utf8)
            #expect(
                bytes == Array(CaseFolding.foldedByDefinition(text).utf8),
                "seed \(seed): \(text)"
            )
            #expect(bytes == Array(CaseFolding.folded(folded).utf8), "seed \(seed): \(text)")
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func canonicallyEqualTextsAndOtherCasesFoldAlike(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<4000 {
            let text = Self.text(from: &random)
            let folded = Array(CaseFolding.folded(text).utf8)
            let decomposed = Self.decomposed(text)
            #expect(decomposed == text, "seed \(seed): \(text)")
            #expect(folded == Array(CaseFolding.folded(decomposed).utf8), "seed \(seed): \(text)")
            let upper = Array(CaseFolding.folded(Self.composedUpperCase(text)).utf8)
            #expect(folded == upper, "seed \(seed): \(text)")
        }
    }

    @Test(
        arguments: [
            [0xFF], [0x41, 0xC3], [0xC3, 0x28], [0xE3, 0x81], [0xE0, 0x80, 0x80],
            [0xED, 0xA0, 0x80],
            [0xC0, 0x80], [0xF0, 0x9F, 0x91], [0x80],
        ] as [[UInt8]]
    )
    func illFormedBytesBecomeReplacementCharacters(bytes: [UInt8]) {
        var folded: [UInt8] = []
        CaseFolding.appendFolded(bytes.span, to: &folded)
        let repaired = String(decoding: bytes, as: UTF8.self)
        #expect(folded == Array(CaseFolding.folded(repaired).utf8))
        #expect(String(validating: folded, as: UTF8.self) != nil)
    }

    /// Up to twelve scalars of one to five scripts, combining marks and jamo among them.
    private static func text(from random: inout SplitMix64) -> String {
        let ranges: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0x20...0x7E, 0xA0...0x24F, 0x300...0x345, 0x370...0x3FF, 0x400...0x52F,
            0x5D0...0x6FF, 0x900...0xDFF, 0x1100...0x11FF, 0x13A0...0x13FF, 0x1E00...0x1FFF,
            0x2100...0x218F, 0x3040...0x30FF, 0x4E00...0x4EFF, 0xAB70...0xABBF, 0xAC00...0xACFF,
            0xFB00...0xFB4F, 0xFF00...0xFF5A, 0x10400...0x1044F, 0x1F600...0x1F64F,
        ]
        var scalars = String.UnicodeScalarView()
        let count = Int.random(in: 0...12, using: &random)
        while scalars.count < count {
            let range = ranges[Int.random(in: 0..<ranges.count, using: &random)]
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) {
                scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    /// Normalization form D.
    private static func decomposed(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text._nfd { scalars.append(scalar) }
        return String(scalars)
    }

    private static func composedUpperCase(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text._nfc { scalars.append(scalar) }
        return String(scalars).uppercased()
    }
}
