import Directory

/// How a group that stands still sees its members: as the revision in which it froze left them.
///
/// The memberships of such a group are not written while it is frozen. A member that changes is kept as it was in
/// `OrganizationState.earlier`, once for all groups that froze in the same revision.
struct FrozenView: Hashable, Sendable {
    var since: Revision
    /// Whether matches of users counted then.
    var syncsUsers: Bool
}

/// An object as it was at the end of revision `since`.
///
/// The row shows its match as it was shown at some time; it is encoded anew for whoever reads it.
struct EarlierEntry: Sendable {
    var since: Revision
    var entry: ObjectEntry
}

extension OrganizationState {
    /// A member as a group sees it: as it is, or as it was when the group froze.
    @inline(__always)
    func entry(of member: ObjectID, in frozen: FrozenView?) -> ObjectEntry? {
        earlierEntry(of: member, in: frozen) ?? objects[member]
    }

    /// What `body` reads from a member as a group sees it.
    @inline(__always)
    func readMember<Result>(
        _ member: ObjectID,
        in frozen: FrozenView?,
        _ body: (borrowing ObjectEntry) -> Result?
    ) -> Result? {
        if let entry = earlierEntry(of: member, in: frozen) { return body(entry) }
        return objects.read(member, body)
    }

    @inline(__always)
    func earlierEntry(of member: ObjectID, in frozen: FrozenView?) -> ObjectEntry? {
        guard let frozen, !earlier.isEmpty else { return nil }
        return earlier[member]?.first { $0.since == frozen.since }?.entry
    }

    /// The row of a member, a user, a device or another object, as a group sees it.
    func row(of entry: ObjectEntry, in frozen: FrozenView?) -> [UInt8] {
        guard let frozen else { return entry.row }
        return MemberRowEncoder.row(
            entry.row,
            of: entry.type,
            name: entry.name,
            standing: standing(of: entry, in: frozen)
        )
    }
}

extension ObjectEntry {
    /// Whether a group would show the same of both; matches count as what they are, not as they are shown.
    func isSame(as other: ObjectEntry) -> Bool {
        type == other.type && isDeleted == other.isDeleted && hasProperties == other.hasProperties
            && name == other.name && match == other.match
            && group?.group == other.group?.group && (row == other.row || bareRow == other.bareRow)
    }

    /// The row without its match.
    var bareRow: [UInt8] {
        MemberRowEncoder.row(
            row,
            of: type,
            name: name,
            standing: .init(match: .unmatched, record: nil)
        )
    }
}
