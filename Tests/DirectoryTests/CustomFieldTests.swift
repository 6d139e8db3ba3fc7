import Directory
import Testing

/// What a custom field takes and the one form in which it keeps it (row 88).
@Suite struct CustomFieldTests {
    private func checked(_ type: CustomFieldType, _ texts: [String]) -> [String]? {
        let field = CustomField(key: "f", name: "F", type: type, options: ["red", "blue"])
        return try? field.checked(texts)
    }

    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("007", "7"), ("-12.50", "-12.5"), ("1.000", "1"),
        ("123456789012345678901234567890.12", "123456789012345678901234567890.12"),
    ])
    func aNumberIsKeptExactly(text: String, kept: String) {
        #expect(checked(.number, [text]) == [kept])
    }

    @Test(arguments: ["", ".", "1.", ".5", "1e5", "+1", "--1", "1,5", "１", "0x1", " 1", "1.2.3"])
    func nothingElseIsANumber(text: String) {
        #expect(checked(.number, [text]) == (text.isEmpty ? [] : nil))
    }

    @Test func aPercentageIsFromNothingToAll() {
        #expect(checked(.percent, ["100"]) == ["100"])
        #expect(checked(.percent, ["099.5"]) == ["99.5"])
        #expect(checked(.percent, ["-0"]) == ["0"])
        for text in ["100.1", "101", "-1", "-0.5", "1000"] {
            #expect(checked(.percent, [text]) == nil, "\(text)")
        }
    }

    @Test func aDayExists() {
        for text in ["2024-02-29", "2000-02-29", "2026-12-31", "0001-01-01"] {
            #expect(checked(.date, [text]) == [text])
        }
        for text in [
            "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-4-1",
            "0000-01-01", "26-01-01", "2026-01-01T00:00", "2026/01/01",
        ] {
            #expect(checked(.date, [text]) == nil, "\(text)")
        }
    }

    @Test func otherTypesTakeWhatTheySay() {
        #expect(checked(.text, ["a"]) == ["a"])
        #expect(checked(.text, ["a\nb"]) == nil)
        #expect(checked(.text, [String(repeating: "x", count: 1025)]) == nil)
        #expect(checked(.text, ["a", "b"]) == nil)
        #expect(checked(.textarea, ["a\nb"]) == ["a\nb"])
        #expect(checked(.checkbox, ["Yes"]) == ["true"])
        #expect(checked(.checkbox, ["0"]) == ["false"])
        #expect(checked(.checkbox, ["maybe"]) == nil)
        #expect(checked(.select, ["red"]) == ["red"])
        #expect(checked(.select, ["Red"]) == nil)
        #expect(checked(.tag, ["b", "a", "b"]) == ["b", "a"])
        #expect(checked(.tag, [""]) == nil)
        #expect(checked(.tag, (0..<101).map(String.init)) == nil)
        #expect(checked(.header, ["a"]) == nil)
        for type in CustomFieldType.allCases { #expect(checked(type, []) == [], "\(type)") }
    }

    /// What is kept is taken again and stays as it is.
    @Test func theKeptFormIsItsOwn() throws {
        let texts: [(CustomFieldType, [String])] = [
            (.number, ["-00.10"]), (.percent, ["05.0"]), (.checkbox, ["YES"]),
            (.tag, ["x", "y", "x"]),
        ]
        for (type, given) in texts {
            let kept = try #require(checked(type, given))
            #expect(checked(type, kept) == kept, "\(type)")
        }
    }
}
