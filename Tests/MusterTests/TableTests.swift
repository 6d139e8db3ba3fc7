import TestSupport
import Testing

@testable import muster

@Suite struct TableTests {
    private static let table = Table(
        headings: [
            .init(title: "Name"), .init(title: "Count", isNumeric: true), .init(title: "Note"),
        ],
        rows: [
            [Cell("Ann"), Cell(7), Cell("first")],
            [Cell("東京"), Cell(12345), Cell("")],
            [Cell("e\u{301}"), Cell(1), Cell("a longer note")],
        ]
    )

    @Test func columnsLineUpByWhatIsSeen() {
        #expect(
            Self.table.lines(width: nil, isColoured: false) == [
                "Name  Count  Note",
                "Ann       7  first",
                "東京  12345",
                "e\u{301}         1  a longer note",
            ]
        )
    }

    @Test func theWidestColumnGivesWay() {
        #expect(
            Self.table.lines(width: 20, isColoured: false) == [
                "Name  Count  Note",
                "Ann       7  first",
                "東京  12345",
                "e\u{301}         1  a long…",
            ]
        )
    }

    /// A row that does not say what it is about says nothing.
    @Test func theFirstColumnKeepsAShareOfTheLine() {
        var widths = [40, 12, 12, 12, 12, 12, 12, 12]
        Table.fit(&widths, into: 80)
        #expect(widths[0] == 16)
        #expect(widths.reduce(0, +) + 14 == 80)
        var narrow = [40, 12, 12, 12]
        Table.fit(&narrow, into: 24)
        #expect(narrow.reduce(0, +) + 6 == 24)
        #expect(narrow.allSatisfy { $0 >= 4 })
    }

    @Test func coloursDoNotCountAsWidth() {
        var table = Self.table
        table.rows[0][0].paint = .red
        let lines = table.lines(width: nil, isColoured: true)
        #expect(lines[1] == "\u{1B}[31mAnn\u{1B}[0m       7  first")
    }

    @Test func namesCannotMoveTheCursor() {
        let table = Table(
            headings: [.init(title: "Name")],
            rows: [[Cell("a\u{1B}[31mb\nc\u{202E}d")]]
        )
        #expect(table.lines(width: nil, isColoured: false)[1] == "a\u{FFFD}[31mb c\u{FFFD}d")
    }

    @Test func rightToLeftTextIsIsolated() {
        let table = Table(headings: [.init(title: "Name")], rows: [[Cell("שלום")]])
        #expect(table.lines(width: 80, isColoured: false)[1] == "\u{2068}שלום\u{2069}")
        #expect(table.lines(width: nil, isColoured: false)[1] == "שלום")
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func noLineIsWiderThanTheTerminal(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let letters = Array("ab東京é👍 فريق")
        for _ in 0..<200 {
            let columns = Int.random(in: 1...6, using: &random)
            let rows = (0..<5).map { _ in
                (0..<columns).map { _ in
                    let count = Int.random(in: 0...30, using: &random)
                    return Cell(
                        String(
                            (0..<count).compactMap { _ in letters.randomElement(using: &random) }
                        )
                    )
                }
            }
            let width = Int.random(in: columns * 6...120, using: &random)
            let table = Table(headings: (0..<columns).map { _ in .init(title: "T") }, rows: rows)
            for line in table.lines(width: width, isColoured: false) {
                #expect(TextWidth.of(line) <= width, "seed \(seed)")
            }
        }
    }
}
