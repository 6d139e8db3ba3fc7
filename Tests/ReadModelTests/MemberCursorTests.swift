import Access
import Directory
import TestSupport
import Testing
import Wire

@testable import ReadModel

@Suite struct MemberCursorTests {
    /// A security group (asset 1) and a Microsoft 365 group (asset 2) with the same members.
    private func organization(_ members: [ObjectChange], seed: UInt64) -> OrganizationSnapshot {
        var random = SplitMix64(seed: seed)
        var changes = OrganizationChanges(context: Fixture.context)
        changes.objects = members
        for (index, kind) in [GroupKind.security, .microsoft365].enumerated() {
            let group = Fixture.identity(1_000_000 + UInt32(index), .group)
            var properties = random.group()
            properties.visibility = nil
            changes.objects.append(ObjectChange(group, properties: .group(properties)))
            changes.facts.append(
                (
                    AssetID(UInt32(index) + 1),
                    Fixture.facts(UInt32(index), object: group.id.rawValue, kind: kind)
                )
            )
            changes.memberships += members.map {
                MembershipChange(group: group.id, member: $0.identity.id, isMember: true)
            }
        }
        for number in 0..<30 as Range<UInt32> {
            changes.contacts.append(
                (
                    ContactID(number),
                    Contact(
                        organization: Fixture.organization,
                        externalID: "c\(number)",
                        firstName: random.pick(["Anna", "Åsa"]),
                        lastName: "Lee \(number % 5)",
                        emails: []
                    )
                )
            )
            changes.configurations.append(
                (
                    ConfigurationID(number),
                    Configuration(
                        organization: Fixture.organization,
                        externalID: "k\(number)",
                        name: "PC \(number)",
                        hostname: ""
                    )
                )
            )
        }
        for member in members where random.chance(2) {
            let record = UInt32.random(in: 0..<30, using: &random)
            switch member.identity.type {
            case .user:
                changes.matches.append((member.identity.id, .matched(record: record, by: .email)))
            case .device:
                changes.matches.append(
                    (member.identity.id, .matched(record: record, by: .deviceName))
                )
            case .group, .servicePrincipal, .organizationalContact, .unknown:
                break
            }
        }
        return Fixture.publish(changes, on: Fixture.empty)
    }

