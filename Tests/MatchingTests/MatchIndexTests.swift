import Directory
import Matching
import TestSupport
import Testing

@Suite struct MatchIndexTests {
    private let hashKey = HashKey(first: 1, second: 2)

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func equalsTheSlowMatcherAfterEveryProposal(seed: UInt64) {
        var directory = RandomDirectory(seed: seed)
        var index = MatchIndex(hashKey: HashKey(first: seed, second: ~seed))
        var slow = SlowMatcher()
        for step in 0..<100 {
            let inputs = directory.inputs(atMost: 6)
            var proposed = slow
            let wanted = proposed.propose(inputs)
            let changes = index.propose(inputs)
            #expect(changes == wanted, "seed \(seed), step \(step)")
            if Int.random(in: 0..<3, using: &directory.random) == 0 {
                index.rollback()
            } else {
                slow = proposed
                index.commit()
            }
            for id in 1...directory.objectCount {
                let wanted = slow.matches[id] ?? .unmatched
                #expect(index.match(of: ObjectID(id)) == wanted, "seed \(seed), step \(step)")
            }
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func loadedFromAnImageItGoesOnAsIfItHadNeverStopped(seed: UInt64) {
        var directory = RandomDirectory(seed: seed)
        var slow = SlowMatcher()
        for _ in 0..<40 { _ = slow.propose(directory.inputs(atMost: 6)) }
        var index = MatchIndex(
            Self.image(of: slow),
            usersAreSynced: slow.usersAreSynced,
            hashKey: hashKey
        )
        #expect(index.proposeAll().isEmpty, "seed \(seed)")
        index.commit()
        for _ in 0..<40 {
            let inputs = directory.inputs(atMost: 6)
            #expect(index.propose(inputs) == slow.propose(inputs), "seed \(seed)")
            index.commit()
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func everythingAtOnceEqualsTheSlowMatcher(seed: UInt64) {
        var directory = RandomDirectory(seed: seed, recordCount: 60, objectCount: 90)
        var slow = SlowMatcher()
        for _ in 0..<200 { _ = slow.propose(directory.inputs(atMost: 3)) }
        slow.matches = [:]
        var index = MatchIndex(
            Self.image(of: slow),
            usersAreSynced: slow.usersAreSynced,
            hashKey: hashKey
        )
        let image = Self.image(of: slow)
        #expect(index.proposeAll() == slow.propose([]), "seed \(seed)")
        index.commit()
        let matches = Matcher.matches(
            of: image,
            usersAreSynced: slow.usersAreSynced,
            hashKey: hashKey
        )
        for (object, match) in zip(image.objects, matches) {
            #expect(match == index.match(of: object.id), "seed \(seed)")
        }
    }

    private static func image(of slow: SlowMatcher) -> OrganizationImage {
        var image = OrganizationImage(organization: OrganizationID(1), revision: Revision(1))
        image.contacts = slow.contacts.sorted { $0.key < $1.key }.map {
            DocumentedContact(id: ContactID($0.key), contact: $0.value)
        }
        image.configurations = slow.configurations.sorted { $0.key < $1.key }.map {
            DocumentedConfiguration(id: ConfigurationID($0.key), configuration: $0.value)
        }
        image.objects = slow.objects.sorted { $0.key < $1.key }.map {
            DocumentedObject(
                id: ObjectID($0.key),
                tenant: TenantID(1),
                entraID: GUID(high: 0, low: UInt64($0.key)),
                type: $0.value.type,
                properties: $0.value,
                match: slow.matches[$0.key] ?? .unmatched
            )
        }
        return image
    }
}
