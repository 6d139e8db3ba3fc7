import Documents
import Foundation
import Testing
import Wire

@Suite struct LongGroupTests {
    static func group(memberCount: Int) -> TestGroup {
        var group = TestGroup("All staff", kind: .microsoft365)
        group.row.email = "all.staff@contoso.example"
        for index in 0..<memberCount / 2 {
            group.addMatched(
                "Person \(index)",
                entraName: "Person \(index) (Contoso)",
                userPrincipalName: "person\(index)@contoso.example"
            )
        }
        for index in memberCount / 2..<memberCount {
            group.addUnmatched(
                "Guest \(index)",
                userPrincipalName: "guest\(index)_fabrikam.example#EXT#@contoso.example",
                isGuest: true
            )
        }
        return group
    }

    @Test("25,000 members stand on many pages, each once, in order (rows 35, 42, 73, 91)")
    func everyMemberOfALongGroupIsThere() throws {
        let pdf = PaperReader.pdf(Self.group(memberCount: 25_000))
        let text = try PaperReader.text(pdf)
        let numbers = text.matches(of: /(?:person|guest)([0-9]+)[@_]/).compactMap { Int($0.1) }
        #expect(numbers == Array(0..<25_000))
        let pages = try PaperReader.pages(pdf)
        let count = try PaperReader.pageCount(pdf)
        #expect(pages.count == count)
        #expect(count > 300)
        for (index, page) in pages.enumerated() {
            #expect(page.contains("Page \(index + 1)\n"), "page \(index + 1)")
            #expect(page.contains("as of 2026-11-23 13:05 UTC"))
            #expect(page.contains("All staff"))
        }
        let withTitles = pages.filter { $0.contains("User principal name") }
        #expect(withTitles.count == count, "the columns' titles stand on every page")
    }

    @Test("Memory does not grow with the members")
    func memoryDoesNotGrowWithTheMembers() async {
        // A process of its own, because what other tests hold is none of this one's.
        await #expect(processExitsWith: .success) {
            let small = try LongGroupTests.draw(memberCount: 1000)
            let large = try LongGroupTests.draw(memberCount: 25_000)
            // Cairo keeps some hundred bytes of every page; whoever kept what is written, or the rows, kept far more.
            let written = large.writtenBytes - small.writtenBytes
            #expect(written > 1_000_000)
            #expect(large.peakBytes - small.peakBytes < written)
            // The same measure sees it when the bytes are not taken.
            let kept = try LongGroupTests.draw(memberCount: 25_000, takesBytes: false)
            #expect(kept.peakBytes - large.peakBytes > written)
        }
    }

    /// The most memory that this process ever held, in bytes, once a group was drawn, and what was written of it.
    static func draw(
        memberCount: Int,
        takesBytes: Bool = true
    ) throws -> (peakBytes: Int, writtenBytes: Int) {
        let document = PDFDocument(group(memberCount: 0).frame(.a4))
        var section = GroupSection(group(memberCount: 0).row, detail: V1.GroupDetail())
        for block in section.head() { document.draw(block) }
        var written = 0
        for start in stride(from: 0, to: memberCount, by: 100) {
            let rows = (start..<start + 100).map { index in
                V1.MemberRow {
                    $0.type = .user
                    $0.name = "Person \(index)"
                    $0.userPrincipalName = "person\(index)@contoso.example"
                    $0.matchState = .unmatched
                }
            }
            for block in section.members(rows) { document.draw(block) }
            if takesBytes { written += document.takeBytes().count }
        }
        document.finish()
        written += document.takeBytes().count
        return (try peakBytes(), written)
    }

    /// The most memory that this process ever held, in bytes.
    ///
    /// `getrusage` does not tell it: there the peak of the process that started this one counts too.
    private static func peakBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(Int(line.filter(\.isNumber))) * 1024
    }

    @Test func measuringFindsThePagesThatAreDrawn() throws {
        for memberCount in [0, 1, 60, 61, 62, 63, 500] {
            let group = Self.group(memberCount: memberCount)
            let measured = PDFDocument(group.frame(.letter), isMeasuring: true)
            for block in group.blocks() { measured.draw(block) }
            measured.finish()
            #expect(
                measured.pageCount
                    == (try PaperReader.pageCount(PaperReader.pdf(group, paper: .letter)))
            )
        }
    }

    @Test func textsLongerThanAPageAreGoneOnWith() throws {
        var group = TestGroup("Long texts")
        let lines = (0..<400).map { "line-\($0)-end" }
        group.row.description = lines.joined(separator: "\n")
        group.addUnmatched(String(repeating: "name ", count: 50), userPrincipalName: "x@y")
        let pdf = PaperReader.pdf(group)
        let text = try PaperReader.text(pdf)
        for line in lines { #expect(text.contains(line)) }
        #expect(text.matches(of: /name/).count >= 50)
        #expect(try PaperReader.pageCount(pdf) > 5)
    }
}
