import Directory
import Testing

@Suite struct ObjectPropertiesTests {
    @Test(
        arguments: [
            ("Ana", "Silva", "ana.s", "Ana Silva"), ("Ana", "", "Ana S.", "Ana S."),
            (nil, "Silva", "Silva, A.", "Silva, A."), ("Ana", nil, "", "ana@contoso.example"),
            (nil, nil, "", "ana@contoso.example"),
        ] as [(String?, String?, String, String)]
    )
    func aUserIsShownByNameElseDisplayNameElsePrincipalName(
        first: String?,
        last: String?,
        displayName: String,
        shown: String
    ) {
        let user = User(
            displayName: displayName,
            givenName: first,
            surname: last,
            userPrincipalName: "ana@contoso.example"
        )
        #expect(user.shownName == shown)
        #expect(ObjectProperties.user(user).displayName == shown)
    }

    @Test(arguments: [
        ("#microsoft.graph.user", ObjectType.user), ("#microsoft.graph.group", .group),
        ("#microsoft.graph.device", .device),
        ("#microsoft.graph.servicePrincipal", .servicePrincipal),
        ("#MICROSOFT.GRAPH.ORGCONTACT", .organizationalContact),
        ("#microsoft.graph.agentUser", .unknown), ("", .unknown),
    ])
    func theTypeFollowsGraphsName(name: String, type: ObjectType) {
        #expect(ObjectType(odataType: name) == type)
    }

    @Test func kindAndDeletionComeFromTheObject() {
        let user = User(displayName: "", userPrincipalName: "", isDeleted: true)
        #expect(ObjectProperties.user(user).type == .user)
        #expect(ObjectProperties.user(user).isDeleted)
        #expect(ObjectProperties.device(Device(displayName: "d")).type == .device)
        #expect(ObjectProperties.group(Group(displayName: "g")).displayName == "g")
        let other = OtherObject(odataType: "#microsoft.graph.orgContact", displayName: "o")
        #expect(ObjectProperties.other(other).type == .organizationalContact)
        #expect(!ObjectProperties.other(other).isDeleted)
    }
}
