import Directory
import Matching
import Testing

/// The rules one by one; that all of them together hold is for `MatchIndexTests`.
@Suite struct MatchRulesTests {
    private let object = ObjectID(7)

    @Test func anAliasComesBeforeTheUserPrincipalNameAndThatBeforeTheName() {
        var index = MatchIndex(hashKey: HashKey(first: 1, second: 2))
        let byName = contact(first: "Ana", last: "Silva", emails: [])
        let byUsername = contact(emails: ["ana@login.example"])
        let byAlias = contact(emails: ["ANA@alias.example"])
        let user = user(proxyAddresses: ["smtp:ana@alias.example"])
        #expect(matched(&index, [.contact(ContactID(1), byName), .object(object, user)]) == 1)
        #expect(index.match(of: object) == .matched(record: 1, by: .fullName))
        reset(&index)
        #expect(matched(&index, [.contact(ContactID(2), byUsername), .object(object, user)]) == 2)
        #expect(index.match(of: object) == .matched(record: 2, by: .userPrincipalName))
        reset(&index)
        #expect(matched(&index, [.contact(ContactID(3), byAlias), .object(object, user)]) == 3)
        #expect(index.match(of: object) == .matched(record: 3, by: .email))
    }

    @Test func severalContactsAtAStageEndTheSearch() {
        var index = MatchIndex(hashKey: HashKey(first: 1, second: 2))
        let inputs: [MatchInput] = [
            .contact(ContactID(9), contact(emails: ["ana@alias.example"])),
            .contact(ContactID(4), contact(emails: ["mail@alias.example"])),
            .contact(ContactID(1), contact(emails: ["ana@login.example"])),
            .object(
                object,
                user(mail: "mail@alias.example", proxyAddresses: ["SMTP:ana@alias.example"])
            ),
        ]
        let changes = index.propose(inputs)
        let ambiguous = Match.ambiguous(candidates: [4, 9], by: .email)
        #expect(changes == [MatchChange(object: object, old: .unmatched, new: ambiguous)])
    }

    @Test func aMatchStaysWhileItsContactExists() {
        var index = MatchIndex(hashKey: HashKey(first: 1, second: 2))
        let user = user(proxyAddresses: ["smtp:ana@alias.example"])
        let first = contact(emails: ["ana@alias.example"])
        #expect(matched(&index, [.contact(ContactID(1), first), .object(object, user)]) == 1)
        #expect(matched(&index, [.contact(ContactID(2), first)]) == 1)
        #expect(matched(&index, [.contact(ContactID(1), contact(emails: []))]) == 1)
        #expect(matched(&index, [.contact(ContactID(1), nil)]) == 2)
    }

    @Test func aPersonsChoiceBeatsTheRulesUntilItIsGivenBack() {
        var index = MatchIndex(hashKey: HashKey(first: 1, second: 2))
        let user = user(proxyAddresses: ["smtp:ana@alias.example"])
        let fitting = contact(emails: ["ana@alias.example"])
        let inputs: [MatchInput] = [
            .contact(ContactID(1), fitting), .contact(ContactID(2), contact(emails: [])),
            .object(object, user), .choice(object, .matched(record: 2, by: .manual)),
        ]
        #expect(matched(&index, inputs) == 2)
        #expect(matched(&index, [.choice(object, .ignored)]) == nil)
        #expect(index.match(of: object) == .ignored)
        #expect(matched(&index, [.contact(ContactID(1), nil)]) == nil)
        #expect(index.match(of: object) == .ignored)
        let back: [MatchInput] = [.contact(ContactID(1), fitting), .choice(object, .unmatched)]
        #expect(matched(&index, back) == 1)
    }

