/// A document on its way to paper: takes block after block, breaks pages, and gives the bytes of finished ones.
///
/// Neither pages nor blocks are kept: what it needs of memory does not grow with what it has drawn. It belongs to one
/// thread at a time.
public final class PDFDocument {
    /// What every page says, and how many there are.
    public struct Frame: Hashable, Sendable {
        public var paper: Paper
        /// The document's title.
        public var title: String
        /// The left part of every footer: what the document is true of.
        public var footer: String
        /// Nil while it is not known: then footers tell the page alone.
        public var pageTotal: Int?

        public init(paper: Paper, title: String, footer: String, pageTotal: Int? = nil) {
            self.paper = paper
            self.title = title
            self.footer = footer
            self.pageTotal = pageTotal
        }
    }

    /// Pages begun so far.
    public private(set) var pageCount = 0
    /// The page on which each section begins, from 1.
    public private(set) var sectionPages: [Int] = []

    let frame: Frame
    var canvas: Canvas
    private let fonts = FontBook()
    var blocks: [TextStyle: TextBlock] = [:]
    /// The upper edge of what comes next.
    var y = 0.0
    /// Stands above everything on the further pages of a section.
    private var runningTitle = ""
    private var columns: [Block.Column] = []
    private var cells: [TextBlock] = []

    public init(_ frame: Frame, isMeasuring: Bool = false) {
        self.frame = frame
        canvas = Canvas(paper: frame.paper, title: frame.title, isMeasuring: isMeasuring)
    }

    /// Why nothing can be drawn any more, if that is so.
    public var failure: String? { canvas.failure }

    /// The bytes of the pages that were finished since the last time.
    public func takeBytes() -> [UInt8] { canvas.takeBytes() }

    /// Ends the last page and the document.
    public func finish() {
        if pageCount > 0 { canvas.endPage() }
        canvas.finish()
    }

    public func draw(_ block: Block) {
        switch block {
        case .section(let section): draw(section)
        case .heading(let text): drawHeading(text)
        case .fields(let fields): for field in fields { draw(field) }
        case .table(let columns): begin(columns)
        case .row(let texts): drawRow(texts)
        case .note(let text):
            drawText(text, .body, ink: .soft, x: PageLimits.margin, width: textWidth)
            y += 6
        }
    }

    // MARK: Pages

    var textWidth: Double { frame.paper.width - 2 * PageLimits.margin }
    private var bottom: Double { frame.paper.height - PageLimits.footerHeight }

    /// Begins a page with its footer.
    func beginPage() {
        if pageCount > 0 { canvas.endPage() }
        pageCount += 1
        y = PageLimits.margin
        let footerY = frame.paper.height - PageLimits.footerHeight + 12
        canvas.hairline(x: PageLimits.margin, y: footerY - 4, width: textWidth)
        let number = frame.pageTotal.map { "Page \(pageCount) of \($0)" } ?? "Page \(pageCount)"
        numberLine.set(number)
        let numberWidth = numberLine.size.width
        let numberX = PageLimits.margin + textWidth - numberWidth
        canvas.show(numberLine, x: numberX, y: footerY, ink: .soft)
        footerLine.set(frame.footer, width: textWidth - numberWidth - 16)
        canvas.show(footerLine, x: PageLimits.margin, y: footerY, ink: .soft)
    }

    // Blocks of their own: a page may begin while another block is being drawn line by line.
    private lazy var numberLine = fonts.block(.small)
    private lazy var footerLine = fonts.block(.small, linesMax: 1)
    private lazy var runningLine = fonts.block(.small, linesMax: 1)

    /// Begins the next page of what is under way.
    private func continuePage() {
        beginPage()
        runningLine.set(runningTitle, width: textWidth)
        canvas.show(runningLine, x: PageLimits.margin, y: y, ink: .soft)
        y += runningLine.size.height + 10
        if !columns.isEmpty { drawColumnTitles() }
    }

    /// Makes sure that `height` fits below what is there.
    private func makeRoom(_ height: Double) {
        if pageCount == 0 || y + height > bottom { continuePage() }
    }

    func block(_ style: TextStyle) -> TextBlock {
        if let block = blocks[style] { return block }
        let block = fonts.block(style)
        blocks[style] = block
        return block
    }

