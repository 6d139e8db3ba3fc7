import Directory
import ReadModel
import Testing

@testable import Server
@testable import Store

/// A publish whose n-th SQL step fails, for every n: nothing has happened, and the next attempt succeeds.
@Suite struct PublishFaultTests {
    /// A user and a device that match, groups of two organizations, members and a setting, all in one batch.
    private func batch(_ world: HistoryWorld) -> [Change] {
        let first = world.casts[0]
        let second = world.casts[1]
        let user = ObjectProperties.user(
            User(displayName: "Ann Lee", userPrincipalName: "ann@t.example", mail: "ann@t.example")
        )
        var changes: [Change] = [
            .policy(.organization(first.organization, Organization(key: "contoso", name: "New"))),
            .object(first.users[0], user),
            .object(first.devices[0], .device(Device(displayName: "PC-1"))),
            .object(first.groups[0], .group(Group(displayName: "Sales"))),
            .object(second.groups[0], .group(Group(displayName: "Support"))),
            .object(second.users[0], user),
        ]
        for cast in [first, second] {
            changes.append(
                .membership(group: cast.groups[0], member: cast.users[0], isMember: true)
            )
            let contact = Contact(
                organization: cast.organization,
                externalID: "c0",
                firstName: "Ann",
                lastName: "Lee",
                emails: ["ann@t.example"]
            )
            if let id = world.contacts[cast.organization]?[0] {
                changes.append(.contact(id, contact))
            }
        }
        return changes
    }

    /// Leaves nothing of `batch`, so that it can be published again.
    private func undoing(_ world: HistoryWorld) -> [Change] {
        var changes: [Change] = [
            .policy(
                .organization(world.organizations[0], Organization(key: "contoso", name: "Old"))
            )
        ]
        for cast in world.casts.prefix(2) {
            changes.append(
                .membership(group: cast.groups[0], member: cast.users[0], isMember: false)
            )
            changes.append(.object(cast.users[0], nil))
            if let id = world.contacts[cast.organization]?[0] { changes.append(.contact(id, nil)) }
        }
        return changes
    }

    /// `isWarm`: the publisher has its matches in memory already, or loads them in the publish that fails.
    @Test(arguments: [true, false])
    func aFailedStepChangesNothingAndTheNextAttemptSucceeds(isWarm: Bool) throws {
        var run = try HistoryRun()
        let changes = batch(run.world)
        try run.publish(changes)
        var step = 0
        while true {
            step += 1
            try run.publish(undoing(run.world))
            if !isWarm { run.publisher = try run.makePublisher() }
            let before = run.publisher.snapshot
            let held = before.organizations.mapValues { $0.canonicalBytes() }
            try run.store.injectFault(atStep: step)
            var hasFailed = false
            do { try run.publish(changes) } catch { hasFailed = true }
            // A transaction that could not even begin leaves the fault armed.
            try run.store.injectFault(atStep: -1)
            guard hasFailed else { break }
            #expect(run.publisher.snapshot === before, "step \(step)")
            let bytes = run.publisher.snapshot.organizations.mapValues { $0.canonicalBytes() }
            #expect(bytes == held, "step \(step)")
            try #require(try run.differencesFromStore() == [], "step \(step)")
            try #require(try run.differencesFromModel() == [], "step \(step)")

            try run.publish(changes)
            try #require(run.publisher.snapshot.revision == before.revision.next, "step \(step)")
            try #require(try run.differencesFromStore() == [], "step \(step)")
            try #require(try run.differencesFromModel() == [], "step \(step)")
            expectMatched(run, "step \(step)")
        }
        expectMatched(run, "without a fault")
        #expect(step > 50)
    }

    private func expectMatched(_ run: HistoryRun, _ comment: Comment) {
        for cast in run.world.casts.prefix(2) {
            let image = run.publisher.snapshot.organizations[cast.organization]
            let contact = run.world.contacts[cast.organization]?[0]
            let matched = contact.flatMap { image?.objects(matchedTo: $0) }
            #expect(matched == [cast.users[0]], comment)
        }
    }
}