    @Test func withoutTheUsersSyncNoUserIsMatched() {
        var index = MatchIndex(hashKey: HashKey(first: 1, second: 2))
        let user = user(proxyAddresses: ["smtp:ana@alias.example"])
        let device = ObjectID(8)
        let inputs: [MatchInput] = [
            .contact(ContactID(1), contact(emails: ["ana@alias.example"])), .object(object, user),
            .configuration(ConfigurationID(1), configuration("PC-1")),
            .object(device, .device(Device(displayName: "pc-1"))),
        ]
        #expect(matched(&index, inputs) == 1)
        #expect(matched(&index, [.usersSync(false)]) == nil)
        #expect(index.match(of: device) == .matched(record: 1, by: .deviceName))
        #expect(matched(&index, [.usersSync(true)]) == 1)
    }

    @Test func ofSeveralConfigurationsTheOnlyCurrentOneIsTheDevice() {
        var index = MatchIndex(hashKey: HashKey(first: 1, second: 2))
        let device = ObjectProperties.device(Device(displayName: "PC-1"))
        let inputs: [MatchInput] = [
            .configuration(ConfigurationID(1), configuration("pc-1")),
            .configuration(ConfigurationID(2), configuration("", hostname: "Pc-1")),
            .object(object, device), .object(ObjectID(8), device),
        ]
        #expect(matched(&index, inputs) == nil)
        let ambiguous = Match.ambiguous(candidates: [1, 2], by: .deviceName)
        #expect(index.match(of: object) == ambiguous)
        let archived = configuration("pc-1", isArchived: true)
        #expect(matched(&index, [.configuration(ConfigurationID(1), archived)]) == 2)
        #expect(index.match(of: ObjectID(8)) == .matched(record: 2, by: .deviceName))
        #expect(matched(&index, [.configuration(ConfigurationID(2), nil)]) == 1)
    }

    @Test func aDevicesMatchFollowsItsName() {
        var index = MatchIndex(hashKey: HashKey(first: 1, second: 2))
        let inputs: [MatchInput] = [
            .configuration(ConfigurationID(1), configuration("PC-1")),
            .object(object, .device(Device(displayName: "PC-1"))),
        ]
        #expect(matched(&index, inputs) == 1)
        let renamed = ObjectProperties.device(Device(displayName: "PC-2"))
        #expect(matched(&index, [.object(object, renamed)]) == nil)
    }

    @Test func candidatesAreBoundedAndTheLowest() {
        var index = MatchIndex(hashKey: HashKey(first: 1, second: 2))
        let count = UInt32(MatchIndex.candidatesMax + 10)
        var inputs = (1...count).reversed().map { id in
            MatchInput.contact(ContactID(id), contact(emails: ["ana@alias.example"]))
        }
        inputs.append(.object(object, user(mail: "ana@alias.example")))
        #expect(matched(&index, inputs) == nil)
        let lowest = Array(1...UInt32(MatchIndex.candidatesMax))
        #expect(index.match(of: object) == .ambiguous(candidates: lowest, by: .email))
    }

    private func matched(_ index: inout MatchIndex, _ inputs: [MatchInput]) -> UInt32? {
        _ = index.propose(inputs)
        index.commit()
        return index.match(of: object).record
    }

    /// Takes the user away, and with it a match that would stay.
    private func reset(_ index: inout MatchIndex) {
        _ = index.propose([.object(object, nil)])
        index.commit()
    }

    private func contact(
        first: String = "",
        last: String = "",
        emails: [String]
    ) -> Contact {
        Contact(
            organization: OrganizationID(1),
            externalID: "",
            firstName: first,
            lastName: last,
            emails: emails
        )
    }

    private func configuration(
        _ name: String,
        hostname: String = "",
        isArchived: Bool = false
    ) -> Configuration {
        Configuration(
            organization: OrganizationID(1),
            externalID: "",
            name: name,
            hostname: hostname,
            isArchived: isArchived
        )
    }

    private func user(mail: String? = nil, proxyAddresses: [String] = []) -> ObjectProperties {
        .user(
            User(
                displayName: "",
                givenName: "ana",
                surname: "SILVA",
                userPrincipalName: "ana@login.example",
                mail: mail,
                proxyAddresses: proxyAddresses
            )
        )
    }
}
