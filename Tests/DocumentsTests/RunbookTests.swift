import Documents
import Testing
import Wire

@Suite struct RunbookTests {
    struct Book {
        var bytes: [UInt8]
        var titles: [String]
    }

    static func book(groupCount: Int) -> Book {
        let groups = (0..<groupCount).map { index in
            var group = LongGroupTests.group(memberCount: index % 7 * 40)
            group.row.name = "Group number \(index)"
            return group
        }
        var frame = PDFDocument.Frame(paper: .a4, title: "Runbook", footer: "Contoso")
        let measured = PDFDocument(frame, isMeasuring: true)
        for group in groups { for block in group.blocks() { measured.draw(block) } }
        let front = 1 + PDFDocument.contentsPageCount(entries: groupCount, on: .a4)
        frame.pageTotal = front + measured.pageCount
        let document = PDFDocument(frame)
        document.drawCover(title: "Contoso", lines: ["\(groupCount) groups"])
        document.drawContents(count: groupCount) { index in
            PDFDocument.Entry(
                title: groups[index].row.name,
                detail: "Microsoft 365 group",
                page: front + measured.sectionPages[index]
            )
        }
        for group in groups { for block in group.blocks() { document.draw(block) } }
        document.finish()
        #expect(document.failure == nil)
        return Book(bytes: document.takeBytes(), titles: groups.map(\.row.name))
    }

    @Test(
        "The contents name the page on which each section begins (row 77)",
        arguments: [1, 40, 41, 90]
    )
    func contentsAreRight(groupCount: Int) throws {
        let book = Self.book(groupCount: groupCount)
        let pages = try PaperReader.pages(book.bytes)
        #expect(pages.count == (try PaperReader.pageCount(book.bytes)))
        let front = 1 + PDFDocument.contentsPageCount(entries: groupCount, on: .a4)
        let contents = pages[1..<front].joined(separator: "\n")
        for title in book.titles {
            let line = try #require(
                contents.split(separator: "\n").first { $0.contains("\(title) ") },
                "\(title) is not in the contents"
            )
            let number = try #require(line.split(separator: " ").last.flatMap { Int($0) })
            let page = pages[number - 1]
            #expect(page.contains("\(title)\n"), "\(title) does not begin on page \(number)")
            #expect(page.contains("Membership type"), "page \(number) is not where it begins")
        }
        for (index, page) in pages.enumerated() {
            #expect(page.contains("Page \(index + 1) of \(pages.count)"))
        }
    }
}
