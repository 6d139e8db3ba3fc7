import Access
import ChangeFeed
import Directory
import TestSupport
import Wire

/// A small platform whose whole history is kept, so that every view of it can be computed the slow way.
struct FeedWorld {
    struct Member: Hashable {
        var type: ObjectType
        /// The external id of the contact or configuration it is matched to.
        var record: String?

        var standing: MatchStanding {
            guard type == .user || type == .device else { return MatchStanding(state: .none) }
            guard let record else { return MatchStanding(state: .unmatched) }
            return MatchStanding(
                state: .matched,
                stage: .email,
                record: MatchedRecord(externalID: record, name: "Name of \(record)")
            )
        }
    }

    struct Group: Equatable {
        var organization: OrganizationID
        var row: V1.GroupRow
        var members: [GUID: Member] = [:]
        /// How often its access list became another, and how often so that client users are shown it.
        var listChanges = 0
        var clientListChanges = 0
        /// How often its custom fields did.
        var fieldChanges = 0

        /// What a revision changed of the group that was `before`.
        func mask(since before: Group) -> ChangeMask {
            var mask: ChangeMask = []
            if row != before.row || members != before.members { mask.insert(.properties) }
            if listChanges != before.listChanges { mask.insert(.access) }
            if clientListChanges != before.clientListChanges { mask.insert(.clientAccess) }
            if fieldChanges != before.fieldChanges { mask.insert(.customFields) }
            return mask
        }
    }

    /// Everything that is so at one revision.
    struct State {
        var groups: [AssetID: Group] = [:]
        /// What the subscribers' principal may see.
        var visible = VisibleSet.everything
        /// The newest revision that changed that.
        var policy = Revision.none
        /// Groups that subscribers ask for the groups of, and that became ones that the principal may not see.
        var hiddenPrincipals: Set<GUID> = []
    }

    static let organizations = (1...3).map { OrganizationID($0) }

    static func key(of organization: OrganizationID) -> String { "org-\(organization.rawValue)" }

    /// The states by revision, from 0.
    private(set) var states = [State()]
    /// The revisions after 0.
    private(set) var revisions: [FeedRevision] = []
    /// Who every group that there ever was is, by its id.
    private(set) var identities: [String: Identity] = [:]
    private var nextAsset: UInt32 = 1
    /// What the clock of the machine shows at the next publish; `nil`: the revision's number.
    var clock: Int64?

    struct Identity {
        var asset: AssetID
        var kind: GroupKind
        var organization: OrganizationID
    }

    var head: Revision { Revision(UInt64(states.count - 1)) }
    var present: State { states[states.count - 1] }

    func state(at revision: Revision) -> State { states[Int(revision.number)] }

    func chain(at revision: Revision) -> [UInt8] {
        revision == .none
            ? [UInt8](repeating: 0, count: 16) : revisions[Int(revision.number) - 1].chain
    }

    /// The world as it was at a revision.
    func through(_ revision: Int) -> FeedWorld {
        var world = self
        world.states = Array(states[...revision])
        world.revisions = Array(revisions[..<revision])
        return world
    }

    // MARK: Publishing

    /// Makes the next revision from what `change` does to the present.
    mutating func publish(_ random: inout SplitMix64, _ change: (inout State, inout UInt32) -> Void)
    {
        let old = present
        var new = old
        change(&new, &nextAsset)
        let number = head.next
        let changesPolicy = new.visible != old.visible
        if changesPolicy { new.policy = number }
        var rows: [FeedRow] = []
        for asset in Set(old.groups.keys).union(new.groups.keys) {
            let before = old.groups[asset]
            let after = new.groups[asset]
            let changed = before.flatMap { before in after?.mask(since: before) }
            guard before != after, let group = after ?? before,
                let publicID = GUID(group.row.id)
            else { continue }
            identities[group.row.id] = Identity(
                asset: asset,
                kind: group.row.kind == .security ? .security : .microsoft365,
                organization: group.organization
            )
            rows.append(
                FeedRow(
                    revision: number,
                    organization: group.organization,
                    organizationKey: Self.key(of: group.organization),
                    asset: asset,
                    publicID: publicID,
                    old: before?.row.encoded(),
                    new: after?.row.encoded(),
                    mask: changed ?? (before == nil ? .created : .deleted),
                    members: Self.events(before?.members ?? [:], after?.members ?? [:])
                )
            )
        }
        rows.sort { ($0.organization, $0.asset) < ($1.organization, $1.asset) }
        let chain = (0..<16).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        revisions.append(
            FeedRevision(
                number: number,
                chain: chain,
                changesPolicy: changesPolicy,
                details: [
                    RevisionDetails(
                        revision: number,
                        time: Timestamp(milliseconds: clock ?? Int64(number.number)),
                        cause: .sync,
                        runID: "1",
                        actor: ""
                    )
                ],
                rows: rows
            )
        )
        states.append(new)
    }

    private static func events(
        _ old: [GUID: Member],
        _ new: [GUID: Member]
    ) -> [MembershipEvent] {
        Set(old.keys).union(new.keys).sorted().compactMap { id in
            MembershipEvent(
                entraID: id,
                type: (new[id] ?? old[id])?.type ?? .unknown,
                name: "",
                old: old[id]?.standing,
                new: new[id]?.standing
            )
        }
    }

    // MARK: The log as the store would give it

    /// Parts from `position` on, of `rowsMax` rows at most, but for revisions without any.
    func parts(from position: FeedPosition, rowsMax: Int) -> [FeedRevision] {
        var parts: [FeedRevision] = []
        var rowsLeft = rowsMax
        var number = position.complete.next
        var firstRow = position.row
        while number <= head, rowsLeft > 0 {
            let whole = revisions[Int(number.number) - 1]
            let rows = whole.rows[firstRow...].prefix(rowsLeft)
            let isLast = firstRow + rows.count == whole.rows.count
            parts.append(
                FeedRevision(
                    number: number,
                    chain: whole.chain,
                    changesPolicy: whole.changesPolicy,
                    details: whole.details,
                    firstRow: firstRow,
                    isLast: isLast,
                    rows: Array(rows)
                )
            )
            guard isLast else { break }
            rowsLeft -= max(1, rows.count)
            firstRow = 0
            number = number.next
        }
        return parts
    }
}

/// The image of a state, as a loop's snapshot would be.
final class WorldImage: RowImage {
    let revision: Revision
    let chain: [UInt8]
    private let state: FeedWorld.State

    init(_ world: FeedWorld) {
        revision = world.head
        chain = world.chain(at: world.head)
        state = world.present
    }

    var organizations: [(id: OrganizationID, key: String)] {
        FeedWorld.organizations.map { (id: $0, key: FeedWorld.key(of: $0)) }
    }

    func rows(
        of organization: OrganizationID,
        kind: GroupKind,
        from place: Int,
        _ body: (_ asset: AssetID, _ publicID: GUID, _ row: [UInt8]) -> Bool
    ) -> Int? {
        let rows = state.groups
            .filter { $0.value.organization == organization }
            .filter { $0.value.row.kind == (kind == .security ? .security : .microsoft365) }
            .sorted { $0.key < $1.key }
        for (index, row) in rows.enumerated().dropFirst(place) {
            guard let publicID = GUID(row.value.row.id) else { continue }
            if !body(row.key, publicID, row.value.row.encoded()) { return index }
        }
        return nil
    }

    func groups(of principal: PrincipalFilter, in organization: OrganizationID) -> PrincipalGroups {
        PrincipalGroups(
            state.groups.filter { $0.value.organization == organization }
                .mapValues { FeedModel.count(of: principal, in: $0) }
        )
    }
}