    /// One line of text that is cut off where the width ends.
    func oneLine(_ style: TextStyle) -> TextBlock { fonts.block(style, linesMax: 1) }

    // MARK: Parts of a section

    private func draw(_ section: Block.Section) {
        columns = []
        runningTitle = section.title
        beginPage()
        sectionPages.append(pageCount)
        let place = "section-\(sectionPages.count)"
        canvas.mark(place)
        canvas.addOutline(section.title, to: place)
        if !section.kicker.isEmpty {
            drawText(section.kicker, .small, ink: .soft, x: PageLimits.margin, width: textWidth)
            y += 2
        }
        drawText(section.title, .title, ink: .black, x: PageLimits.margin, width: textWidth)
        y += 4
        if let status = section.status {
            canvas.dot(x: PageLimits.margin + 4, y: y + 7, radius: 4, ink: status.ink)
            drawText(
                status.text,
                .body,
                ink: .black,
                x: PageLimits.margin + 14,
                width: textWidth - 14
            )
        }
        y += 10
    }

    private func drawHeading(_ text: String) {
        columns = []
        makeRoom(PageLimits.headingRoom)
        y += 10
        drawText(text, .heading, ink: .black, x: PageLimits.margin, width: textWidth)
        y += 4
    }

    private func draw(_ field: Block.Field) {
        let label = block(.label)
        label.set(field.label, width: PageLimits.labelWidth - 8)
        makeRoom(label.size.height)
        canvas.show(label, x: PageLimits.margin, y: y + 1, ink: .soft)
        let labelBottom = y + label.size.height
        drawText(
            field.value,
            .body,
            ink: field.link == nil ? .black : .link,
            x: PageLimits.margin + PageLimits.labelWidth,
            width: textWidth - PageLimits.labelWidth,
            link: field.link
        )
        y = max(y, labelBottom) + 3
    }

    /// Draws a text line by line, over as many pages as it takes.
    func drawText(
        _ text: String,
        _ style: TextStyle,
        ink: Ink,
        x: Double,
        width: Double,
        link: LinkTarget? = nil
    ) {
        let block = block(style)
        block.set(text, width: width)
        block.forEachLine { line in
            makeRoom(line.height)
            if let link { canvas.beginLink(link) }
            canvas.show(line, x: x, y: y, ink: ink)
            if link != nil { canvas.endLink() }
            y += line.height
        }
    }

    // MARK: Tables

    private func begin(_ columns: [Block.Column]) {
        self.columns = []
        makeRoom(PageLimits.tableRoom)
        self.columns = columns
        while cells.count < columns.count {
            cells.append(fonts.block(.cell, linesMax: PageLimits.cellLinesMax))
        }
        drawColumnTitles()
    }

    private func drawColumnTitles() {
        let title = block(.columnTitle)
        var x = PageLimits.margin
        var height = 0.0
        for column in columns {
            let width = column.share * textWidth
            title.set(column.title, width: width - PageLimits.cellGap)
            canvas.show(title, x: x, y: y, ink: .soft)
            height = max(height, title.size.height)
            x += width
        }
        y += height + 3
        canvas.hairline(x: PageLimits.margin, y: y, width: textWidth)
        y += 3
    }

    private func drawRow(_ texts: [String]) {
        precondition(texts.count == columns.count, "a row has a text for each column of its table")
        var height = 0.0
        for (index, text) in texts.enumerated() {
            cells[index].set(text, width: columns[index].share * textWidth - PageLimits.cellGap)
            height = max(height, cells[index].size.height)
        }
        makeRoom(height + 5)
        var x = PageLimits.margin
        for (index, column) in columns.enumerated() {
            if !texts[index].isEmpty { canvas.show(cells[index], x: x, y: y, ink: .black) }
            x += column.share * textWidth
        }
        y += height + 2
        canvas.hairline(x: PageLimits.margin, y: y, width: textWidth)
        y += 3
    }
}

/// The measures of a page, in points, and the bounds of what stands on it.
enum PageLimits {
    static let margin = 42.0
    static let footerHeight = 44.0
    static let labelWidth = 130.0
    static let cellGap = 6.0
    /// Below a heading there is room for the beginning of what it is about.
    static let headingRoom = 72.0
    static let tableRoom = 44.0
    /// A cell's text goes on for so many lines at most: all that Entra allows for a name fits.
    static let cellLinesMax = 24
}
