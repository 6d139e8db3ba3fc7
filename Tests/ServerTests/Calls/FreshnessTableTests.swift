import Directory
import ReadModel
import Store
import Testing
import Wire

@testable import Server

@Suite struct FreshnessTableTests {
    private let organization = OrganizationID(1)
    private let now = Timestamp(milliseconds: 10_000_000_000)

    private func snapshot(
        intervals: [UInt32],
        delay: UInt32? = nil,
        removed: Set<Int> = []
    ) -> Snapshot {
        var items: [PolicyItem] = [
            .organization(organization, Organization(key: "contoso", name: "Contoso"))
        ]
        for (index, interval) in intervals.enumerated() {
            items.append(
                .integration(
                    "i\(index)",
                    Integration(
                        key: "i\(index)",
                        name: "",
                        applicationID: "",
                        intervalSeconds: interval,
                        visibilityDelaySeconds: delay
                    )
                )
            )
            items.append(
                .tenant(
                    TenantID(UInt32(index)),
                    Tenant(
                        entraID: GUID(high: 1, low: UInt64(index)),
                        integrationKey: "i\(index)",
                        organization: organization,
                        isRemoved: removed.contains(index)
                    )
                )
            )
        }
        return Snapshot(revision: Revision(9), chain: [], policy: Policy(items), organizations: [:])
    }

    private func ago(_ seconds: Int64) -> Timestamp {
        Timestamp(milliseconds: now.milliseconds - seconds * 1000)
    }

    private func table(_ ages: [Int64]) -> FreshnessTable {
        var table = FreshnessTable()
        for (index, age) in ages.enumerated() {
            table.tenants[TenantID(UInt32(index))] = FreshnessTable.TenantFreshness(
                lastCompleted: ago(age),
                watermark: ago(age + 5),
                run: RunID(UInt32(index + 1)),
                isImporting: false
            )
        }
        return table
    }

    private func message(_ table: FreshnessTable, _ snapshot: Snapshot) -> V1.Freshness {
        table.message(for: organization, in: snapshot, withTenants: true, now: now)
    }

    @Test func anOrganizationIsAsFreshAsItsOldestTenant() {
        let message = message(table([100, 3000, 200]), snapshot(intervals: [3600, 3600, 3600]))
        #expect(message.revision == 9)
        #expect(message.runID == "2")
        #expect(
            message.lastSyncCompletedAt
                == Google.Timestamp(milliseconds: ago(3000).milliseconds)
        )
        #expect(message.sourceWatermark == Google.Timestamp(milliseconds: ago(3005).milliseconds))
        #expect(!message.stale && !message.importing && !message.held)
        #expect(message.tenants.count == 3)
    }

    /// Twice the interval is still fresh; a moment more is not.
    @Test(arguments: [(7200, false), (7201, true)] as [(Int64, Bool)])
    func staleIsMoreThanTwiceTheInterval(age: Int64, isStale: Bool) {
        let message = message(table([10, age]), snapshot(intervals: [3600, 3600]))
        #expect(message.stale == isStale)
        #expect(message.tenants.map { $0.streams.allSatisfy(\.stale) } == [false, isStale])
    }

    /// A round that waits before it is visible is not late; the integration's own delay goes before the server's.
    @Test(
        arguments: [
            (nil, 0, 120), (nil, 600, 720), (900, 600, 1020), (0, 600, 120),
        ] as [(UInt32?, Int64, Int64)]
    )
    func theDelayOfWhatIsVisibleIsNotStale(own: UInt32?, server: Int64, fresh: Int64) {
        for (age, isStale) in [(fresh, false), (fresh + 1, true)] {
            var table = table([age])
            table.visibilityDelaySeconds = server
            #expect(message(table, snapshot(intervals: [60], delay: own)).stale == isStale)
        }
    }

    @Test func aTenantThatWasNeverReadIsStaleAndImporting() {
        let message = message(table([10]), snapshot(intervals: [3600, 3600]))
        #expect(message.stale && message.importing)
        #expect(message.lastSyncCompletedAt == nil)
        #expect(message.runID.isEmpty)
    }

    @Test func aRemovedTenantDoesNotCount() {
        let message = message(table([10]), snapshot(intervals: [3600, 3600], removed: [1]))
        #expect(!message.stale && !message.importing)
        #expect(message.tenants.count == 1)
    }

    /// What a loop has said before stays what it would say now, at every moment around each change.
    @Test func whatWasToldOnceIsWhatTheTableSays() {
        let table = table([100, 3000, 6000])
        let snapshot = snapshot(intervals: [60, 3600, 3600, 600], removed: [3])
        var told = ToldFreshness()
        // Twice the interval less the age of each: 20 s, 4,200 s, 1,200 s.
        let ends: [Int64] = [20_000, 4_200_000, 1_200_000]
        var moments: Set<Int64> = [0]
        for end in ends { moments.formUnion([end - 1, end, end + 1, end + 2]) }
        for moment in moments.sorted() {
            let time = Timestamp(milliseconds: now.milliseconds + moment)
            let expected = table.message(
                for: organization,
                in: snapshot,
                withTenants: false,
                now: time
            )
            for _ in 0..<2 {
                #expect(told.message(for: organization, in: snapshot, table, now: time) == expected)
            }
        }
    }

    @Test func anOrganizationWithoutTenantsIsNotStale() {
        let message = message(table([]), snapshot(intervals: []))
        #expect(!message.stale && !message.importing)
        #expect(message.lastSyncCompletedAt == nil)
    }
}
