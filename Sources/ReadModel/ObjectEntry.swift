import Directory

/// One directory object as the read model keeps it, with its row for member lists ready to send.
struct ObjectEntry: Sendable {
    var tenant: TenantID
    var entraID: GUID
    var type: ObjectType
    /// `false` while only a membership has named the object: then it has no name.
    var hasProperties: Bool
    /// In the recycle bin, or known by a membership alone though a stream would describe it if it were there:
    /// hidden from member lists and counts, its memberships kept.
    var isDeleted: Bool
    /// The name to show when no record of the platform gives one.
    var name: String
    var match: Match
    /// A `MemberRow` or `DeviceRow` without tag and length; empty for a group.
    var row: [UInt8]
    /// What Entra says of it if it is a group; other objects live on in their row.
    var group: GroupProperties?
}

/// A group's properties behind one reference, since few objects are groups.
final class GroupProperties: Sendable {
    let group: Group

    init(_ group: Group) {
        self.group = group
    }
}

/// What an object adds to the cells of the groups that it is a member of.
enum MemberCategory: UInt8, Hashable, Sendable, CaseIterable {
    case hidden
    case userMatched
    case userNotMatched
    case deviceMatched
    case deviceNotMatched
    case group
    case other
}
