import Directory
import Testing
import Wire

@testable import ReadModel

@Suite struct ListQueryTests {
    private func query(
        _ assign: (inout V1.ListGroupsRequest) -> Void
    ) -> Result<ListQuery, InvalidField> {
        var request = V1.ListGroupsRequest { $0.kind = .security }
        assign(&request)
        do throws(InvalidField) {
            return .success(try ListQuery(request, organization: OrganizationID(1)))
        } catch {
            return .failure(error)
        }
    }

    private func wrongField(_ assign: (inout V1.ListGroupsRequest) -> Void) -> String? {
        guard case .failure(let error) = query(assign) else { return nil }
        return error.field
    }

    @Test func anEmptyRequestAsksForEverythingByName() throws {
        let query = try query { _ in }.get()
        #expect(query == ListQuery(organization: OrganizationID(1), kind: .security, rowsMax: nil))
    }

    @Test func aTokenWithoutASizeAsksForFiftyRows() throws {
        #expect(try query { $0.pageToken = "t" }.get().rowsMax == 50)
        #expect(try query { $0.pageSize = 1000 }.get().rowsMax == 1000)
    }

    @Test func everyConditionIsTakenOver() throws {
        let query = try query {
            $0.filter = V1.GroupFilter {
                $0.nameContains = "ops"
                $0.statuses = [.orphaned, .none]
                $0.membershipTypes = [.dynamicDevice]
                $0.domain = "x.example"
                $0.hasUnmatchedMembers = false
                $0.includeArchived = true
            }
            $0.sort = V1.GroupSort {
                $0.column = .updated
                $0.descending = true
            }
        }.get()
        #expect(
            query.filter
                == ListFilter(
                    nameContains: "ops",
                    statuses: [.orphaned, .none],
                    membershipTypes: [.dynamicDevice],
                    domain: "x.example",
                    hasUnmatchedMembers: false,
                    includesArchived: true
                )
        )
        #expect(query.sort == ListSort(.updated, isDescending: true))
    }

    @Test func everySortColumnOfTheContractIsOneOfOurs() throws {
        for value in V1.GroupSortColumn.values where value.value != .unspecified {
            let query = try query { $0.sort = V1.GroupSort { $0.column = value.value } }.get()
            #expect(Int32(query.sort.column.rawValue) == value.value.rawValue)
        }
    }

    @Test func whatSaysNothingPossibleNamesItsField() {
        let long = String(repeating: "a", count: ListQuery.filterTextBytesMax + 1)
        #expect(wrongField { $0.kind = .unspecified } == "kind")
        #expect(wrongField { $0.pageSize = 1001 } == "page_size")
        #expect(wrongField { $0.columns = ["nome"] } == "columns")
        #expect(
            wrongField { $0.sort = V1.GroupSort { $0.column = .unrecognized } } == "sort.column"
        )
        #expect(
            wrongField { $0.filter = V1.GroupFilter { $0.statuses = [.unspecified] } }
                == "filter.statuses"
        )
        #expect(
            wrongField { $0.filter = V1.GroupFilter { $0.membershipTypes = [.unrecognized] } }
                == "filter.membership_types"
        )
        #expect(
            wrongField { $0.filter = V1.GroupFilter { $0.nameContains = long } }
                == "filter.name_contains"
        )
        #expect(wrongField { $0.filter = V1.GroupFilter { $0.domain = long } } == "filter.domain")
    }
}
