public import Access
public import Directory

/// Rows of both lists of an organization that were picked one by one, by name and id.
///
/// It serves the questions whose answer is no range of a list: the groups of a principal, and a search
/// across organizations.
public struct RowSelection: Sendable {
    private struct Pick {
        var chunk: RowChunk
        var row: Int
        var key: RowKey

        init(_ position: RowTable.Position, of table: RowTable) {
            chunk = table.chunk(of: position)
            row = RowTable.row(of: position)
            key = chunk.key(row)
        }
    }

    private let picks: [Pick]
    /// The rows on all pages.
    public var totalCount: Int { picks.count }
    /// Where the page ended, once the last message is out; `nil` when no rows follow it.
    public private(set) var nextPage: PageKey?
    private let views: CallerViewTable
    private let viewer: ReplyBuilder.Viewer
    private var index = 0
    private var rowsLeft: Int
    private var isFinished = false

    /// The next message, `nil` after the last one; there is at least one.
    public mutating func next() -> ReplyMessage? {
        guard !isFinished else { return nil }
        var builder = ReplyBuilder(for: viewer)
        while index < picks.count, rowsLeft > 0 {
            let pick = picks[index]
            guard builder.hasRoom(for: pick.chunk.recordRange(pick.row).count) else {
                return builder.finish(isLast: false)
            }
            builder.append(pick.row, of: pick.chunk, views: views, columns: nil)
            index += 1
            rowsLeft -= 1
        }
        isFinished = true
        if index > 0, index < picks.count {
            let last = picks[index - 1]
            nextPage = PageKey(value: nil, row: last.key)
        }
        return builder.finish(isLast: true)
    }

    private init(
        _ picks: [Pick],
        views: CallerViewTable,
        viewer: ReplyBuilder.Viewer,
        after key: PageKey?,
        rowsMax: Int?
    ) {
        self.picks = picks.sorted { $0.key < $1.key }
        self.views = views
        self.viewer = viewer
        rowsLeft = rowsMax ?? .max
        if let key {
            index =
                self.picks.firstIndex { key.row < $0.key }
                ?? picks.count
        }
    }
}

extension RowSelection {
    /// The documented groups of which `principal` is a direct member; `nil` when there is no such one.
    ///
    /// - Parameters:
    ///   - principal: Whose groups.
    ///   - snapshot: The image to answer from.
    ///   - includesArchived: Archived groups too.
    ///   - caller: Who asks: what it cannot see is not there.
    ///   - views: The table for the caller's role.
    ///   - key: Where the page before ended.
    ///   - rowsMax: The rows of one page; `nil` for everything.
    public init?(
        groupsOf principal: GroupsOf,
        in snapshot: OrganizationSnapshot,
        includesArchived: Bool,
        caller: Caller,
        views: CallerViewTable,
        after key: PageKey? = nil,
        rowsMax: Int?
    ) {
        let state = snapshot.state
        guard let memberships = state.memberships(of: principal) else { return nil }
        if case .object(_, let entraID) = principal, snapshot.isHidden(entraID, from: caller) {
            return nil
        }
        let groups = Set(memberships.map(\.group))
        let picks = groups.compactMap { group -> Pick? in
            guard let (id, facts) = state.documentedAsset(of: group),
                caller.visible.contains(id, of: facts.kind, in: state.organization),
                let key = state.assets[id].flatMap({ state.rowKey(of: $0) }),
                let position = state[facts.kind].position(of: key)
            else { return nil }
            let pick = Pick(position, of: state[facts.kind])
            return includesArchived || !pick.chunk.archived.contains(pick.row) ? pick : nil
        }
        self.init(
            picks,
            views: views,
            viewer: .init(visible: caller.visible, organization: state.organization),
            after: key,
            rowsMax: rowsMax
        )
    }

    /// The groups of one organization whose names contain a text.
    ///
    /// - Parameters:
    ///   - text: Part of the name, in any case.
    ///   - kinds: The lists to search.
    ///   - snapshot: The image to search.
    ///   - includesArchived: Archived groups too.
    ///   - caller: Who asks: what it cannot see is not there.
    ///   - views: The table for the caller's role.
    ///   - rowsMax: How many rows to answer at most.
    public init(
        namesContaining text: String,
        kinds: [GroupKind],
        in snapshot: OrganizationSnapshot,
        includesArchived: Bool,
        caller: Caller,
        views: CallerViewTable,
        rowsMax: Int
    ) {
        var filter = ListFilter(nameContains: text)
        filter.includesArchived = includesArchived
        var picks: [Pick] = []
        for kind in kinds {
            let hidden: Set<AssetID>
            switch caller.visible.list(of: kind, in: snapshot.organization) {
            case .nothing: continue
            case .everything: hidden = []
            case .allBut(let assets): hidden = assets
            }
            let table = snapshot.state[kind]
            var walk = RowWalk(
                table,
                filter: RowFilter(filter, hidden: hidden),
                order: nil,
                isDescending: false,
                after: nil
            )
            // One row more than is answered says that there are more.
            var rest = rowsMax + 1
            while rest > 0, let position = walk.next() {
                picks.append(Pick(position, of: table))
                rest -= 1
            }
        }
        self.init(
            picks,
            views: views,
            viewer: .init(visible: caller.visible, organization: snapshot.organization),
            after: nil,
            rowsMax: rowsMax
        )
    }
}
