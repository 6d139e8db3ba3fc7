import Testing

@testable import Wire

@Suite struct JSONTests {
    @Test(arguments: [
        "null", "true", "0", "-1.5e+10", "\"\"", "[]", "{}", "[1,[2,{\"a\":null}]]",
        "{\"b\":1,\"a\":[\"x\"]}", "\"\\u0000\\n\\\"\\\\\"",
    ])
    func compactTextComesBackAsItWas(text: String) throws {
        #expect(try JSONParser.parse(text).text() == text)
    }

    @Test func escapesAreUnderstood() throws {
        let value = try JSONParser.parse(" \"\\ud83d\\ude00\\u00e9\\/\\b\\f\\t\" ")
        #expect(value == .string("😀é/\u{08}\u{0C}\t"))
    }

    @Test(arguments: [
        "", " ", "tru", "01", "1.", ".5", "+1", "1e", "-", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":1,}",
        "{a:1}", "{\"a\":1,\"a\":2}", "\"", "\"\\x\"", "\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83dx\"",
        "\"\u{01}\"", "null null", "NaN", "'a'", "[", "{", "\"\\u12\"", "\u{0B}1",
    ])
    func whatIsNotJSONIsRefused(text: String) {
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(text) }
    }

    @Test func nestingHasAnEnd() throws {
        let depth = WireLimits.depthMax
        let deepest = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(try JSONParser.parse(deepest).text() == deepest)
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse("[\(deepest)]") }
    }

    @Test func prettyTextHasAMemberALine() throws {
        let value = try JSONParser.parse("{\"a\":[1,2],\"b\":{},\"c\":[]}")
        #expect(
            value.text(isPretty: true) == """
                {
                  "a": [
                    1,
                    2
                  ],
                  "b": {},
                  "c": []
                }
                """
        )
    }

    @Test func aFailureSaysWhere() {
        let failure = #expect(throws: JSONParser.Failure.self) {
            try JSONParser.parse("{\"a\": tru}")
        }
        #expect(failure?.description == "byte 6: expected true")
    }

    @Test(arguments: [
        ([UInt8](), ""), ([0], "AA=="), ([0, 1], "AAE="), ([0, 1, 2], "AAEC"),
        ([0xFB, 0xFF, 0xFE, 0xFF], "+//+/w=="),
    ])
    func base64IsThatOfTheStandard(bytes: [UInt8], text: String) {
        #expect(Base64.encode(bytes) == text)
        #expect(Base64.decode(text) == bytes)
        let unpadded = text.filter { $0 != "=" }
        #expect(Base64.decode(unpadded) == bytes)
    }

    @Test(arguments: ["A", "AAEC=", "AA=", "AAE==", "A===", "AA==AA==", "A*==", "ä"])
    func whatIsNotBase64IsRefused(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func base64TakesTheAlphabetOfURLs() {
        #expect(Base64.decode("-__-_w") == [0xFB, 0xFF, 0xFE, 0xFF])
    }
}
