import Access
import Directory
import Wire

/// Gathers what a subscriber hears of revisions into one message, as long as there is room.
///
/// A row is compared as the subscriber sees it before with as it sees it after: `shown` is what access let it
/// see so far, `visible` what it may see now; they differ only where access changed.
struct BatchBuilder {
    let plan: SubscriptionPlan
    let shown: VisibleSet
    let visible: VisibleSet
    /// Where the filter's principal is a member, before the next row; `nil` without such a filter.
    private(set) var groups: PrincipalGroups?
    /// Revisions of the unit under way whose details have been told.
    private(set) var detailed: Set<Revision>
    private(set) var rowsSeen = 0
    private var rows: [UInt8] = []
    private var members: [UInt8] = []
    private var details: [UInt8] = []

    init(
        _ plan: SubscriptionPlan,
        shown: VisibleSet,
        visible: VisibleSet,
        groups: PrincipalGroups?,
        detailed: Set<Revision>
    ) {
        self.plan = plan
        self.shown = shown
        self.visible = visible
        self.groups = groups
        self.detailed = detailed
    }

    var isEmpty: Bool { rows.isEmpty && members.isEmpty }
    private var byteCount: Int { rows.count + members.count + details.count + Self.frameBytes }
    /// The fields around the records.
    private static let frameBytes = 96

    /// The contents of a `ChangeBatch`.
    func body(from first: Revision, to last: Revision, more: Bool) -> [UInt8] {
        var writer = WireWriter(reserving: byteCount)
        writer.tag(1, .varint)
        writer.varint(first.number)
        writer.tag(2, .varint)
        writer.varint(last.number)
        if more {
            writer.tag(3, .varint)
            writer.varint(1)
        }
        writer.raw(rows)
        writer.raw(members)
        writer.raw(details)
        return writer.bytes
    }

    enum Appended: Equatable {
        /// Everything of the revision, or of this part of it.
        case all
        /// There is no room for the next element, or enough has been looked at.
        case some
    }

    /// Tells `revision` from `position` on, and moves `position` behind what was told.
    mutating func append(_ revision: FeedRevision, from position: inout FeedPosition) -> Appended {
        while position.row - revision.firstRow < revision.rows.count {
            guard rowsSeen < FeedLimits.rowsPerStep else { return .some }
            rowsSeen += 1
            let row = revision.rows[position.row - revision.firstRow].seen(
                before: shown,
                after: visible
            )
            if position.element == 0 {
                guard appendRow(row, of: revision) else { return .some }
                position.element = 1
            }
            guard appendMembers(of: row, in: revision, from: &position) else { return .some }
            position.row += 1
            position.element = 0
        }
        return .all
    }

    /// Tells what became of the row itself; `false` when there is no room for it.
    private mutating func appendRow(_ row: FeedRow, of revision: FeedRevision) -> Bool {
        var after = groups
        if let principal = plan.filter.principal {
            after?.add(principal.difference(row.members), to: row.asset)
        }
        if let transition = transition(of: row, groupsAfter: after) {
            let start = (rows.count, details.count)
            let isFirst = isEmpty
            let isDetailed = detailed.contains(row.revision)
            appendDetails(of: row, in: revision)
            ChangeRecords.append(transition, of: row, to: &rows)
            if !isFirst, byteCount > plan.batchBytes {
                rows.removeLast(rows.count - start.0)
                details.removeLast(details.count - start.1)
                if !isDetailed { detailed.remove(row.revision) }
                return false
            }
        }
        groups = after
        return true
    }

    /// Tells the row's members from the position on; `false` when there is no room for the next.
    private mutating func appendMembers(
        of row: FeedRow,
        in revision: FeedRevision,
        from position: inout FeedPosition
    ) -> Bool {
        guard plan.includesMembers, !row.members.isEmpty,
            isInView(row.new, of: row, visible, groups)
        else { return true }
        while position.element - 1 < row.members.count {
            let start = (members.count, details.count)
            let isFirst = isEmpty
            let isDetailed = detailed.contains(row.revision)
            appendDetails(of: row, in: revision)
            ChangeRecords.append(
                row.members[position.element - 1],
                of: row,
                includesOld: plan.includesOld,
                to: &members
            )
            if !isFirst, byteCount > plan.batchBytes {
                members.removeLast(members.count - start.0)
                details.removeLast(details.count - start.1)
                if !isDetailed { detailed.remove(row.revision) }
                return false
            }
            position.element += 1
        }
        return true
    }

    private mutating func appendDetails(of row: FeedRow, in revision: FeedRevision) {
        guard detailed.insert(row.revision).inserted,
            let found = revision.details.first(where: { $0.revision == row.revision })
        else { return }
        ChangeRecords.append(found, to: &details)
    }

    // MARK: One row

    private func transition(
        of row: FeedRow,
        groupsAfter: PrincipalGroups?
    ) -> ChangeRecords.RowTransition? {
        let wasInView = isInView(row.old, of: row, shown, groups)
        let isInView = isInView(row.new, of: row, visible, groupsAfter)
        switch (wasInView, isInView) {
        case (false, false):
            return nil
        case (false, true):
            return ChangeRecords.RowTransition(
                kind: .enter,
                row: row.new.map(plan.shape.applied),
                mask: isHidden(row.old, of: row, from: shown) ? [] : row.mask
            )
        case (true, false):
            let isAccess = isHidden(row.new ?? row.old, of: row, from: visible)
            return ChangeRecords.RowTransition(
                kind: .leave,
                reason: isAccess ? .access : row.new == nil ? .deleted : .noMatch,
                mask: isAccess ? [] : row.mask
            )
        case (true, true):
            guard let old = row.old.map(plan.shape.applied),
                let new = row.new.map(plan.shape.applied),
                old != new || isNewsBesideRow(row.mask)
            else { return nil }
            return ChangeRecords.RowTransition(
                kind: .update,
                row: new,
                old: plan.includesOld ? old : nil,
                mask: row.mask
            )
        }
    }

    /// Whether something changed that no field of a row shows, and that is told to those who ask for all fields.
    private func isNewsBesideRow(_ mask: ChangeMask) -> Bool {
        plan.shape.names.isEmpty && !mask.isDisjoint(with: [.access, .customFields])
    }

    private func isInView(
        _ bytes: [UInt8]?,
        of row: FeedRow,
        _ visible: VisibleSet,
        _ groups: PrincipalGroups?
    ) -> Bool {
        guard let bytes, groups?.contains(row.asset) ?? true else { return false }
        return !isHidden(bytes, of: row, from: visible)
            && plan.filter.passes(bytes, publicID: row.publicID, in: row.organization)
    }

    /// Whether access keeps a row that there is from the subscriber.
    private func isHidden(_ bytes: [UInt8]?, of row: FeedRow, from visible: VisibleSet) -> Bool {
        guard let bytes else { return false }
        guard visible.contains(row.organization) else { return true }
        if visible.deniedKinds.isEmpty {
            return visible.hides(row.asset, of: nil, in: row.organization)
        }
        guard let kind = RowFacts(bytes).kind else { return true }
        return !visible.contains(row.asset, of: kind, in: row.organization)
    }
}
