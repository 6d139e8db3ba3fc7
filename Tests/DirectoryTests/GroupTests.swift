import Directory
import Testing

@Suite struct GroupTests {
    @Test(arguments: [
        (["Unified"], false, true, GroupScope.microsoft365),
        (["unified", "DynamicMembership"], true, true, .microsoft365),
        ([], true, false, .security), (["DynamicMembership"], true, false, .security),
        ([], true, true, .mailEnabledSecurity), ([], false, true, .outOfScope),
        ([], false, false, .outOfScope),
    ])
    func scopeFollowsTheTypes(types: [String], isSecurity: Bool, isMail: Bool, scope: GroupScope) {
        let group = Group(
            displayName: "",
            isMailEnabled: isMail,
            isSecurityEnabled: isSecurity,
            groupTypes: types
        )
        #expect(group.scope == scope)
    }

    @Test func aScopeHasAListOrIsNotDocumented() {
        #expect(GroupScope.microsoft365.kind == .microsoft365)
        #expect(GroupScope.security.kind == .security)
        #expect(GroupScope.mailEnabledSecurity.kind == .security)
        #expect(GroupScope.outOfScope.kind == nil)
    }

    @Test(arguments: [
        ("user.department -eq \"Sales\"", MembershipType.dynamicUser),
        ("(device.displayName -startsWith \"PC\")", .dynamicDevice),
        ("(DEVICE.deviceOSType -eq 'Windows')", .dynamicDevice),
        ("user.city -eq \"device.town\"", .dynamicUser),
        ("user.city -eq 'it\"s device.town'", .dynamicUser),
        ("user.mydevice.name -eq 1", .dynamicUser),
        ("user.city -eq \"x\" -or device.model -eq \"y\"", .dynamicDevice),
    ])
    func theRuleTellsUsersFromDevices(rule: String, type: MembershipType) {
        let group = Group(
            displayName: "",
            groupTypes: ["dynamicmembership"],
            membershipRule: rule
        )
        #expect(group.membershipType == type)
        var assigned = group
        assigned.groupTypes = []
        #expect(assigned.membershipType == .assigned)
        var unified = group
        unified.groupTypes.append("Unified")
        #expect(unified.membershipType == .dynamicUser)
    }

    @Test func aDynamicGroupWithoutARuleIsOfUsers() {
        let group = Group(displayName: "", groupTypes: ["DynamicMembership"])
        #expect(group.membershipType == .dynamicUser)
    }

    @Test func hiddenMembershipIsSeenInEitherCase() {
        #expect(Group(displayName: "", visibility: "HiddenMembership").isMembershipHidden)
        #expect(Group(displayName: "", visibility: "hiddenmembership").isMembershipHidden)
        #expect(!Group(displayName: "", visibility: "Private").isMembershipHidden)
        #expect(!Group(displayName: "").isMembershipHidden)
    }
}
