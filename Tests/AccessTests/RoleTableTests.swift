import Access
import Directory
import Testing

/// Who may do what, every cell: rows 2, 3, 4, 5, 12, 76, 77, 79, 80, 88, 89, 90, 91, 92, 98 and 101 of the checklist.
@Suite struct RoleTableTests {
    private static let roles: [Principal.Role] = [
        .administrator, .manager, .customDocumentationRemoving, .customDocumentation,
        .customRemoving, .custom, .editor, .creator, .readOnly, .lite, .clientUser,
    ]

    /// One mark for each of `roles`: `+` may, `-` may not.
    private static let table: [(Capability, String)] = [
        (.read, "+++++++++++"),
        (.editCustomFields, "++++++++---"),
        (.editAccess, "++++++++---"),
        (.create, "++++-------"),
        (.archive, "++++-------"),
        (.delete, "+++--------"),
        (.export, "++++-------"),
        (.switchSync, "++---------"),
        (.match, "++---------"),
        (.configure, "++---------"),
        (.editRecords, "+++-+-+----"),
        (.managePrincipals, "+----------"),
        (.readActivity, "++---------"),
        (.operate, "+----------"),
    ]

    @Test("Every cell of the role table, rows 2 to 5, 12, 76, 77, 79, 80, 88 to 92, 98, 101")
    func everyRoleHasWhatTheTableSays() {
        #expect(Set(Self.table.map(\.0)) == Set(Capability.allCases))
        #expect(Set(Self.roles) == Set(Principal.Role.allCases))
        for (capability, marks) in Self.table {
            #expect(marks.count == Self.roles.count)
            for (role, mark) in zip(Self.roles, marks) {
                #expect(role.has(capability) == (mark == "+"), "\(role) and \(capability)")
            }
        }
    }

    @Test func aCustomRoleIsWhatWasAddedToIt() {
        for administers in [false, true] {
            for removes in [false, true] {
                let role = Principal.Role.custom(
                    administersDocumentation: administers,
                    removes: removes
                )
                #expect(role.additions?.administersDocumentation == administers)
                #expect(role.additions?.removes == removes)
                #expect(role.has(.create) == administers)
                #expect(role.has(.delete) == (administers && removes))
            }
        }
        let others = Principal.Role.allCases.filter { $0.additions == nil }
        #expect(others.count == 7)
    }

    @Test func liteUsersSeeAtMostFiveOrganizations() {
        #expect(Principal.Role.lite.organizationsMax == 5)
        #expect(Principal.Role.readOnly.organizationsMax == nil)
    }
}
