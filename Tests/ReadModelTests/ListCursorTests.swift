import Access
import Directory
import TestSupport
import Testing
import Wire

@testable import ReadModel

@Suite struct ListCursorTests {
    private let views = CallerViewTable(role: .administrator)

    // MARK: The slow version

    private func passes(_ row: V1.GroupRow, _ filter: ListFilter) -> Bool {
        if row.archived, !filter.includesArchived { return false }
        if !filter.statuses.isEmpty,
            !filter.statuses.contains(where: { $0.rawValue == row.syncStatus.rawValue })
        {
            return false
        }
        if !filter.membershipTypes.isEmpty,
            !filter.membershipTypes.contains(where: { $0.rawValue == row.membershipType.rawValue })
        {
            return false
        }
        let needle = CaseFolding.folded(filter.nameContains)
        if !needle.isEmpty, !CaseFolding.folded(row.name).contains(needle) { return false }
        if !filter.domain.isEmpty,
            CaseFolding.folded(row.domain) != CaseFolding.folded(filter.domain)
        {
            return false
        }
        guard let wanted = filter.hasUnmatchedMembers else { return true }
        guard let count = row.membersNotMatched else { return false }
        return (count > 0) == wanted
    }

    /// What a row has in a column: absent before every number.
    private func value(_ row: V1.GroupRow, _ column: ListSort.Column) -> (Int64, SortKey) {
        func number(_ count: UInt32?) -> (Int64, SortKey) {
            (count.map { Int64($0) } ?? -1, SortKey(""))
        }
        func text(_ text: String) -> (Int64, SortKey) { (0, SortKey(CaseFolding.folded(text))) }
        return switch column {
        case .name: text("")
        case .membersMatched: number(row.membersMatched?.count)
        case .membersNotMatched: number(row.membersNotMatched)
        case .otherMembers: number(row.otherMembers)
        case .nestedGroups: number(row.nestedGroups?.count)
        case .devicesMatched: number(row.devicesMatched?.count)
        case .devicesNotMatched: number(row.devicesNotMatched?.count)
        case .email: text(row.email)
        case .domain: text(row.domain)
        case .description: text(row.description)
        case .membershipType: (Int64(row.membershipType.rawValue), SortKey(""))
        case .syncStatus: (Int64(row.syncStatus.rawValue), SortKey(""))
        case .updated: (row.updated?.milliseconds ?? .min, SortKey(""))
        }
    }

    private func expected(
        _ rows: [V1.GroupRow],
        _ query: ListQuery
    ) -> [V1.GroupRow] {
        let sorted = rows.enumerated().filter { passes($0.element, query.filter) }
            .sorted { left, right in
                let mine = value(left.element, query.sort.column)
                let theirs = value(right.element, query.sort.column)
                return mine == theirs ? left.offset < right.offset : mine < theirs
            }
            .map(\.element)
        return query.sort.isDescending ? sorted.reversed() : sorted
    }

    private func filter(using random: inout SplitMix64) -> ListFilter {
        var filter = ListFilter(includesArchived: random.chance(2))
        if random.chance(3) {
            filter.nameContains = random.pick(["ops", "Ä", "STRASSE", "1", "zz"])
        }
        if random.chance(4) { filter.statuses = [random.pick(SyncStatus.allCases), .enabled] }
        if random.chance(4) { filter.membershipTypes = [random.pick(MembershipType.allCases)] }
        if random.chance(5) { filter.domain = random.pick(["CORP.example", "fabrikam.EXAMPLE"]) }
        if random.chance(4) { filter.hasUnmatchedMembers = random.chance(2) }
        return filter
    }

    // MARK: Paging

