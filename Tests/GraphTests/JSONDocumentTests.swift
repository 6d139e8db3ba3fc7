import TestSupport
import Testing

@testable import Graph

/// What `#require` does, which cannot look into a noncopyable document.
private func found<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw JSONError.unexpected("nothing is there") }
    return value
}

@Suite struct JSONDocumentTests {
    @Test func valuesOfEveryKind() throws {
        let text =
            #"{"a":"x\u0041\n","b":[1,-2,1.5,18446744073709551615],"c":true,"d":false,"e":null,"f":{}}"#
        let document = try JSONDocument(parsing: Array(text.utf8))
        let root = document.root
        #expect(document.kind(of: root) == .object)
        let a = try found(document.value(of: "a", in: root))
        #expect(document.string(a) == "xA\n")
        #expect(document.isString(a, "xA\n") == true)
        #expect(document.isString(a, "xA") == false)
        #expect(document.integer(a) == nil)
        let b = try found(document.value(of: "b", in: root))
        var elements = try found(document.elements(of: b))
        var integers: [Int?] = []
        while let element = document.nextElement(&elements) {
            integers.append(document.integer(element))
        }
        #expect(integers == [1, -2, nil, nil])
        #expect(document.value(of: "c", in: root).flatMap { document.boolean($0) } == true)
        #expect(document.value(of: "d", in: root).flatMap { document.boolean($0) } == false)
        #expect(document.value(of: "e", in: root).map { document.isNull($0) } == true)
        let f = try found(document.value(of: "f", in: root))
        var members = try found(document.members(of: f))
        let isEmpty = document.nextMember(&members) == nil
        #expect(isEmpty)
        let isArray = document.elements(of: f) != nil
        #expect(!isArray)
        let isThere = document.value(of: "g", in: root) != nil
        let isInString = document.value(of: "g", in: a) != nil
        #expect(!isThere && !isInString)
    }

    @Test func theLastOfEqualKeysCounts() throws {
        let document = try JSONDocument(parsing: Array(#"{"a":1,"a":[{}],"a":2}"#.utf8))
        let value = try found(document.value(of: "a", in: document.root))
        #expect(document.integer(value) == 2)
    }

    @Test func anEmptyStringIsAString() throws {
        let document = try JSONDocument(parsing: Array(#"[""]"#.utf8))
        var elements = try found(document.elements(of: document.root))
        let element = try found(document.nextElement(&elements))
        #expect(document.string(element) == "")
        let isOver = document.nextElement(&elements) == nil
        #expect(isOver)
    }

    @Test(arguments: [
        "", " ", "{", "[1,]", "{\"a\":1,}", "{} x", "nul", "{\"a\"}", "\"\\ud800\"", "[01]",
        "<html>502 Bad Gateway</html>", "{\"a\":\"\u{1}\"}",
    ])
    func whatIsNotJSONIsNoDocument(text: String) {
        #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(text.utf8)).root }
    }

    @Test func bytesThatAreNotUTF8AreNoDocument() {
        for bad: [UInt8] in [
            [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80],
        ] {
            let text = Array("{\"a\":\"".utf8) + bad + Array("\"}".utf8)
            #expect(throws: JSONError.self) { try JSONDocument(parsing: text).root }
        }
    }

    @Test func nestingHasALimit() {
        let depth = 100_000
        let text =
            [UInt8](repeating: UInt8(ascii: "["), count: depth)
            + [UInt8](repeating: UInt8(ascii: "]"), count: depth)
        #expect(throws: JSONError.self) { try JSONDocument(parsing: text).root }
    }
}
