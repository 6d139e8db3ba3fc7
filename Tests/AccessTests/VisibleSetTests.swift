import Access
import Directory
import Testing

@Suite struct VisibleSetTests {
    private let contoso = OrganizationID(1)
    private let fabrikam = OrganizationID(2)

    @Test func aDeniedKindBeatsTheGroupsOwnList() {
        let visible = VisibleSet(organizations: .all, deniedKinds: [.security])
        #expect(!visible.contains(AssetID(7), of: .security, in: contoso))
        #expect(visible.contains(AssetID(7), of: .microsoft365, in: contoso))
        #expect(visible.list(of: .security, in: contoso) == .nothing)
        #expect(visible.list(of: .microsoft365, in: contoso) == .everything)
    }

    @Test func aHiddenGroupIsLeftOutOfItsList() {
        let visible = VisibleSet(
            organizations: .only([contoso]),
            hiddenAssets: [contoso: [AssetID(7)]]
        )
        #expect(visible.list(of: .security, in: contoso) == .allBut([AssetID(7)]))
        #expect(visible.list(of: .security, in: fabrikam) == .nothing)
        #expect(!visible.contains(AssetID(7), of: .security, in: contoso))
        #expect(visible.contains(AssetID(8), of: .security, in: contoso))
        #expect(!visible.contains(AssetID(8), of: .security, in: fabrikam))
    }

    @Test func nothingContainsNoOrganization() {
        #expect(!VisibleSet.nothing.contains(contoso))
        #expect(VisibleSet.everything.contains(contoso))
    }
}
