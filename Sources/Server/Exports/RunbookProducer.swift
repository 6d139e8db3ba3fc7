import Access
import Directory
import Documents
import ReadModel
import Wire

/// A book of groups: cover, contents, a section a group.
///
/// It goes over the groups twice: first to see where each section begins, then to draw. What it keeps of a group is its
/// title and a page.
final class RunbookProducer: ExportProducer {
    /// A group of the book.
    struct Chapter {
        var asset: AssetID
        var title: String
        var detail: String
    }

    private enum Phase {
        case measuring(PDFDocument)
        case drawing(PDFDocument)
    }

    private let subject: ExportSubject
    private let paper: Paper
    private let chapters: [Chapter]
    private var phase: Phase
    private var chapterIndex = 0
    private var blocks: GroupBlocks?
    private var drawing = BlockDrawing()
    private var title: String { "Runbook: \(subject.organization.name)" }

    init(_ chapters: [Chapter], subject: ExportSubject, paper: Paper) {
        self.chapters = chapters
        self.subject = subject
        self.paper = paper
        let frame = PDFDocument.Frame(paper: paper, title: "", footer: subject.stamp)
        phase = .measuring(PDFDocument(frame, isMeasuring: true))
    }

    func next() throws(CallError) -> ExportPart {
        // Work is counted in sections, each passed twice.
        let total = UInt64(chapters.count * 2)
        switch phase {
        case .measuring(let document):
            if try pass(over: document) {
                phase = .drawing(beginDrawing(measured: document))
                chapterIndex = 0
            }
            return ExportPart(done: UInt64(chapterIndex), total: total)
        case .drawing(let document):
            let isDone = try pass(over: document)
            if isDone { document.finish() }
            if let failure = document.failure {
                throw CallError(.internalFault, "the document could not be drawn: \(failure)")
            }
            return ExportPart(
                bytes: document.takeBytes(),
                done: UInt64(chapters.count + chapterIndex),
                total: total,
                isLast: isDone
            )
        }
    }

    /// One step of a pass over all sections; whether it was the last.
    private func pass(over document: PDFDocument) throws(CallError) -> Bool {
        var blocksLeft = ExportLimits.partBlocksMax
        while chapterIndex < chapters.count {
            if blocks == nil {
                blocks = GroupBlocks(chapters[chapterIndex].asset, subject: subject)
            }
            let isDone = try drawing.draw(in: document, blocksLeft: &blocksLeft) {
                blocks?.next()
            }
            guard isDone else { return false }
            blocks = nil
            chapterIndex += 1
            // A section of a few blocks counts as some: making its page takes longer than they do.
            blocksLeft -= 8
            if blocksLeft <= 0 { return false }
        }
        return true
    }

    /// The document that is drawn, with its cover and contents.
    private func beginDrawing(measured: PDFDocument) -> PDFDocument {
        let count = chapters.count
        let frontPages = 1 + PDFDocument.contentsPageCount(entries: count, on: paper)
        let document = PDFDocument(
            PDFDocument.Frame(
                paper: paper,
                title: title,
                footer: subject.stamp,
                pageTotal: frontPages + measured.pageCount
            )
        )
        document.drawCover(
            title: subject.organization.name,
            lines: ["Runbook of groups", subject.stamp, count == 1 ? "1 group" : "\(count) groups"]
        )
        document.drawContents(count: count) { index in
            PDFDocument.Entry(
                title: chapters[index].title,
                detail: chapters[index].detail,
                page: frontPages + measured.sectionPages[index]
            )
        }
        return document
    }

    // MARK: Which groups

    /// Every group of a kind that the caller may see, by name.
    static func chapters(of kind: GroupKind, _ query: ListQuery, _ subject: ExportSubject)
        -> [Chapter]
    {
        var chapters: [Chapter] = []
        var rows = ListReader(query, subject: subject)
        while let page = rows.next() {
            for row in page {
                guard let id = GUID(row.id), let asset = subject.image.asset(withPublicID: id)
                else { continue }
                chapters.append(
                    Chapter(asset: asset, title: row.name, detail: GroupText.kind(row))
                )
            }
        }
        return chapters
    }
}

/// A whole list, some hundreds of rows at a time, by the door that the call `List` uses.
struct ListReader {
    let totalCount: Int
    private var cursor: ListCursor

    init(_ query: ListQuery, subject: ExportSubject) {
        var orders = OrderCache()
        cursor = ListCursor(
            subject.image,
            query: query,
            caller: subject.caller,
            views: CallerViewTable(role: subject.caller.role),
            orders: &orders
        )
        totalCount = cursor.totalCount
    }

    /// The next rows; nil when there are no more.
    mutating func next() -> [V1.GroupRow]? {
        guard let message = cursor.next() else { return nil }
        let reply: V1.ListGroupsResponse = ExportSubject.decoded(message.joined())
        return reply.rows
    }
}
