import Directory
import Documents
import ReadModel
import Wire

/// The blocks of one group's section, some hundreds at a time.
struct GroupBlocks {
    /// How many members the section lists.
    let rowCount: Int
    private(set) var doneCount = 0
    private var section: GroupSection
    private var reader: MemberReader
    private var step = Step.head

    private enum Step {
        case head
        case members
        case over
    }

    /// The section of a group; nil when the caller cannot see it.
    init?(_ asset: AssetID, subject: ExportSubject) {
        guard let facts = subject.image.facts(of: asset), let group = subject.group(asset) else {
            return nil
        }
        section = GroupSection(group.row, detail: group.detail)
        reader = MemberReader(asset, of: facts.kind, subject: subject)
        rowCount = reader.totalCount
    }

    /// The next blocks; nil when the section is at its end.
    mutating func next() -> [Block]? {
        switch step {
        case .head:
            step = .members
            return section.head()
        case .members:
            guard let rows = reader.next() else {
                step = .over
                return section.end()
            }
            doneCount += rows.count
            switch rows {
            case .members(let rows): return section.members(rows)
            case .nestedGroups(let rows): return section.nestedGroups(rows)
            case .devices(let rows): return section.devices(rows)
            }
        case .over:
            return nil
        }
    }
}

/// Draws blocks into a document, in steps.
struct BlockDrawing {
    private var waiting: ArraySlice<Block> = []

    /// Draws until the bound of a part is reached.
    ///
    /// - Parameters:
    ///   - document: What to draw in.
    ///   - blocksLeft: How many blocks this step may still draw.
    ///   - more: Further blocks; nil when there are none.
    /// - Throws: That the document cannot be drawn.
    /// - Returns: Whether everything was drawn.
    mutating func draw(
        in document: PDFDocument,
        blocksLeft: inout Int,
        more: () -> [Block]?
    ) throws(CallError) -> Bool {
        while blocksLeft > 0 {
            guard let block = waiting.popFirst() else {
                guard let blocks = more() else { return true }
                waiting = blocks[...]
                continue
            }
            document.draw(block)
            blocksLeft -= 1
        }
        if let failure = document.failure {
            throw CallError(.internalFault, "the document could not be drawn: \(failure)")
        }
        return false
    }
}
