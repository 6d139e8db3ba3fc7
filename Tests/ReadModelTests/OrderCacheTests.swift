import Directory
import Testing

@testable import ReadModel

@Suite struct OrderCacheTests {
    @Test func theOrderUsedLongestAgoMakesRoom() {
        let first = Fixture.organization(groupCount: 5, seed: 1)
        var cache = OrderCache()
        for number in 0..<OrderCache.ordersMax + 5 {
            let image = OrganizationSnapshot(
                empty: Fixture.organization,
                revision: Revision(UInt64(100 + number)),
                context: Fixture.context
            )
            _ = cache.order(of: image, kind: .security, by: .email)
            _ = cache.order(of: first, kind: .security, by: .email)
            _ = cache.members(of: AssetID(1), part: .members, in: image)
            #expect(cache.orderCount <= 2 * OrderCache.ordersMax)
        }
        #expect(cache.orderCount == 2 * OrderCache.ordersMax)
    }

    @Test func eachRevisionHasItsOwnOrder() {
        let before = Fixture.organization(groupCount: 50, seed: 2)
        var changes = OrganizationChanges(context: Fixture.context)
        changes.facts = [(AssetID(1), nil), (AssetID(2), nil), (AssetID(3), nil)]
        let after = Fixture.publish(changes, on: before)
        var cache = OrderCache()
        for image in [before, after, before] {
            for kind in GroupKind.allCases {
                let order = cache.order(of: image, kind: kind, by: .domain)
                #expect(order.positions.count == image.rowCount(of: kind))
            }
        }
    }
}
