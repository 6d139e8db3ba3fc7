/// The application permissions of Graph that the simulator knows.
public enum Permission: String, CaseIterable, Sendable, Codable {
    case directoryReadAll = "Directory.Read.All"
    case groupReadAll = "Group.Read.All"
    case groupMemberReadAll = "GroupMember.Read.All"
    case userReadAll = "User.Read.All"
    case deviceReadAll = "Device.Read.All"
    case organizationReadAll = "Organization.Read.All"
    case domainReadAll = "Domain.Read.All"
    case memberReadHidden = "Member.Read.Hidden"
    case applicationReadAll = "Application.Read.All"
    case orgContactReadAll = "OrgContact.Read.All"

    /// What a tenant's administrator has consented to unless told otherwise.
    static let granted: Set<Permission> = [
        .groupReadAll, .groupMemberReadAll, .userReadAll, .deviceReadAll, .organizationReadAll,
        .domainReadAll, .memberReadHidden,
    ]

    /// The permissions of which one is enough to read objects of a kind.
    static func reading(_ kind: ObjectKind) -> Set<Permission> {
        switch kind {
        case .user: [.userReadAll, .directoryReadAll]
        case .group: [.groupReadAll, .groupMemberReadAll, .directoryReadAll]
        case .device: [.deviceReadAll, .directoryReadAll]
        case .servicePrincipal: [.applicationReadAll, .directoryReadAll]
        case .orgContact: [.orgContactReadAll, .directoryReadAll]
        case .agentUser: [.directoryReadAll]
        }
    }
}
