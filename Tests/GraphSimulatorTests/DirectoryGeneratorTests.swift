import struct Directory.GUID
import TestSupport
import Testing

@testable import GraphSimulator

@Suite struct DirectoryGeneratorTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func identifiersAreFoundAgainAndStrangersAreNot(seed: UInt64) throws {
        let client = try SimulatedClient(seed: seed)
        let stranger = try SimulatedClient(seed: seed + 100)
        var seen: Set<String> = []
        for kind in ObjectKind.allCases {
            for ordinal in [0, 1, 2, 39, 1_000_000, 1 << 40] {
                let key = ObjectKey(kind: kind, ordinal: ordinal)
                let guid = client.tenant.guid(of: key)
                #expect(client.tenant.generator.identifiers.key(of: guid) == key)
                #expect(stranger.tenant.generator.identifiers.key(of: guid) == nil)
                let text = guid.text
                #expect(seen.insert(text).inserted)
                let version = text[text.index(text.startIndex, offsetBy: 14)]
                let variant = text[text.index(text.startIndex, offsetBy: 19)]
                #expect(version == "4" && "89ab".contains(variant))
            }
        }
    }

    @Test func equalSeedsMakeEqualTenantsAndOthersDoNot() throws {
        func dump(_ seed: UInt64) throws -> [UInt8] {
            Dump(of: try SimulatedClient(seed: seed).tenant).reduce(into: []) { $0 += $1 }
        }
        #expect(try dump(3) == dump(3))
        #expect(try dump(3) != dump(4))
    }

    @Test(arguments: Profile.allCases)
    func aProfileHasItsSizes(profile: Profile) throws {
        let client = try SimulatedClient(profile: profile)
        let tenant = client.tenant
        #expect(tenant.count(of: .user) == profile.userCount)
        let memberships = (0..<profile.groupCount).map { tenant.positionCount(ofGroup: $0) - 1 }
            .reduce(0, +)
        let ratio = Double(memberships) / Double(profile.membershipCount)
        #expect((0.7...1.4).contains(ratio), "\(memberships) memberships")
        for (ordinal, shape) in GroupShape.special.enumerated() where ordinal < profile.groupCount {
            guard case .sized(let size) = shape, size <= profile.userCount else { continue }
            #expect(tenant.links(ofGroup: ordinal).members.count == size)
        }
    }

    @Test func membersOfAPlanAreDistinctAndAreFoundAgain() throws {
        let generator = try SimulatedClient(profile: .medium).tenant.generator
        for ordinal in stride(from: 0, to: 2_000, by: 13) {
            let plan = generator.groupPlan(ordinal)
            let members = (0..<plan.count).map { plan.member(at: $0) }
            #expect(Set(members).count == members.count)
            #expect(members.allSatisfy { plan.contains($0) })
            if let former = plan.formerMember { #expect(!members.contains(former)) }
        }
    }

    /// What Entra can hold is in the smallest tenant already.
    @Test func theSmallestTenantHasEveryKindOfGroup() throws {
        let tenant = try SimulatedClient().tenant
        func group(_ ordinal: Int) throws -> PropertyRecord {
            try #require(tenant.state(of: ObjectKey(kind: .group, ordinal: ordinal))).record
        }
        func contains(_ ordinal: Int, _ other: Int) -> Bool {
            tenant.links(ofGroup: ordinal).contains(ObjectKey(kind: .group, ordinal: other))
        }
        #expect(contains(9, 10) && contains(10, 9) && contains(11, 11))
        #expect(try group(14).text(GroupProperty.membershipRuleProcessingState) == "Paused")
        #expect(try group(13).text(GroupProperty.membershipRule)?.contains("device.") == true)
        let mailEnabled = try group(15)
        #expect(mailEnabled.isTrue(GroupProperty.mailEnabled))
        #expect(mailEnabled.isTrue(GroupProperty.securityEnabled))
        let distribution = try group(16)
        #expect(distribution.isTrue(GroupProperty.mailEnabled))
        #expect(!distribution.isTrue(GroupProperty.securityEnabled))
        let unified = try group(18)
        #expect(unified.texts(GroupProperty.groupTypes) == ["Unified"])
        #expect(unified.isTrue(GroupProperty.securityEnabled))
        #expect(try group(24).text(GroupProperty.displayName)?.count == 256)
        #expect(
            try group(19).text(GroupProperty.displayName)
                == group(29).text(GroupProperty.displayName)
        )
        let users = (0..<40).compactMap { tenant.state(of: ObjectKey(kind: .user, ordinal: $0)) }
        #expect(
            users.contains {
                $0.record.text(UserProperty.userPrincipalName)?.contains("#EXT#") == true
            }
        )
        #expect(users.contains { !$0.record.isTrue(UserProperty.accountEnabled) })
        #expect(users.contains { !$0.isLive })
        let names = users.map { $0.record.text(UserProperty.userPrincipalName) ?? "" }
        #expect(Set(names).count == names.count)
    }

    /// A page of the largest tenant is made without its other rows.
    @Test func theLargestTenantAnswersAtOnce() throws {
        var client = try SimulatedClient(profile: .extraLarge)
        let first = client.get("/groups/delta?$select=id,members")
        let next = client.get(try #require(first.nextLink))
        #expect(next.status == 200 && !next.values.isEmpty)
        #expect(client.get("/users?$top=999&$select=id").values.count == 999)
    }
}
