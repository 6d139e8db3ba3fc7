import Access
import Directory
import Testing
import Wire

@testable import ReadModel

@Suite struct RowSelectionTests {
    private let views = CallerViewTable(role: .administrator)
    private let snapshot = Fixture.organization(groupCount: 250, seed: 31)

    private func rows(_ selection: inout RowSelection) throws -> [V1.GroupRow] {
        var response = V1.GroupsOfPrincipalResponse()
        while let message = selection.next() { try response.merge(message.joined()) }
        #expect(response.rows.count == response.callerViews.count)
        return response.rows
    }

    private func groups(
        of principal: GroupsOf,
        includesArchived: Bool = true,
        caller: Caller = Fixture.administrator,
        after key: PageKey? = nil,
        rowsMax: Int? = nil
    ) -> RowSelection? {
        RowSelection(
            groupsOf: principal,
            in: snapshot,
            includesArchived: includesArchived,
            caller: caller,
            views: views,
            after: key,
            rowsMax: rowsMax
        )
    }

    /// Every row of both lists whose group has `user` among its members, by name.
    private func expected(_ user: UInt32) throws -> [V1.GroupRow] {
        let groups = Set(
            snapshot.groups(of: ObjectID(user)).map {
                Fixture.identity($0.rawValue, .group).entraID.text
            }
        )
        let rows = try GroupKind.allCases.flatMap { try Fixture.rows(snapshot, $0) }
        return rows.filter { groups.contains($0.entraID) }.sorted {
            let keys = [$0, $1].map { SortKey(CaseFolding.folded($0.name)) }
            return keys[0] != keys[1] ? keys[0] < keys[1] : $0.id < $1.id
        }
    }

    @Test func theGroupsOfAUserAreThoseItIsADirectMemberOf() throws {
        let user = Fixture.identity(6, .user)
        let expected = try expected(6)
        #expect(expected.count > 4)
        var selection = try #require(groups(of: .object(.user, entraID: user.entraID)))
        #expect(selection.totalCount == expected.count)
        let isEqual = try rows(&selection) == expected
        #expect(isEqual)

        var paged: [V1.GroupRow] = []
        var key: PageKey?
        repeat {
            var page = try #require(
                groups(of: .object(.user, entraID: user.entraID), after: key, rowsMax: 3)
            )
            paged += try rows(&page)
            key = page.nextPage
        } while key != nil
        let isPagedEqual = paged == expected
        #expect(isPagedEqual)

        var current = try #require(
            groups(of: .object(.user, entraID: user.entraID), includesArchived: false)
        )
        #expect(try rows(&current).map(\.id) == expected.filter { !$0.archived }.map(\.id))
    }

    @Test func theGroupsOfAContactAreThoseOfItsUsers() throws {
        var ofContact = try #require(groups(of: .contact(externalID: "c6")))
        #expect(try rows(&ofContact).map(\.id) == expected(6).map(\.id))
    }

    @Test func whatDoesNotExistHasNoAnswerAndWhatHasNoGroupsAnEmptyOne() throws {
        #expect(groups(of: .contact(externalID: "nobody")) == nil)
        #expect(groups(of: .configuration(externalID: "nothing")) == nil)
        let user = Fixture.identity(6, .user)
        #expect(groups(of: .object(.device, entraID: user.entraID)) == nil)
        #expect(groups(of: .object(.user, entraID: GUID(high: 0, low: 0))) == nil)
    }

    @Test func aGroupThatTheCallerCannotSeeIsNotAmongThem() throws {
        let user = Fixture.identity(6, .user)
        let expected = try expected(6)
        let hidden = try #require(GUID(expected[0].id).flatMap { snapshot.asset(withPublicID: $0) })
        let caller = Caller(
            principalKey: "b",
            role: .administrator,
            visible: VisibleSet(organizations: .all, hiddenAssets: [Fixture.organization: [hidden]])
        )
        var selection = try #require(
            groups(of: .object(.user, entraID: user.entraID), caller: caller)
        )
        #expect(try rows(&selection).map(\.id) == expected.dropFirst().map(\.id))
    }

    @Test func aSearchFindsPartsOfNamesInBothListsUpToItsLimit() throws {
        let all = try GroupKind.allCases.flatMap { try Fixture.rows(snapshot, $0) }
        let found = all.filter { CaseFolding.folded($0.name).contains("ops") && !$0.archived }
        func search(_ rowsMax: Int) -> RowSelection {
            RowSelection(
                namesContaining: "OPS",
                kinds: GroupKind.allCases,
                in: snapshot,
                includesArchived: false,
                caller: Fixture.administrator,
                views: views,
                rowsMax: rowsMax
            )
        }
        var everything = search(1000)
        #expect(Set(try rows(&everything).map(\.id)) == Set(found.map(\.id)))
        #expect(everything.nextPage == nil)
        var some = search(5)
        #expect(try rows(&some).count == 5)
        #expect(some.nextPage != nil)
    }

    @Test func oneGroupComesWithItsDetailsOrNotAtAll() throws {
        let row = try #require(try Fixture.rows(snapshot, .security).first)
        let asset = try #require(GUID(row.id).flatMap { snapshot.asset(withPublicID: $0) })
        let reply = try #require(
            GroupReply(
                asset,
                in: snapshot,
                organizationKey: "contoso",
                caller: Fixture.administrator
            )
        )
        #expect(try V1.GroupRow(decoding: reply.row) == row)
        #expect(reply.detail.organizationID == "contoso")
        #expect(reply.detail.securityEnabled)
        #expect(reply.detail.manageURL.hasSuffix(row.entraID))
        let reader = Caller(
            principalKey: "b",
            role: .readOnly,
            visible: VisibleSet(organizations: .all, hiddenAssets: [Fixture.organization: [asset]])
        )
        #expect(
            GroupReply(asset, in: snapshot, organizationKey: "contoso", caller: reader) == nil
        )
    }
}
