import Access
import Directory
import ReadModel
import Wire

/// The list queries of one snapshot, each run many times and checked; every run answers the time of one query.
///
/// A reply is taken as the transport takes it: in slices that nobody joins.
final class ListContender {
    let directory: ListDirectory
    /// What is asked: the directory's own, or a later one.
    private var snapshot: OrganizationSnapshot
    static let administrator = Caller(
        principalKey: "bench",
        role: .administrator,
        visible: .everything
    )
    private var caller: Caller { Self.administrator }
    private let views = CallerViewTable(role: .administrator)
    private var orders = OrderCache()

    init(_ directory: ListDirectory) {
        self.directory = directory
        snapshot = directory.snapshot
    }

    /// Publishes that every `stride`th group is archived.
    func archive(every stride: Int) {
        snapshot = directory.archiving(every: stride)
        orders = OrderCache()
    }

    /// Every row there is, archived ones included.
    func decodedRows() throws -> [V1.GroupRow] {
        var query = Self.byName
        query.rowsMax = nil
        query.filter.includesArchived = true
        return try page(query, as: caller, after: nil).rows
    }

    func totalCount(_ query: ListQuery, as caller: Caller) -> Int {
        cursor(query, as: caller, after: nil).totalCount
    }

    /// The rows of a page, and where the next begins.
    func page(
        _ query: ListQuery,
        as caller: Caller,
        after key: PageKey?
    ) throws -> (rows: [V1.GroupRow], next: PageKey?) {
        var cursor = cursor(query, as: caller, after: key)
        var response = V1.ListGroupsResponse()
        while let message = cursor.next() { try response.merge(message.joined()) }
        return (response.rows, cursor.nextPage)
    }

    /// The time of one of `count` pages, which may be empty, that begin at each of `keys` or at the first row.
    func time(
        _ query: ListQuery,
        as caller: Caller,
        after keys: [PageKey],
        count: Int
    ) throws -> Duration {
        var messageCount = 0
        let time = ProcessorTime.measure {
            for step in 0..<count {
                var cursor = cursor(
                    query,
                    as: caller,
                    after: keys.isEmpty ? nil : keys[step % keys.count]
                )
                while cursor.next() != nil { messageCount += 1 }
            }
        }
        guard messageCount >= count else {
            throw BenchFailure("\(count) pages had \(messageCount) messages")
        }
        return time / count
    }

    static let byName = ListQuery(
        organization: ListDirectory.organization,
        kind: ListDirectory.kind
    )
    static let filtered = byName.with { $0.filter.nameContains = ListDirectory.filterText }
    static let byEmail = byName.with { $0.sort = ListSort(.email, isDescending: true) }
    static let filteredByEmail = filtered.with { $0.sort = byEmail.sort }

    /// Where each page but the first begins, as the pages before say.
    func keys(of query: ListQuery) -> [PageKey] {
        var keys: [PageKey] = []
        while true {
            var cursor = cursor(query, as: caller, after: keys.last)
            while cursor.next() != nil {}
            guard let key = cursor.nextPage else { return keys }
            keys.append(key)
        }
        return keys
    }

    /// The rows of a page in one piece.
    func rows(of query: ListQuery, after key: PageKey?) throws -> [V1.GroupRow] {
        try page(query, as: caller, after: key).rows
    }

    /// Asks `query` `count` times, for pages that begin at every `stride`th of `keys` or for the first.
    func time(
        _ query: ListQuery,
        after keys: [PageKey] = [],
        stride: Int = 1,
        count: Int,
        sortingAnew: Bool = false
    ) throws -> Duration {
        var rowCount = 0
        var byteCount = 0
        let time = ProcessorTime.measure {
            for step in 0..<count {
                if sortingAnew { orders = OrderCache() }
                var cursor = cursor(
                    query,
                    as: caller,
                    after: keys.isEmpty ? nil : keys[step * stride % keys.count]
                )
                while let message = cursor.next() {
                    rowCount += message.rowCount
                    byteCount += message.byteCount
                }
            }
        }
        guard rowCount > 0, byteCount > rowCount * 100 else {
            throw BenchFailure("\(count) pages had \(rowCount) rows of \(byteCount) bytes")
        }
        return time / count
    }

    /// Answers about `count` groups, in bytes.
    func timeGet(stride: Int, count: Int) throws -> Duration {
        var byteCount = 0
        var foundCount = 0
        let time = ProcessorTime.measure {
            for step in 0..<count {
                let row = directory.rows[step * stride % directory.rows.count]
                guard let asset = directory.snapshot.asset(withPublicID: row.publicID),
                    let reply = GroupReply(
                        asset,
                        in: directory.snapshot,
                        organizationKey: "bench",
                        caller: caller
                    )
                else { continue }
                var writer = WireWriter()
                writer.tag(1, .lengthDelimited)
                writer.lengthDelimited(reply.row)
                let rest = V1.GetGroupResponse {
                    $0.detail = reply.detail
                }
                let view = views.record(for: reply.reasons)
                byteCount += writer.bytes.count + view.count + rest.encoded().count
                foundCount += 1
            }
        }
        guard foundCount == count, byteCount > count * 100 else {
            throw BenchFailure("\(foundCount) of \(count) groups were found")
        }
        return time / count
    }

    private func cursor(
        _ query: ListQuery,
        as caller: Caller,
        after key: PageKey?
    ) -> ListCursor {
        ListCursor(
            snapshot,
            query: query,
            caller: caller,
            views: views,
            after: key,
            orders: &orders
        )
    }
}

extension ListQuery {
    fileprivate func with(_ change: (inout ListQuery) -> Void) -> ListQuery {
        var query = self
        change(&query)
        return query
    }
}
