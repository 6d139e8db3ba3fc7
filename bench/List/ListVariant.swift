import Access
import Directory
import ReadModel
import Wire

/// One way to ask for a list: an order, a filter, or a caller that may not see everything.
struct ListVariant {
    var name: String
    var query: ListQuery
    var caller: Caller
    /// What the obviously slow version thinks of a row that is not archived.
    var passes: (V1.GroupRow) -> Bool = { _ in true }

    /// Every order, each filter, both together, and a caller from whom a tenth of the groups is hidden.
    static func all(of directory: ListDirectory) -> [ListVariant] {
        func variant(
            _ name: String,
            caller: Caller = ListContender.administrator,
            passes: ((V1.GroupRow) -> Bool)? = nil,
            change: (inout ListQuery) -> Void = { _ in }
        ) -> ListVariant {
            var query = ListContender.byName
            change(&query)
            return ListVariant(
                name: name,
                query: query,
                caller: caller,
                passes: passes ?? { _ in true }
            )
        }
        let orders = ListSort.Column.allCases.filter { $0 != .name }.map { column in
            variant("ordered by \(column)", change: { $0.sort = ListSort(column) })
        }
        let hidden = directory.assets(ofEvery: 10)
        let restricted = Caller(
            principalKey: "restricted",
            role: .readOnly,
            visible: VisibleSet(
                organizations: .all,
                hiddenAssets: [ListDirectory.organization: Set(hidden.map(\.asset))]
            )
        )
        let hiddenIDs = Set(hidden.map(\.publicID.text))
        return [
            variant("descending by name", change: { $0.sort = ListSort(.name, isDescending: true) })
        ] + orders + [
            variant(
                "filter: status",
                passes: { $0.syncStatus == .enabled },
                change: { $0.filter.statuses = [.enabled] }
            ),
            variant(
                "filter: membership type",
                passes: { $0.membershipType == .assigned },
                change: { $0.filter.membershipTypes = [.assigned] }
            ),
            variant(
                "filter: unmatched members",
                passes: { ($0.membersNotMatched ?? 0) > 0 },
                change: { $0.filter.hasUnmatchedMembers = true }
            ),
            variant(
                "filter: domain that nobody has",
                passes: { $0.domain == "none.example" },
                change: { $0.filter.domain = "none.example" }
            ),
            variant(
                "filter: a name that nobody has",
                passes: { $0.name.contains("qqq") },
                change: { $0.filter.nameContains = "qqq" }
            ),
            variant("archived included", change: { $0.filter.includesArchived = true }),
            variant(
                "a caller that a tenth is hidden from",
                caller: restricted,
                passes: { !hiddenIDs.contains($0.id) }
            ),
            variant(
                "such a caller, by members that have no contact, with unmatched members only",
                caller: restricted,
                passes: { !hiddenIDs.contains($0.id) && ($0.membersNotMatched ?? 0) > 0 },
                change: {
                    $0.sort = ListSort(.membersNotMatched, isDescending: true)
                    $0.filter.hasUnmatchedMembers = true
                }
            ),
        ]
    }
}
