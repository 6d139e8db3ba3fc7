import Documents
import Foundation
import Glibc
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
        await #expect(processExitsWith: .success) {
            let small = LongGroupTests.draw(memberCount: 1000)
            let large = LongGroupTests.draw(memberCount: 25_000)
            // Cairo keeps a few bytes of every page; what is written and taken is not kept.
            let growth = large.peakBytes - small.peakBytes
            let written = large.writtenBytes - small.writtenBytes
            guard written > 2_000_000, growth * 4 < written else {
                print("\(written) bytes more written, \(growth) more in memory")
                exit(1)
            }
        }
    }

    /// The most memory that this process ever held, in bytes, once a group was drawn, and what was written of it.
    static func draw(memberCount: Int) -> (peakBytes: Int, writtenBytes: Int) {
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
            written += document.takeBytes().count
        }
        document.finish()
        written += document.takeBytes().count
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return (usage.ru_maxrss * 1024, written)
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
