import Directory
import Testing
import Wire

@testable import ReadModel

@Suite struct RecentImagesTests {
    private func image(_ revision: UInt64, organization: UInt32 = 1) -> OrganizationSnapshot {
        OrganizationSnapshot(
            empty: OrganizationID(organization),
            revision: Revision(revision),
            context: OrganizationContext()
        )
    }

    private func token(_ revision: UInt64) -> PageToken {
        let row = RowKey(name: [], publicID: GUID(high: 0, low: 0))
        return PageToken(revision: Revision(revision), key: PageKey(value: nil, row: row))
    }

    private func resume(
        _ images: RecentImages,
        _ revision: UInt64,
        continues: Bool = false,
        at milliseconds: Int64
    ) -> Result<RecentImages.Resumption, PageTokenError> {
        do throws(PageTokenError) {
            return .success(
                try images.resume(
                    token(revision),
                    current: image(5),
                    continuesOnPresent: continues,
                    at: Timestamp(milliseconds: milliseconds)
                )
            )
        } catch {
            return .failure(error)
        }
    }

    @Test func aTokenOfThePresentImageNeedsNoOlderOne() throws {
        let resumption = try resume(RecentImages(), 5, at: 0).get()
        #expect(resumption.image.revision == Revision(5))
        #expect(!resumption.isOnPresent)
    }

    @Test func anOlderImageLastsFiveMinutesAndThenTheTokenExpires() throws {
        var images = RecentImages()
        images.keep(image(4), at: Timestamp(milliseconds: 1000))
        images.keep(image(4, organization: 2), at: Timestamp(milliseconds: 1000))
        let last = 1000 + RecentImages.keptMilliseconds - 1
        #expect(try resume(images, 4, at: last).get().image.revision == Revision(4))
        #expect(try resume(images, 4, at: last).get().image.organization == OrganizationID(1))
        guard case .failure(let error) = resume(images, 4, at: last + 1) else {
            Issue.record("the image should be over")
            return
        }
        #expect(error == .expired(Revision(4)))
        images.expire(at: Timestamp(milliseconds: last + 1))
        #expect(images.count == 0)
    }

    @Test func anExpiredTokenContinuesOnThePresentIfAsked() throws {
        let resumption = try resume(RecentImages(), 3, continues: true, at: 0).get()
        #expect(resumption.image.revision == Revision(5))
        #expect(resumption.isOnPresent)
    }

    @Test func theOldestImageMakesRoom() throws {
        var images = RecentImages()
        let now = Timestamp(milliseconds: 0)
        for revision in 0...UInt64(RecentImages.imagesMax) {
            images.keep(image(100 + revision), at: now)
        }
        #expect(images.count == RecentImages.imagesMax)
        #expect(throws: PageTokenError.expired(Revision(100))) {
            try resume(images, 100, at: 0).get()
        }
        #expect(try resume(images, 101, at: 0).get().image.revision == Revision(101))
    }

    @Test func aPageGoesOnByKeyAfterRowsWentAndCame() throws {
        let before = Fixture.organization(groupCount: 400, seed: 21)
        var query = ListQuery(organization: Fixture.organization, kind: .security, rowsMax: 20)
        query.sort = ListSort(.updated)
        var orders = OrderCache()
        let views = CallerViewTable(role: .administrator)
        var first = ListCursor(
            before,
            query: query,
            caller: Fixture.administrator,
            views: views,
            orders: &orders
        )
        let shown = try Fixture.response(&first).rows
        let key = try #require(first.nextPage)

        var changes = OrganizationChanges(context: Fixture.context)
        let last = try #require(shown.last.flatMap { GUID($0.id) })
        let gone = try #require(before.asset(withPublicID: last))
        changes.facts = [(gone, nil)]
        let after = Fixture.publish(changes, on: before)
        query.rowsMax = nil
        var rest = ListCursor(
            after,
            query: query,
            caller: Fixture.administrator,
            views: views,
            after: key,
            orders: &orders
        )
        var all = ListCursor(
            before,
            query: query,
            caller: Fixture.administrator,
            views: views,
            orders: &orders
        )
        let expected = try Fixture.response(&all).rows.dropFirst(20)
        #expect(try Fixture.response(&rest).rows.map(\.id) == expected.map(\.id))
    }
}
