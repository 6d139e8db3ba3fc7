import Testing
import Wire

@testable import muster

@Suite struct ChangePhraseTests {
    private static func update(
        _ before: (inout V1.GroupRow) -> Void,
        _ after: (inout V1.GroupRow) -> Void
    ) -> V1.RowChange {
        var row = V1.GroupRow {
            $0.name = "Sales"
            $0.syncStatus = .enabled
        }
        var change = V1.RowChange { $0.kind = .update }
        before(&row)
        change.old = row
        after(&row)
        change.row = row
        return change
    }

    private static func texts(_ change: V1.RowChange, membersAreTold: Bool = false) -> [String] {
        ChangePhrases.of(change, membersAreTold: membersAreTold).map(\.text)
    }

    @Test func aFieldIsToldWithBeforeAndAfter() {
        #expect(
            Self.texts(Self.update({ $0.name = "Old" }, { $0.name = "New" })) == [
                "renamed from “Old”"
            ]
        )
        #expect(
            Self.texts(Self.update({ _ in }, { $0.description = "text" })) == [
                "description none → “text”"
            ]
        )
        let orphaned = Self.update({ _ in }) {
            $0.syncStatus = .orphaned
            $0.statusReasons = [.sourceDeleted]
        }
        #expect(Self.texts(orphaned) == ["status enabled → orphaned (deleted in Entra)"])
        let several = Self.update({ _ in }) {
            $0.email = "a@b.example"
            $0.archived = true
        }
        #expect(Self.texts(several) == ["email none → “a@b.example”", "archived"])
    }

    @Test func countsAreToldUnlessTheMembersThemselvesAre() {
        let change = Self.update({ $0.membersNotMatched = 1 }, { $0.membersNotMatched = 2 })
        #expect(Self.texts(change) == ["members not matched 1 → 2"])
        #expect(Self.texts(change, membersAreTold: true) == [])
    }

    @Test func whatHasNoPhraseIsNamedByItsPart() {
        var change = Self.update({ _ in }, { $0.updated = Google.Timestamp { $0.seconds = 5 } })
        change.parts = [.properties, .related]
        #expect(Self.texts(change) == ["changed: properties, a name beside it"])
    }

    @Test func whatNoRowShowsIsTold() {
        var change = Self.update({ _ in }, { _ in })
        change.parts = [.access, .customFields]
        #expect(Self.texts(change) == ["access list changed", "custom fields changed"])
        #expect(Self.texts(change, membersAreTold: true).count == 2)
        var restricted = Self.update({ _ in }, { $0.restricted = true })
        restricted.parts = [.access]
        #expect(Self.texts(restricted) == ["restricted to some"])
    }

    @Test func comingAndGoing() {
        let created = V1.RowChange {
            $0.kind = .enter
            $0.parts = [.created]
            $0.row = V1.GroupRow { $0.kind = .security }
        }
        #expect(
            ChangePhrases.of(created, membersAreTold: false) == [
                .init(.came, "documented, Security")
            ]
        )
        let granted = V1.RowChange { $0.kind = .enter }
        #expect(Self.texts(granted) == ["may be seen now"])
        let fits = V1.RowChange {
            $0.kind = .enter
            $0.parts = [.status]
        }
        #expect(Self.texts(fits) == ["fits the filter now"])
        let reasons: [(V1.LeaveReason, String)] = [
            (.deleted, "deleted"), (.access, "may not be seen any more"),
            (.noMatch, "does not fit the filter any more"), (.unrecognized, "gone"),
        ]
        for (reason, text) in reasons {
            let change = V1.RowChange {
                $0.kind = .leave
                $0.reason = reason
            }
            #expect(ChangePhrases.of(change, membersAreTold: false) == [.init(.went, text)])
        }
    }

    @Test func membersComeGoAndAreMatched() {
        let match = V1.MemberMatch {
            $0.state = .matched
            $0.recordExternalID = "7"
            $0.recordName = "Ann Lee"
        }
        let joined = V1.MemberChange {
            $0.kind = .added
            $0.type = .user
            $0.name = "Ann"
            $0.match = match
        }
        #expect(ChangePhrases.of(joined) == .init(.came, "Ann joined, matched to Ann Lee (7)"))
        let left = V1.MemberChange {
            $0.kind = .removed
            $0.type = .device
            $0.name = "PC"
        }
        #expect(ChangePhrases.of(left) == .init(.went, "device PC left"))
        let matched = V1.MemberChange {
            $0.kind = .matchChanged
            $0.type = .user
            $0.entraID = "id"
            $0.match = match
            $0.oldMatch = V1.MemberMatch { $0.state = .unmatched }
        }
        #expect(
            ChangePhrases.of(matched)
                == .init(.changed, "id is now matched to Ann Lee (7) (was not matched)")
        )
        let nested = V1.MemberChange {
            $0.kind = .added
            $0.type = .group
            $0.name = "Inner"
        }
        #expect(ChangePhrases.of(nested) == .init(.came, "group Inner joined"))
    }

    @Test func causes() {
        let causes: [(V1.ChangeCause, String, String, String?)] = [
            (.sync, "12", "", "sync run 12"), (.importing, "", "admin", "import by admin"),
            (.command, "", "admin", "by admin"), (.unrecognized, "", "", nil),
        ]
        for (cause, run, actor, text) in causes {
            let info = V1.RevisionInfo {
                $0.cause = cause
                $0.runID = run
                $0.actor = actor
            }
            #expect(ChangePhrases.cause(info) == text)
        }
        #expect(ChangePhrases.cause(nil) == nil)
    }
}