    @Test(arguments: ListSort.Column.allCases)
    func pagesInEveryOrderAgreeWithAFilterAndASort(column: ListSort.Column) throws {
        let seed = UInt64(column.rawValue)
        var random = SplitMix64(seed: seed)
        let snapshot = Fixture.organization(groupCount: 900, seed: seed)
        var orders = OrderCache()
        for round in 0..<8 {
            let kind = random.pick(GroupKind.allCases)
            let rows = try Fixture.rows(snapshot, kind)
            var query = ListQuery(organization: Fixture.organization, kind: kind)
            query.filter =
                round < 2 ? ListFilter(includesArchived: round == 1) : filter(using: &random)
            query.sort = ListSort(column, isDescending: round % 2 == 1)
            query.rowsMax = random.pick([1, 7, 50, 1000, nil])
            if query.rowsMax == 1 { query.filter.nameContains = "ops 1" }
            let expected = expected(rows, query)
            var answered: [V1.GroupRow] = []
            var key: PageKey?
            repeat {
                var cursor = ListCursor(
                    snapshot,
                    query: query,
                    caller: Fixture.administrator,
                    views: views,
                    after: key,
                    orders: &orders
                )
                #expect(cursor.totalCount == expected.count, "seed \(seed), round \(round)")
                let page = try Fixture.response(&cursor)
                #expect(page.rows.count == page.callerViews.count)
                #expect(page.rows.count <= query.rowsMax ?? .max)
                answered += page.rows
                key = cursor.nextPage
                if page.rows.isEmpty { #expect(key == nil) }
            } while key != nil
            let isEqual = answered == expected
            #expect(isEqual, "seed \(seed), round \(round), \(query)")
        }
    }

    @Test func everythingInOneReplyComesInMessagesUnderTheLimit() throws {
        let snapshot = Fixture.organization(groupCount: 4000, seed: 3)
        var orders = OrderCache()
        var query = ListQuery(organization: Fixture.organization, kind: .security)
        query.filter.includesArchived = true
        query.rowsMax = nil
        for sort in [.byName, ListSort(.updated, isDescending: true)] {
            query.sort = sort
            var cursor = ListCursor(
                snapshot,
                query: query,
                caller: Fixture.administrator,
                views: views,
                orders: &orders
            )
            var rowCount = 0
            var messages: [ReplyMessage] = []
            while let message = cursor.next() {
                #expect(message.byteCount == message.joined().count)
                #expect(message.byteCount <= ReplyLimits.messageBytesMax)
                rowCount += message.rowCount
                messages.append(message)
            }
            #expect(messages.count > 2)
            #expect(messages.map(\.isLast) == messages.indices.map { $0 == messages.count - 1 })
            #expect(rowCount == snapshot.rowCount(of: .security))
            #expect(cursor.nextPage == nil)
        }
    }

    @Test func aPageInTheDefaultOrderSharesTheBytesOfTheImage() throws {
        let snapshot = Fixture.organization(groupCount: 400, seed: 4)
        var orders = OrderCache()
        var query = ListQuery(organization: Fixture.organization, kind: .security)
        query.filter.includesArchived = true
        var cursor = ListCursor(
            snapshot,
            query: query,
            caller: Fixture.administrator,
            views: views,
            orders: &orders
        )
        let first = cursor.next()
        let message = try #require(first)
        #expect(message.rowCount == 50)
        #expect(message.slices.count == 2)
        #expect(message.slices[0].storage.count > message.slices[0].range.count)
    }

    @Test func aRowThatFieldsAreAddedToDecodesWithThem() throws {
        let snapshot = Fixture.organization(groupCount: 30, seed: 5)
        var orders = OrderCache()
        let query = ListQuery(organization: Fixture.organization, kind: .security)
        var cursor = ListCursor(
            snapshot,
            query: query,
            caller: Fixture.administrator,
            views: views,
            orders: &orders
        )
        let first = cursor.next()
        var message = try #require(first)
        let trailer = V1.ListGroupsResponse {
            $0.totalCount = 17
            $0.nextPageToken = "next"
        }
        message.append(trailer.encoded())
        let response = try V1.ListGroupsResponse(decoding: message.joined())
        #expect(response.totalCount == 17)
        #expect(response.nextPageToken == "next")
        #expect(response.rows.count == message.rowCount)
    }

    // MARK: Who sees what

    @Test func whatTheCallerCannotSeeIsNeitherAnsweredNorCounted() throws {
        let snapshot = Fixture.organization(groupCount: 300, seed: 6)
        let rows = try Fixture.rows(snapshot, .security).filter { !$0.archived }
        var orders = OrderCache()
        let query = ListQuery(
            organization: Fixture.organization,
            kind: .security,
            rowsMax: nil
        )
        let hidden = Set(
            rows.prefix(10).compactMap { GUID($0.id) }.compactMap {
                snapshot.asset(withPublicID: $0)
            }
        )
        var visible = VisibleSet(organizations: .all, hiddenAssets: [Fixture.organization: hidden])
        var cursor = ListCursor(
            snapshot,
            query: query,
            caller: Caller(principalKey: "b", role: .readOnly, visible: visible),
            views: views,
            orders: &orders
        )
        #expect(cursor.totalCount == rows.count - 10)
        #expect(try Fixture.response(&cursor).rows.map(\.id) == rows.dropFirst(10).map(\.id))
        visible.deniedKinds = [.security]
        cursor = ListCursor(
            snapshot,
            query: query,
            caller: Caller(principalKey: "b", role: .readOnly, visible: visible),
            views: views,
            orders: &orders
        )
        #expect(cursor.totalCount == 0)
        #expect(try Fixture.response(&cursor).rows.isEmpty)
    }

    @Test func eachRowComesWithWhatTheCallerMayDo() throws {
        let snapshot = Fixture.organization(groupCount: 200, seed: 7)
        var orders = OrderCache()
        var query = ListQuery(organization: Fixture.organization, kind: .security, rowsMax: nil)
        query.filter.includesArchived = true
        for role in Principal.Role.allCases {
            var cursor = ListCursor(
                snapshot,
                query: query,
                caller: Fixture.administrator,
                views: CallerViewTable(role: role),
                orders: &orders
            )
            let response = try Fixture.response(&cursor)
            for (row, view) in zip(response.rows, response.callerViews) {
                let reasons = StatusReasons(row.statusReasons)
                #expect(view == CallerViewTable.view(for: role, on: reasons))
            }
        }
    }

    // MARK: Columns

    @Test func aRowReducedToColumnsHasTheseAndItsId() throws {
        let snapshot = Fixture.organization(groupCount: 100, seed: 8)
        var orders = OrderCache()
        var query = ListQuery(organization: Fixture.organization, kind: .security, rowsMax: nil)
        query.columns = try ColumnMask(columns: ["name", "members_matched", "updated"])
        var cursor = ListCursor(
            snapshot,
            query: query,
            caller: Fixture.administrator,
            views: views,
            orders: &orders
        )
        let whole = try Fixture.rows(snapshot, .security).filter { !$0.archived }
        let reduced = whole.map { row in
            V1.GroupRow {
                $0.id = row.id
                $0.name = row.name
                $0.membersMatched = row.membersMatched
                $0.updated = row.updated
            }
        }
        let first = cursor.next()
        let message = try #require(first)
        let response = try V1.ListGroupsResponse(decoding: message.joined())
        let isEqual = response.rows == reduced
        #expect(isEqual)
        var expected = V1.ListGroupsResponse()
        expected.rows = reduced
        expected.callerViews = response.callerViews
        let isCanonical = message.joined() == expected.encoded()
        #expect(isCanonical)
    }
}
