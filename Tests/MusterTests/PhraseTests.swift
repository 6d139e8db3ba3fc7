import ArgumentParser
import Testing
import Wire

@testable import muster

@Suite struct PhraseTests {
    @Test(arguments: [
        (0 as Int64, "1970-01-01T00:00:00Z"), (951_782_400_000, "2000-02-29T00:00:00Z"),
        (1_790_000_000_123, "2026-09-21T14:13:20.123Z"), (-1000, "1969-12-31T23:59:59Z"),
        (-62_135_596_800_000, "0001-01-01T00:00:00Z"),
        (253_402_300_799_000, "9999-12-31T23:59:59Z"),
    ])
    func momentsAreWrittenInUTC(milliseconds: Int64, text: String) {
        let time = Google.Timestamp(milliseconds: milliseconds)
        #expect(TimeText.full(time) == text)
        #expect(TimeText.short(time) == text.prefix(16).replacing("T", with: " "))
    }

    @Test(arguments: [
        (0 as Int64, "0 s ago"), (89, "89 s ago"), (90, "1 min ago"), (5400, "1 h ago"),
        (172_800, "2 days ago"),
        (-5, "0 s ago"),
    ])
    func agesAreInOneUnit(seconds: Int64, text: String) {
        #expect(TimeText.age(Google.Timestamp(milliseconds: 0), now: seconds) == text)
    }

    @Test func freshnessSaysWhatMatters() {
        var freshness = V1.Freshness {
            $0.revision = 42
            $0.asOf = Google.Timestamp(milliseconds: 1_790_000_000_000)
        }
        #expect(
            FreshnessLine.text(freshness, now: 0)
                == "as of 2026-09-21 14:13 UTC (revision 42), no sync yet"
        )
        freshness.lastSyncCompletedAt = Google.Timestamp(milliseconds: 1_790_000_000_000)
        freshness.stale = true
        #expect(
            FreshnessLine.text(freshness, now: 1_790_000_600)
                == "as of 2026-09-21 14:13 UTC (revision 42), last sync 10 min ago, stale: syncs are overdue"
        )
        #expect(FreshnessLine.text(nil, now: 0) == "")
    }

    @Test func actionsWithTheSameObstacleStandTogether() {
        let refused: [(V1.GroupAction, V1.RefusalReason)] = [
            (.edit, .role), (.delete, .stillEnabled), (.archive, .role),
        ]
        let phrase = GroupActionText.phrase(
            refused.map { action, reason in
                V1.RefusedAction {
                    $0.action = action
                    $0.reason = reason
                }
            }
        )
        #expect(
            phrase == "edit, archive (your role does not allow it); delete (its sync is enabled)"
        )
    }

    @Test func aSummarySaysHowToSeeMore() throws {
        let paging = try PagingOptions.parse([])
        #expect(paging.summary("group", 1, of: 1, next: "") == "1 group")
        #expect(paging.summary("group", 3, of: 0, next: "") == "3 groups")
        #expect(
            paging.summary("group", 50, of: 120, next: "abc")
                == "50 of 120 groups; --all shows the rest, --page-token abc the next page"
        )
    }

    @Test func unknownMembersAreNotNone() {
        var row = V1.GroupRow { $0.membershipHidden = true }
        #expect(GroupColumns.matched(row).text == "hidden")
        #expect(GroupColumns.matched(row).raw == "")
        row.membersMatched = .init { $0.count = 0 }
        #expect(GroupColumns.matched(row).text == "0")
        row.membersMatched = .init {
            $0.count = 1
            $0.contact = .init { $0.name = "Ann B" }
        }
        #expect(GroupColumns.matched(row).text == "Ann B")
        #expect(GroupColumns.matched(row).raw == "1")
    }

    @Test(arguments: [
        (V1.IconColour.grey, Paint.grey), (.green, .green), (.yellow, .yellow), (.red, .red),
    ])
    func thePlugHasItsColour(colour: V1.IconColour, paint: Paint) {
        let row = V1.GroupRow {
            $0.syncStatus = .enabled
            $0.listIcon = colour
        }
        #expect(GroupColumns.status(row) == Cell("● enabled", paint: paint, raw: "enabled"))
    }

    @Test func aProgressLineNeverWraps() {
        let state = ProgressBar.State(label: "Importing", done: 50, total: 100, detail: "12 rows")
        let line = ProgressBar.line(state, turn: 0, width: 80)
        #expect(line == "Importing ████████████░░░░░░░░░░░░ 50 % 12 rows")
        for width in 1...80 {
            #expect(
                TextWidth.of(ProgressBar.line(state, turn: 5, width: width)) <= max(1, width - 1)
            )
        }
    }

    @Test func aPlanFindsTenantsByEveryName() throws {
        let integrations = [
            V1.Integration {
                $0.id = "main"
                $0.tenants = [
                    .init {
                        $0.tenantID = "t1"
                        $0.organizationID = "contoso"
                    },
                    .init {
                        $0.tenantID = "t2"
                        $0.organizationID = "fabrikam"
                    },
                ]
            },
            V1.Integration { $0.id = "empty" },
        ]
        func tenants(_ targets: [String]?) throws -> [[String]] {
            try SyncPlan(integrations, targets: targets).parts.map(\.tenantIDs)
        }
        #expect(try tenants(nil) == [["t1", "t2"]])
        #expect(try tenants(["contoso"]) == [["t1"]])
        #expect(try tenants(["t2", "contoso"]) == [["t1", "t2"]])
        #expect(try tenants(["main"]) == [["t1", "t2"]])
        let error = #expect(throws: CommandError.self) { try tenants(["contoso", "nobody"]) }
        #expect(error?.status == .notFound)
        #expect(error?.message.contains("nobody") == true)
    }

    @Test func aSyncThatFailedInPartSaysSo() {
        let good = V1.Run { $0.outcome = .succeeded }
        let bad = V1.Run { $0.outcome = .failed }
        #expect(throws: Never.self) { try Sync.check([good, good]) }
        #expect(
            #expect(throws: ExitStatusError.self) { try Sync.check([good, bad]) }?.status
                == .partial
        )
        #expect(#expect(throws: ExitStatusError.self) { try Sync.check([bad]) }?.status == .failure)
    }

    @Test func messagesAreJSONByProtobufsMapping() throws {
        let contact = V1.Contact {
            $0.externalID = "1"
            $0.emails = ["a@b.c"]
        }
        let text = try MessageJSON.text(contact)
        #expect(text == #"{"externalId":"1","emails":["a@b.c"]}"#)
        #expect(try MessageJSON.message(text, as: V1.Contact.self) == contact)
    }
}
