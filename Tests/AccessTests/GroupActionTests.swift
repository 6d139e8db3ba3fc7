import Access
import Directory
import Testing

@Suite struct GroupActionTests {
    struct Case: CustomTestStringConvertible {
        let action: GroupAction
        let reasons: StatusReasons
        let verdict: GroupAction.Verdict

        var testDescription: String { "\(action) on \(reasons)" }

        init(_ action: GroupAction, _ reasons: StatusReasons, _ verdict: GroupAction.Verdict) {
            self.action = action
            self.reasons = reasons
            self.verdict = verdict
        }
    }

    @Test(arguments: [
        Case(.archive, [], .possible),
        Case(.archive, .archived, .needless(.alreadyArchived)),
        Case(.unarchive, [], .needless(.notArchived)),
        Case(.unarchive, [.archived, .kindSwitchedOff], .possible),
        Case(.delete, [], .refused(.syncEnabled)),
        Case(.delete, .sourceDeleted, .possible),
        Case(.delete, .syncDisabled, .possible),
        Case(.delete, .manual, .possible),
        Case(.disableSync, [], .possible),
        Case(.disableSync, .archived, .possible),
        Case(.disableSync, .syncDisabled, .needless(.alreadyDisabled)),
        Case(.disableSync, .manual, .refused(.notSynced)),
        Case(.enableSync, [], .needless(.alreadyEnabled)),
        Case(.enableSync, .syncDisabled, .possible),
        Case(.enableSync, [.syncDisabled, .archived], .refused(.unarchiveFirst)),
        Case(.enableSync, [.syncDisabled, .kindSwitchedOff], .refused(.kindSwitchedOff)),
        Case(.enableSync, .integrationRemoved, .refused(.integrationRemoved)),
        Case(.enableSync, .manual, .refused(.notSynced)),
        Case(.manage, .sourceDeleted, .possible),
        Case(.manage, .manual, .refused(.notSynced)),
    ])
    func theFactsOfAGroupDecide(_ given: Case) {
        let verdict = given.action.verdict(for: .administrator, on: given.reasons)
        #expect(verdict == given.verdict)
    }

    @Test func aReaderCanDoNothingToAnyGroupButPrintIt() {
        for action in GroupAction.allCases where action != .pdf {
            for rawValue in 0..<UInt16(1 << 8) {
                let reasons = StatusReasons(rawValue: rawValue)
                let verdict = action.verdict(for: .readOnly, on: reasons)
                #expect(verdict == .refused(.capabilityMissing))
                #expect(GroupAction.pdf.verdict(for: .readOnly, on: reasons) == .possible)
            }
        }
    }

    @Test func aVerdictNamesItsObstacle() {
        #expect(GroupAction.Verdict.possible.obstacle == nil)
        #expect(GroupAction.Verdict.needless(.notArchived).obstacle == .notArchived)
        #expect(GroupAction.Verdict.refused(.notSynced).obstacle == .notSynced)
    }
}
