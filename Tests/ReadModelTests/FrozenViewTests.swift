import Directory
import TestSupport
import Testing
import Wire

@testable import ReadModel

/// What groups that stand still show of their members, against copies of everything as it was when they froze.
@Suite struct FrozenViewTests {
    /// One member as a list shows it.
    private struct Shown: Hashable {
        var entraID: String
        var name: String
        var record: String?
    }

    private static let parts: [MemberPart] = MemberPart.allCases

    @Test func membersOfAFrozenGroupAreWhatTheyWere() throws {
        var otherwise = 0
        for seed in 1...6 as ClosedRange<UInt64> { otherwise += try differences(seed: seed) }
        #expect(otherwise > 50, "hardly a member of a frozen group moved on")
    }

    /// Checks a random history; how often a frozen group showed something else than a group that is followed would.
    private func differences(seed: UInt64) throws -> Int {
        var random = SplitMix64(seed: seed)
        var model = ModelOrganization()
        var snapshot = OrganizationSnapshot(
            empty: model.organization,
            revision: .none,
            context: model.context
        )
        var otherwise = 0
        for step in 1...80 {
            let revision = Revision(UInt64(step))
            let changes = model.change(ModelOrganization.Size(), at: revision, using: &random)
            snapshot = OrganizationDraft(from: snapshot).publish(changes, at: revision).snapshot
            let place: Comment = "seed \(seed), step \(step)"
            var followed = model
            followed.frozen = [:]
            for (id, facts) in model.assets where model.hasRow(facts) {
                for part in Self.parts {
                    let expected = Self.members(part, of: facts, in: model)
                    if expected != Self.members(part, of: facts, in: followed) { otherwise += 1 }
                    let found = try Self.members(part, of: id, in: snapshot)
                    try #require(Set(found) == expected, place)
                    try #require(found.count == expected.count, place)
                }
            }
            for contact in model.contacts.keys {
                let found = Self.groups(
                    of: .contact(externalID: "contact-\(contact.rawValue)"),
                    snapshot
                )
                let expected = Self.groups(.user, matchedTo: contact.rawValue, in: model)
                try #require(found == expected, place)
            }
            for (id, configuration) in model.configurations {
                let found = Self.groups(
                    of: .configuration(externalID: configuration.externalID),
                    snapshot
                )
                let expected = Self.groups(.device, matchedTo: id.rawValue, in: model)
                try #require(found == expected, place)
            }
        }
        return otherwise
    }

