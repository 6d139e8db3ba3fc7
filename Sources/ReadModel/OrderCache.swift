import Directory

/// The orders that one loop has sorted, for the images that it has sorted them of.
///
/// Owned by one loop and never shared. An order belongs to one revision of one organization and is
/// right for ever; the one used longest ago makes room for a new one.
public struct OrderCache: Sendable {
    /// For lists, and as many for members: the largest order takes 4 bytes a row.
    public static let ordersMax = 16

    private struct Entry {
        var usedAt: UInt64
        var order: SortedOrder
    }

    private struct MemberEntry {
        var usedAt: UInt64
        var order: MemberOrder
    }

    private struct Key: Hashable {
        var organization: OrganizationID
        var revision: Revision
        var kind: GroupKind
        var column: ListSort.Column
    }

    private struct MemberKey: Hashable {
        var organization: OrganizationID
        var revision: Revision
        var asset: AssetID
        var part: MemberPart
    }

    private var entries: [Key: Entry] = [:]
    private var memberEntries: [MemberKey: MemberEntry] = [:]
    private var clock: UInt64 = 0

    public init() {}

    public var orderCount: Int { entries.count + memberEntries.count }

    /// The order of a list by `column`, sorted now if it has not been.
    mutating func order(
        of snapshot: OrganizationSnapshot,
        kind: GroupKind,
        by column: ListSort.Column
    ) -> SortedOrder {
        let key = Key(
            organization: snapshot.organization,
            revision: snapshot.revision,
            kind: kind,
            column: column
        )
        clock += 1
        if let order = entries[key]?.order {
            entries[key]?.usedAt = clock
            return order
        }
        if entries.count == Self.ordersMax,
            let oldest = entries.min(by: { $0.value.usedAt < $1.value.usedAt })
        {
            entries[oldest.key] = nil
        }
        let order = SortedOrder(column, of: snapshot.state[kind])
        entries[key] = Entry(usedAt: clock, order: order)
        return order
    }

    /// The members of a group in their order, sorted now if they have not been.
    mutating func members(
        of asset: AssetID,
        part: MemberPart,
        in snapshot: OrganizationSnapshot
    ) -> MemberOrder {
        let key = MemberKey(
            organization: snapshot.organization,
            revision: snapshot.revision,
            asset: asset,
            part: part
        )
        clock += 1
        if let order = memberEntries[key]?.order {
            memberEntries[key]?.usedAt = clock
            return order
        }
        if memberEntries.count == Self.ordersMax,
            let oldest = memberEntries.min(by: { $0.value.usedAt < $1.value.usedAt })
        {
            memberEntries[oldest.key] = nil
        }
        let order = MemberOrder(part, of: asset, in: snapshot.state)
        memberEntries[key] = MemberEntry(usedAt: clock, order: order)
        return order
    }
}
