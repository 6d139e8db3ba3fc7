import Directory
import Testing

@Suite struct RecordTests {
    @Test(arguments: [
        ("Ana", "Silva", "Ana Silva"), ("Ana", "", "Ana"), ("", "Silva", "Silva"), ("", "", ""),
    ])
    func aContactsFullNameIsWhatThereIsOfIt(first: String, last: String, full: String) {
        let contact = Contact(
            organization: OrganizationID(1),
            externalID: "1",
            firstName: first,
            lastName: last,
            emails: []
        )
        #expect(contact.fullName == full)
    }

    @Test func onlyAMatchNamesARecord() {
        #expect(Match.matched(record: 4, by: .email).record == 4)
        #expect(Match.ambiguous(candidates: [4, 5], by: .email).record == nil)
        #expect(Match.unmatched.record == nil)
        #expect(Match.ignored.record == nil)
    }

    @Test func theStagesComeInTheirOrder() {
        #expect(
            MatchStage.allCases.sorted() == [
                .manual, .email, .userPrincipalName, .fullName, .deviceName,
            ]
        )
    }

    @Test func anIntegrationDocumentsWhatItsSettingsSay() {
        var integration = Integration(key: "i", name: "I", applicationID: "a")
        let scopes: [GroupScope] = [.microsoft365, .security, .mailEnabledSecurity, .outOfScope]
        #expect(scopes.map { integration.documents($0) } == [false, false, false, false])
        integration.syncsMicrosoft365Groups = true
        #expect(scopes.map { integration.documents($0) } == [true, false, false, false])
        integration.syncsSecurityGroups = true
        #expect(scopes.map { integration.documents($0) } == [true, true, true, false])
        integration.syncsMailEnabledSecurityGroups = false
        #expect(scopes.map { integration.documents($0) } == [true, true, false, false])
    }
}