    private func members(_ count: UInt32, seed: UInt64) -> [ObjectChange] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { number in
            let type = random.pick(ObjectType.allCases)
            return ObjectChange(
                Fixture.identity(number, type),
                properties: random.chance(9) ? nil : random.properties(of: type)
            )
        }
    }

    private func reply<Response: Message>(
        _ snapshot: OrganizationSnapshot,
        _ query: MemberQuery,
        caller: Caller = Fixture.administrator,
        as type: Response.Type
    ) throws -> [Response] {
        var orders = OrderCache()
        var pages: [Response] = []
        var key: PageKey?
        repeat {
            var cursor = MemberCursor(
                snapshot,
                query: query,
                caller: caller,
                after: key,
                orders: &orders
            )
            var page = Response()
            while let message = cursor.next() { try page.merge(message.joined()) }
            pages.append(page)
            key = cursor.nextPage
        } while key != nil
        return pages
    }

    private func section(_ row: V1.MemberRow) -> Int {
        guard row.type == .user else { return 3 }
        return row.matchState == .matched ? 1 : 2
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func membersStandBySectionNameAndIdOnWhateverPages(seed: UInt64) throws {
        let members = members(300, seed: seed)
        let shown = members.filter { !($0.properties?.isDeleted ?? $0.identity.type.hasStream) }
        let snapshot = organization(members, seed: seed)
        for (asset, types) in [
            (AssetID(1), ObjectType.allCases.filter { $0 != .device && $0 != .group }),
            (AssetID(2), ObjectType.allCases),
        ] {
            for rowsMax in [1, 7, 1000, nil] {
                let query = MemberQuery(asset: asset, part: .members, rowsMax: rowsMax)
                let pages = try reply(snapshot, query, as: V1.ListMembersResponse.self)
                let rows = pages.flatMap(\.rows)
                let expected = shown.filter { types.contains($0.identity.type) }
                #expect(rows.count == expected.count, "seed \(seed)")
                #expect(Set(rows.map(\.entraID)) == Set(expected.map(\.identity.entraID.text)))
                let sorted = rows.sorted { left, right in
                    let mine = (
                        section(left), SortKey(CaseFolding.folded(left.name)),
                        SortKey(left.entraID)
                    )
                    let theirs = (
                        section(right), SortKey(CaseFolding.folded(right.name)),
                        SortKey(right.entraID)
                    )
                    return mine < theirs
                }
                let isSorted = rows == sorted
                #expect(isSorted, "seed \(seed), \(query)")
                #expect(pages.allSatisfy { $0.rows.count <= rowsMax ?? .max })
            }
        }
    }

    @Test func aSectionAndAPartOfTheNameNarrowTheAnswer() throws {
        let snapshot = organization(members(300, seed: 9), seed: 9)
        let all = try reply(
            snapshot,
            MemberQuery(asset: AssetID(1), part: .members),
            as: V1.ListMembersResponse.self
        ).flatMap(\.rows)
        let query = MemberQuery(
            asset: AssetID(1),
            part: .members,
            sections: [.matched, .other],
            nameContains: "LEE",
            rowsMax: 5
        )
        let rows = try reply(snapshot, query, as: V1.ListMembersResponse.self).flatMap(\.rows)
        let expected = all.filter { section($0) != 2 && $0.name.contains("Lee") }
        let isEqual = rows == expected
        #expect(isEqual)
        #expect(!rows.isEmpty)
    }

    @Test func devicesAndGroupsOfASecurityGroupHaveListsOfTheirOwn() throws {
        let members = members(300, seed: 10)
        let shown = members.filter { !($0.properties?.isDeleted ?? $0.identity.type.hasStream) }
        let snapshot = organization(members, seed: 10)
        let devices = try reply(
            snapshot,
            MemberQuery(asset: AssetID(1), part: .devices, rowsMax: 9),
            as: V1.ListDevicesResponse.self
        ).flatMap(\.rows)
        #expect(devices.count == shown.count { $0.identity.type == .device })
        #expect(devices.contains { $0.configuration != nil })
        let groups = try reply(
            snapshot,
            MemberQuery(asset: AssetID(1), part: .nestedGroups, rowsMax: 9),
            as: V1.ListNestedGroupsResponse.self
        ).flatMap(\.rows)
        #expect(groups.count == shown.count { $0.identity.type == .group })
        let none = try reply(
            snapshot,
            MemberQuery(asset: AssetID(2), part: .devices),
            as: V1.ListDevicesResponse.self
        )
        #expect(none.flatMap(\.rows).isEmpty)
    }

    @Test func aNestedGroupThatTheCallerCannotSeeLeavesNoTrace() throws {
        var changes = OrganizationChanges(context: Fixture.context)
        for number in 0..<3 as Range<UInt32> {
            let group = Group(displayName: "Group \(number)")
            changes.objects.append(
                ObjectChange(Fixture.identity(number, .group), properties: .group(group))
            )
            changes.facts.append(
                (AssetID(number + 1), Fixture.facts(number, object: number, kind: .security))
            )
            changes.memberships.append(
                MembershipChange(group: ObjectID(0), member: ObjectID(number), isMember: true)
            )
        }
        let snapshot = Fixture.publish(changes, on: Fixture.empty)
        let caller = Caller(
            principalKey: "b",
            role: .readOnly,
            visible: VisibleSet(
                organizations: .all,
                hiddenAssets: [Fixture.organization: [AssetID(2)]]
            )
        )
        let query = MemberQuery(asset: AssetID(1), part: .nestedGroups)
        var orders = OrderCache()
        let cursor = MemberCursor(snapshot, query: query, caller: caller, orders: &orders)
        #expect(cursor.totalCount == 2)
        let rows = try reply(
            snapshot,
            query,
            caller: caller,
            as: V1.ListNestedGroupsResponse.self
        ).flatMap(\.rows)
        #expect(rows.map(\.name) == ["Group 0", "Group 2"])
        #expect(rows.allSatisfy { $0.syncStatus == .enabled && !$0.id.isEmpty })
    }

    @Test func aGroupOf25000MembersIsCountedAndStreamed() throws {
        let members = (0..<25_000 as Range<UInt32>).map { number in
            ObjectChange(
                Fixture.identity(number, .user),
                properties: .user(
                    User(displayName: "Person \(number)", userPrincipalName: "p\(number)@x.example")
                )
            )
        }
        var snapshot = organization(members, seed: 11)
        let row = try V1.GroupRow(decoding: try #require(snapshot.row(of: AssetID(1))))
        let matched = try #require(row.membersMatched?.count)
        #expect(matched + (row.membersNotMatched ?? 0) == 25_000)
        let query = MemberQuery(asset: AssetID(1), part: .members)
        var orders = OrderCache()
        var cursor = MemberCursor(
            snapshot,
            query: query,
            caller: Fixture.administrator,
            orders: &orders
        )
        #expect(cursor.totalCount == 25_000)
        var count = 0
        while let message = cursor.next() {
            #expect(message.byteCount <= ReplyLimits.messageBytesMax)
            count += message.rowCount
        }
        #expect(count == 25_000)

        var changes = OrganizationChanges(context: Fixture.context)
        changes.memberships = [
            MembershipChange(group: ObjectID(1_000_000), member: ObjectID(77), isMember: false)
        ]
        snapshot = Fixture.publish(changes, on: snapshot)
        let after = try V1.GroupRow(decoding: try #require(snapshot.row(of: AssetID(1))))
        #expect((after.membersMatched?.count ?? 0) + (after.membersNotMatched ?? 0) == 24_999)
        #expect(snapshot.assetsWithStaleRows().isEmpty)
    }

    @Test func hiddenAndUnreachedMembersAreUnknownAndNotNone() throws {
        var context = Fixture.context
        context.tenants[Fixture.tenant]?.isImporting = true
        var changes = OrganizationChanges(context: context)
        for (number, visibility) in [(0, "HiddenMembership"), (1, "Public")] as [(UInt32, String)] {
            let group = Group(displayName: "Group \(number)", visibility: visibility)
            changes.objects.append(
                ObjectChange(Fixture.identity(number, .group), properties: .group(group))
            )
            changes.facts.append(
                (AssetID(number + 1), Fixture.facts(number, object: number, kind: .security))
            )
        }
        let snapshot = Fixture.publish(changes, on: Fixture.empty)
        var orders = OrderCache()
        for (asset, isHidden) in [(AssetID(1), true), (AssetID(2), false)] {
            let row = try V1.GroupRow(decoding: try #require(snapshot.row(of: asset)))
            #expect(row.membershipHidden == isHidden)
            #expect(row.importing == !isHidden)
            #expect(row.membersMatched == nil && row.membersNotMatched == nil)
            let cursor = MemberCursor(
                snapshot,
                query: MemberQuery(asset: asset, part: .members),
                caller: Fixture.administrator,
                orders: &orders
            )
            #expect(cursor.isHidden == isHidden)
            #expect(cursor.isImporting == !isHidden)
        }
    }
}
