import Directory
import Matching
import TestSupport
import Testing

@Suite struct MatchExplanationTests {
    @Test(
        "What is explained is what the rules decide (row 116)",
        arguments: 1...40 as ClosedRange<UInt64>
    )
    func explanationsEqualTheRules(seed: UInt64) {
        var directory = RandomDirectory(seed: seed)
        var slow = SlowMatcher()
        for _ in 0..<60 { _ = slow.propose(directory.inputs(atMost: 6)) }
        // Back to the rules, all of them: nothing that was decided before counts.
        slow.usersAreSynced = true
        _ = slow.propose(slow.objects.keys.map { .choice(ObjectID($0), .unmatched) })
        for (id, properties) in slow.objects {
            let wanted = slow.matches[id] ?? .unmatched
            switch properties {
            case .user(let user):
                let contacts = slow.contacts.map { (id: ContactID($0.key), contact: $0.value) }
                let explanation = MatchExplanation(of: user, contacts: contacts)
                #expect(explanation.match == wanted, "seed \(seed)")
                #expect(explanation.stages.map(\.stage) == [.email, .userPrincipalName, .fullName])
            case .device(let device):
                let configurations = slow.configurations.map {
                    (id: ConfigurationID($0.key), configuration: $0.value)
                }
                let explanation = MatchExplanation(of: device, configurations: configurations)
                #expect(explanation.match == wanted, "seed \(seed)")
            case .group, .other: break
            }
        }
    }

    @Test func keysAreToldAsTheyAreCompared() {
        let user = User(
            displayName: "Ann",
            givenName: " Ann ",
            surname: "MÜLLER",
            userPrincipalName: "Ann@Contoso.example",
            mail: nil,
            proxyAddresses: ["SMTP:Ann.M@contoso.example", "sip:ann@contoso.example"]
        )
        let stages = MatchExplanation(of: user, contacts: []).stages
        #expect(
            stages.map(\.keys) == [
                ["ann.m@contoso.example"], ["ann@contoso.example"], ["ann müller"],
            ]
        )
        #expect(stages.allSatisfy { $0.records.isEmpty })
    }
}
