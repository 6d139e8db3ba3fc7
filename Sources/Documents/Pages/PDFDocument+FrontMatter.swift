/// What stands before the sections of a longer document.
extension PDFDocument {
    /// An entry of the contents.
    public struct Entry: Hashable, Sendable {
        public var title: String
        /// Beside the title: the kind.
        public var detail: String
        public var page: Int

        public init(title: String, detail: String, page: Int) {
            self.title = title
            self.detail = detail
            self.page = page
        }
    }

    /// A page with the title and some lines about the document.
    public func drawCover(title: String, lines: [String]) {
        beginPage()
        y = frame.paper.height * 0.3
        let margin = PageLimits.margin
        drawText(title, .coverTitle, ink: .black, x: margin, width: textWidth)
        y += 16
        canvas.hairline(x: margin, y: y, width: textWidth)
        y += 16
        for line in lines {
            drawText(line, .body, ink: .soft, x: margin, width: textWidth)
            y += 3
        }
    }

    /// How many pages the contents of so many sections take.
    public static func contentsPageCount(entries: Int, on paper: Paper) -> Int {
        max(1, (entries + entriesPerPage(on: paper) - 1) / entriesPerPage(on: paper))
    }

    /// The contents: a line a section, each of the same height, so that their pages are known before anything is drawn.
    ///
    /// - Parameters:
    ///   - count: The number of entries.
    ///   - entry: The entry at an index.
    public func drawContents(count: Int, entry: (Int) -> Entry) {
        let perPage = Self.entriesPerPage(on: frame.paper)
        let title = oneLine(.body)
        let detail = oneLine(.label)
        let number = block(.body)
        let margin = PageLimits.margin
        beginContentsPage()
        for index in 0..<count {
            if index > 0, index.isMultiple(of: perPage) { beginContentsPage() }
            let entry = entry(index)
            canvas.beginLink(.place("section-\(index + 1)"))
            title.set(entry.title, width: textWidth * 0.68)
            canvas.show(title, x: margin, y: y, ink: .black)
            canvas.endLink()
            detail.set(entry.detail, width: textWidth * 0.2)
            canvas.show(detail, x: margin + textWidth * 0.7, y: y + 1, ink: .soft)
            number.set(String(entry.page))
            let width = number.size.width
            canvas.show(number, x: margin + textWidth - width, y: y, ink: .black)
            y += Self.entryHeight
        }
    }

    private func beginContentsPage() {
        beginPage()
        drawText("Contents", .heading, ink: .black, x: PageLimits.margin, width: textWidth)
        y = PageLimits.margin + Self.contentsHeadHeight
    }

    private static let entryHeight = 18.0
    private static let contentsHeadHeight = 30.0

    private static func entriesPerPage(on paper: Paper) -> Int {
        let room =
            paper.height - PageLimits.margin - PageLimits.footerHeight - contentsHeadHeight
        return Int(room / entryHeight)
    }
}
