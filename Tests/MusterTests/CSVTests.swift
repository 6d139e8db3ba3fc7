import TestSupport
import Testing

@testable import muster

@Suite struct CSVTests {
    @Test func quotesOnlyWhatNeedsIt() {
        #expect(
            CSV.record(["a", "b,c", "d\"e", "f\ng", "", " h"])
                == "a,\"b,c\",\"d\"\"e\",\"f\ng\",,\" h\"\r\n"
        )
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func whatIsWrittenIsReadAgain(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let letters: [Character] = ["a", "é", "東", ",", "\"", "\n", " ", "\u{FEFF}", ";"]
        for _ in 0..<300 {
            let records = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                ["x"]
                    + (0..<Int.random(in: 0...4, using: &random)).map { _ in
                        String(
                            (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in
                                letters.randomElement(using: &random)
                            }
                        )
                    }
            }
            var bytes = Array(records.map { CSV.record($0) }.joined().utf8)[...]
            var reader = CSVReader()
            var read: [[String]] = []
            while !bytes.isEmpty {
                let count = Int.random(in: 1...bytes.count, using: &random)
                read += try reader.receive(bytes.prefix(count)).map(\.fields)
                bytes = bytes.dropFirst(count)
            }
            #expect(try reader.end() == nil, "seed \(seed)")
            #expect(read == records, "seed \(seed)")
        }
    }
}

@Suite struct CSVReaderTests {
    private func read(_ text: String) throws -> [CSVReader.Record] {
        var reader = CSVReader()
        let records = try reader.receive(text.utf8)
        return try records + (reader.end().map { [$0] } ?? [])
    }

    @Test func passesOverAByteOrderMark() throws {
        #expect(try read("\u{FEFF}a,b\r\n") == [.init(line: 1, fields: ["a", "b"])])
        #expect(try read("\u{FF71},b") == [.init(line: 1, fields: ["\u{FF71}", "b"])])
        #expect(try read("\u{FEFF}") == [])
    }

    @Test func countsLinesInsideQuotes() throws {
        let records = try read("a\n\"b\nc\"\n\nd")
        #expect(records.map(\.line) == [1, 2, 5])
        #expect(records.map(\.fields) == [["a"], ["b\nc"], ["d"]])
    }

    @Test(arguments: [
        ("a\n\"b", 2, "no closing quote"), ("a\"b", 1, "not quoted"),
        ("\"a\"b", 1, "after its closing quote"),
    ])
    func namesTheLineOfAFault(text: String, line: Int, reason: String) {
        let fault = #expect(throws: CSVReader.Fault.self) { try read(text) }
        #expect(fault?.line == line)
        #expect(fault?.reason.contains(reason) == true)
    }

    @Test func aLostQuoteDoesNotEatTheFile() {
        let text = "\"" + String(repeating: "x", count: CSVReader.recordBytesMax)
        #expect(throws: CSVReader.Fault.self) { try read(text) }
    }
}
