import Directory
import Matching
import TestSupport
import Testing

@Suite struct MatchKeyTests {
    @Test(arguments: [
        "aiko@contoso.example", " Aiko@Contoso.Example ", "SMTP:AIKO@contoso.example",
        "smtp: aiko@contoso.example", "\u{A0}\u{3000}sMtP:aiko@contoso.example\u{2009}\t",
    ])
    func oneAddressHasOneKey(text: String) {
        #expect(email(text) == email("aiko@contoso.example"))
        #expect(email(text) != nil)
    }

    @Test(arguments: [
        "", " ", "smtp:", "smtp: \u{3000}", "x500:/o=Contoso", "X400:c=US;a= ;p=Contoso",
        "sip:aiko@contoso.example", "spo:SPO_1@SPO_2", "EUM:8100;phone-context=x",
        String(repeating: "a", count: MatchKey.bytesMax),
    ])
    func whatIsNoAddressHasNoKey(text: String) {
        #expect(email(text) == nil)
    }

    @Test func aColonAfterTheFirstWordIsPartOfTheAddress() {
        #expect(email("a.b:c@contoso.example") != nil)
        #expect(email("\"smtp:x\"@contoso.example") != nil)
    }

    @Test func theLongestKeyIsAKey() {
        let longest = String(repeating: "a", count: MatchKey.bytesMax - 1)
        #expect(email(longest)?.count == MatchKey.bytesMax)
    }

    @Test func namesNeedBothParts() {
        #expect(fullName("Ana", "Silva") == fullName(" ANA ", "silva\t"))
        #expect(fullName("Élodie", "Müller") == fullName("E\u{301}LODIE", "MU\u{308}LLER"))
        for (first, last) in [("", "Silva"), ("Ana", ""), (" ", "Silva"), ("Ana", "\u{3000}")] {
            #expect(fullName(first, last) == nil)
        }
        let long = String(repeating: "n", count: MatchKey.bytesMax / 2)
        #expect(fullName(long, long) == nil)
    }

    @Test func theBorderBetweenTheNamesCounts() {
        #expect(fullName("Ana Maria", "Silva") != fullName("Ana", "Maria Silva"))
        #expect(fullName("AnaM", "aria") != fullName("Ana", "Maria"))
    }

    @Test func keysOfDifferentThingsNeverMeet() {
        #expect(email("PC-1") != deviceName("PC-1"))
        #expect(deviceName("PC-1") == deviceName(" pc-1"))
        #expect(deviceName(" ") == nil)
    }

    @Test func whatIsThereStays() {
        var bytes: [UInt8] = [1, 2, 3]
        #expect(!MatchKey.appendEmail("sip:aiko", to: &bytes))
        #expect(!MatchKey.appendFullName(first: "Ana", last: "", to: &bytes))
        #expect(bytes == [1, 2, 3])
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func trimmingIsThatOfUnicode(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let scalars: [Unicode.Scalar] = [
            " ", "\t", "\n", "\u{85}", "\u{A0}", "\u{1680}", "\u{180E}", "\u{2000}", "\u{200A}",
            "\u{200B}", "\u{2028}", "\u{2029}", "\u{202F}", "\u{205F}", "\u{3000}", "\u{FEFF}", "a",
            "é", "田", "\u{E9A80}", "👩",
        ]
        for _ in 0..<3000 {
            let count = Int.random(in: 0...6, using: &random)
            let text = String(
                String.UnicodeScalarView(
                    (0..<count).map { _ in
                        scalars[Int.random(in: 0..<scalars.count, using: &random)]
                    }
                )
            )
            let wanted = SlowMatcher.plain(text)
            let key = deviceName(text).map { String(decoding: $0.dropFirst(), as: UTF8.self) }
            #expect(key ?? "" == wanted, "seed \(seed): \(text.unicodeScalars.map(\.value))")
        }
    }

    private func email(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        return MatchKey.appendEmail(text, to: &bytes) ? bytes : nil
    }

    private func fullName(_ first: String, _ last: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        return MatchKey.appendFullName(first: first, last: last, to: &bytes) ? bytes : nil
    }

    private func deviceName(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        return MatchKey.appendDeviceName(text, to: &bytes) ? bytes : nil
    }
}
