import Directory
import Testing
import Wire

@testable import ReadModel

/// The link to a group in Entra leads to the admin center of its tenant's cloud.
@Suite struct ManageLinkTests {
    private static let hosts: [(cloud: Integration.Cloud, host: String)] = [
        (.global, "entra.microsoft.com"), (.usGovernmentL4, "entra.microsoft.us"),
        (.usGovernmentL5, "entra.microsoft.us"), (.china, "entra.microsoftonline.cn"),
    ]

    @Test func everyCloudIsThere() {
        #expect(Set(Self.hosts.map(\.cloud)) == Set(Integration.Cloud.allCases))
    }

    @Test("Manage leads into the tenant's own cloud (row 79)", arguments: hosts)
    func theLinkLeadsIntoTheTenantsCloud(cloud: Integration.Cloud, host: String) throws {
        var context = Fixture.context
        context.tenants[Fixture.tenant]?.cloud = cloud
        var changes = OrganizationChanges(context: context)
        let group = Fixture.identity(9, .group)
        let properties = Group(displayName: "Sales", isSecurityEnabled: true)
        changes.objects = [ObjectChange(group, properties: .group(properties))]
        changes.facts = [(AssetID(1), Fixture.facts(1, object: 9, kind: .security))]
        let reply = try #require(
            GroupReply(
                AssetID(1),
                in: Fixture.publish(changes, on: Fixture.empty),
                organizationKey: "contoso",
                caller: Fixture.administrator
            )
        )
        #expect(
            reply.detail.manageURL
                == "https://\(host)/#view/Microsoft_AAD_IAM/GroupDetailsMenuBlade/~/Overview/groupId/"
                + group.entraID.text
        )
    }
}
