import Testing
import Transport

@Suite struct PercentEncodingTests {
    @Test(arguments: [
        ("plain text", "plain text"), ("näh%", "n%C3%A4h%25"), ("a\nb", "a%0Ab"), ("~ ", "~ "),
        ("\u{7F}", "%7F"), ("", ""),
    ])
    func encodesBytesOutsidePrintableASCII(text: String, encoded: String) {
        #expect(PercentEncoding.encode(text) == Array(encoded.utf8))
        #expect(PercentEncoding.decode(Array(encoded.utf8)) == text)
    }

    @Test(arguments: [
        ("n%C3%A4h%25 bad%zz", "näh% bad%zz"), ("%", "%"), ("%4", "%4"), ("%41", "A"),
        ("%FF", "\u{FFFD}"),
    ])
    func keepsBadEscapes(encoded: String, decoded: String) {
        #expect(PercentEncoding.decode(Array(encoded.utf8)) == decoded)
    }
}
