import Directory
import Documents
import Wire

/// One group on paper.
final class GroupPDFProducer: ExportProducer {
    private let document: PDFDocument
    private var blocks: GroupBlocks
    private var drawing = BlockDrawing()

    /// - Throws: That the caller cannot see the group.
    init(_ asset: AssetID, id: String, subject: ExportSubject, paper: Paper) throws(CallError) {
        guard let blocks = GroupBlocks(asset, subject: subject),
            let group = subject.group(asset)
        else { throw .notFound("group", field: "id", id) }
        self.blocks = blocks
        document = PDFDocument(
            PDFDocument.Frame(paper: paper, title: group.row.name, footer: subject.stamp)
        )
    }

    func next() throws(CallError) -> ExportPart {
        var blocksLeft = ExportLimits.partBlocksMax
        let isDone = try drawing.draw(in: document, blocksLeft: &blocksLeft) { blocks.next() }
        if isDone { document.finish() }
        if let failure = document.failure {
            throw CallError(.internalFault, "the document could not be drawn: \(failure)")
        }
        return ExportPart(
            bytes: document.takeBytes(),
            done: UInt64(blocks.doneCount),
            total: UInt64(blocks.rowCount),
            isLast: isDone
        )
    }
}