    /// A group that is followed again shows its members as they are, and keeps nothing of what they were.
    @Test func whatIsFollowedAgainShowsThePresent() throws {
        var snapshot = Fixture.publish(Self.beginning(), on: Fixture.empty)
        let frozen = Self.facts(frozenAt: Timestamp(milliseconds: 5))
        snapshot = Self.publish(on: snapshot) { $0.facts = [(AssetID(1), frozen)] }
        snapshot = Self.publish(on: snapshot) {
            $0.objects = [Self.user(1, "Anna Berg"), Self.user(2, "Bo", isDeleted: true)]
            $0.matches = [(ObjectID(1), .unmatched)]
        }
        #expect(
            try Set(Self.members(.members, of: AssetID(1), in: snapshot)) == [
                Shown(entraID: Self.text(1), name: "Anna Lee", record: "c1"),
                Shown(entraID: Self.text(2), name: "Bo", record: nil),
            ]
        )
        #expect(Self.groups(of: .contact(externalID: "c1"), snapshot) == [AssetID(1)])
        #expect(snapshot.state.earlier.count == 2)
        snapshot = Self.publish(on: snapshot) { $0.facts = [(AssetID(1), Self.facts())] }
        #expect(
            try Self.members(.members, of: AssetID(1), in: snapshot) == [
                Shown(entraID: Self.text(1), name: "Anna Berg", record: nil)
            ]
        )
        #expect(Self.groups(of: .contact(externalID: "c1"), snapshot) == [])
        #expect(snapshot.state.earlier.isEmpty && snapshot.state.frozen.isEmpty)
    }

    /// Renaming, deleting and matching a member otherwise changes nothing of a frozen group, so nobody is told anything.
    @Test func whatBecomesOfAMemberIsNoEventOfAFrozenGroup() throws {
        var snapshot = Fixture.publish(Self.beginning(), on: Fixture.empty)
        let frozen = Self.facts(frozenAt: Timestamp(milliseconds: 5))
        snapshot = Self.publish(on: snapshot) { $0.facts = [(AssetID(1), frozen)] }
        for change in [
            { $0.objects = [Self.user(1, "Anna Berg")] },
            { $0.matches = [(ObjectID(1), .unmatched)] },
            { $0.objects = [Self.user(2, "Bo", isDeleted: true)] },
            { $0.context.tenants[Fixture.tenant]?.syncsUsers = false },
        ] as [(inout OrganizationChanges) -> Void] {
            var changes = OrganizationChanges(context: snapshot.context)
            change(&changes)
            let row = snapshot.row(of: AssetID(1))
            let published = OrganizationDraft(from: snapshot)
                .publish(changes, at: snapshot.revision.next)
            #expect(published.rows.isEmpty)
            snapshot = published.snapshot
            #expect(snapshot.row(of: AssetID(1)) == row)
        }
        // The contact is the platform's own: its new name shows, and it can go.
        snapshot = Self.publish(on: snapshot) {
            $0.contacts = [(ContactID(1), Self.contact("Berg"))]
        }
        #expect(
            try Self.members(.members, of: AssetID(1), in: snapshot).contains(
                Shown(entraID: Self.text(1), name: "Anna Berg", record: "c1")
            )
        )
        var gone = OrganizationChanges(context: snapshot.context)
        gone.contacts = [(ContactID(1), nil)]
        let published = OrganizationDraft(from: snapshot).publish(gone, at: snapshot.revision.next)
        #expect(published.rows.map(\.mask) == [.matches])
        #expect(published.rows.first?.members.map(\.kind) == [.matchChanged])
    }

    // MARK: A small organization

    private static func text(_ number: UInt32) -> String {
        Fixture.identity(number, .user).entraID.text
    }

    private static func user(
        _ number: UInt32,
        _ name: String,
        isDeleted: Bool = false
    ) -> ObjectChange {
        let user = User(displayName: name, userPrincipalName: "u\(number)", isDeleted: isDeleted)
        return ObjectChange(Fixture.identity(number, .user), properties: .user(user))
    }

    private static func contact(_ lastName: String) -> Contact {
        Contact(
            organization: Fixture.organization,
            externalID: "c1",
            firstName: "Anna",
            lastName: lastName,
            emails: []
        )
    }

    private static func facts(frozenAt: Timestamp? = nil) -> AssetFacts {
        var facts = Fixture.facts(
            1,
            object: 9,
            kind: .security,
            reasons: frozenAt == nil ? [] : .archived
        )
        facts.frozenAt = frozenAt
        return facts
    }

    /// A security group with Anna, who is matched, and Bo.
    private static func beginning() -> OrganizationChanges {
        var changes = OrganizationChanges(context: Fixture.context)
        let group = ObjectChange(
            Fixture.identity(9, .group),
            properties: .group(Group(displayName: "Sales", isSecurityEnabled: true))
        )
        changes.objects = [user(1, "Anna Lee"), user(2, "Bo"), group]
        changes.contacts = [(ContactID(1), contact("Lee"))]
        changes.matches = [(ObjectID(1), .matched(record: 1, by: .email))]
        changes.memberships = [1, 2].map {
            MembershipChange(group: ObjectID(9), member: ObjectID($0), isMember: true)
        }
        changes.facts = [(AssetID(1), facts())]
        return changes
    }

    private static func publish(
        on snapshot: OrganizationSnapshot,
        _ change: (inout OrganizationChanges) -> Void
    ) -> OrganizationSnapshot {
        var changes = OrganizationChanges(context: snapshot.context)
        change(&changes)
        return Fixture.publish(changes, on: snapshot)
    }

    // MARK: What is answered, and what should be

    private static func members(
        _ part: MemberPart,
        of asset: AssetID,
        in snapshot: OrganizationSnapshot
    ) throws -> [Shown] {
        var orders = OrderCache()
        var cursor = MemberCursor(
            snapshot,
            query: MemberQuery(asset: asset, part: part),
            caller: Fixture.administrator,
            orders: &orders
        )
        var shown: [Shown] = []
        while let message = cursor.next() {
            let bytes = message.joined()
            switch part {
            case .members:
                shown += try V1.ListMembersResponse(decoding: bytes).rows.map {
                    Shown(entraID: $0.entraID, name: $0.name, record: $0.contact?.externalID)
                }
            case .devices:
                shown += try V1.ListDevicesResponse(decoding: bytes).rows.map {
                    Shown(entraID: $0.entraID, name: $0.name, record: $0.configuration?.externalID)
                }
            case .nestedGroups:
                shown += try V1.ListNestedGroupsResponse(decoding: bytes).rows.map {
                    Shown(entraID: $0.entraID, name: $0.name, record: nil)
                }
            }
        }
        return shown
    }

    private static func members(
        _ part: MemberPart,
        of facts: AssetFacts,
        in model: ModelOrganization
    ) -> Set<Shown> {
        guard let group = facts.object else { return [] }
        let isSecurity = facts.kind == .security
        let shown = model.shownMembers(of: group).map(\.object).filter { object in
            switch (part, object.type) {
            case (.devices, .device), (.nestedGroups, .group): isSecurity
            case (.members, .device), (.members, .group): !isSecurity
            case (.members, _): true
            case (.devices, _), (.nestedGroups, _): false
            }
        }
        return Set(
            shown.map { object in
                var shown = Shown(
                    entraID: object.entraID.text,
                    name: object.properties?.displayName ?? "",
                    record: nil
                )
                // Of devices in a Microsoft 365 group nothing but the name is told.
                guard let record = model.record(of: object, in: group),
                    object.type == .user || isSecurity
                else { return shown }
                if object.type == .user {
                    shown.record = model.contacts[ContactID(record)]?.externalID
                    shown.name = model.contacts[ContactID(record)]?.fullName ?? ""
                } else {
                    shown.record = model.configurations[ConfigurationID(record)]?.externalID
                }
                return shown
            }
        )
    }

    private static func groups(
        of principal: GroupsOf,
        _ snapshot: OrganizationSnapshot
    ) -> Set<AssetID>? {
        guard
            var selection = RowSelection(
                groupsOf: principal,
                in: snapshot,
                includesArchived: true,
                caller: Fixture.administrator,
                views: CallerViewTable(role: .administrator),
                rowsMax: nil
            )
        else { return nil }
        var assets: Set<AssetID> = []
        while let message = selection.next() {
            guard let reply = try? V1.GroupsOfPrincipalResponse(decoding: message.joined()) else {
                return nil
            }
            assets.formUnion(
                reply.rows.compactMap { GUID($0.id).flatMap { snapshot.asset(withPublicID: $0) } }
            )
        }
        return assets
    }

    private static func groups(
        _ type: ObjectType,
        matchedTo record: UInt32,
        in model: ModelOrganization
    ) -> Set<AssetID> {
        Set(
            model.assets.filter { _, facts in
                guard let group = facts.object, model.hasRow(facts) else { return false }
                let objects = model.frozen[group]?.objects ?? model.objects
                return model.members(of: group).contains { member in
                    guard let object = objects[member], object.type == type else { return false }
                    return model.record(of: object, in: group) == record
                }
            }.keys
        )
    }
}
