import Directory
import Wire

/// Which of a group's members a query is about.
public enum MemberPart: UInt8, Hashable, Sendable, CaseIterable {
    /// Users and other members; of a Microsoft 365 group everything.
    case members = 1
    /// Devices of a security group.
    case devices = 2
    /// Groups in a security group.
    case nestedGroups = 3
}

/// How the lists' columns divide a group's members, in the order of a reply.
public enum MemberSection: UInt8, Hashable, Sendable, CaseIterable, Comparable {
    case matched = 1
    case notMatched = 2
    case other = 3

    public static func < (left: MemberSection, right: MemberSection) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The members of one group that belong to one part, by section, folded name and Entra id.
struct MemberOrder: Sendable {
    let objects: [UInt32]

    init(_ part: MemberPart, of asset: AssetID, in state: OrganizationState) {
        guard let facts = state.assets[asset]?.facts, let object = facts.object,
            let lists = state.members[object]
        else {
            objects = []
            return
        }
        let candidates: [SortedIDs] =
            switch (part, facts.kind) {
            case (.members, .microsoft365):
                [lists.users, lists.others, lists.devices, lists.groups]
            case (.members, .security): [lists.users, lists.others]
            case (.devices, .security): [lists.devices]
            case (.nestedGroups, .security): [lists.groups]
            case (.devices, .microsoft365), (.nestedGroups, .microsoft365): []
            }
        let frozen = state.frozen[object]
        var sorter = TextSorter(reserving: candidates.reduce(0) { $0 + $1.count })
        for list in candidates {
            for rawValue in list.rawValues {
                guard let entry = state.entry(of: ObjectID(rawValue), in: frozen),
                    !entry.isDeleted
                else { continue }
                sorter.append(rawValue) { text in
                    state.appendMemberKey(of: entry, part: part, in: frozen, to: &text)
                }
            }
        }
        objects = sorter.sorted()
    }
}

extension OrganizationState {
    func section(
        of entry: ObjectEntry,
        part: MemberPart,
        in frozen: FrozenView?
    ) -> MemberSection {
        switch (part, category(of: entry, in: frozen)) {
        case (.members, .userMatched), (.devices, .deviceMatched): .matched
        case (.members, .userNotMatched), (.devices, .deviceNotMatched): .notMatched
        default: .other
        }
    }

    /// The name that a member's row shows.
    func memberName(of entry: ObjectEntry, in frozen: FrozenView?) -> String {
        guard entry.type == .user else { return entry.name }
        return standing(of: entry, in: frozen).record?.name ?? entry.name
    }

    /// Appends the bytes that members are sorted by: section, folded name, 0, Entra id.
    func appendMemberKey(
        of entry: ObjectEntry,
        part: MemberPart,
        in frozen: FrozenView?,
        to bytes: inout [UInt8]
    ) {
        bytes.append(section(of: entry, part: part, in: frozen).rawValue)
        CaseFolding.appendFolded(memberName(of: entry, in: frozen), to: &bytes)
        bytes.append(0)
        bytes.append(bigEndian: entry.entraID.high)
        bytes.append(bigEndian: entry.entraID.low)
    }

    /// The encoded row of a member.
    func memberRow(
        of entry: ObjectEntry,
        id: ObjectID,
        part: MemberPart,
        in frozen: FrozenView?
    ) -> [UInt8] {
        switch (part, entry.type) {
        case (.nestedGroups, _): nestedGroupRow(of: entry, id: id)
        case (.members, .device), (.members, .group): MemberRowEncoder.otherMember(entry)
        case (.members, _), (.devices, _): row(of: entry, in: frozen)
        }
    }

    private func nestedGroupRow(of entry: ObjectEntry, id: ObjectID) -> [UInt8] {
        var row = V1.NestedGroupRow()
        row.entraID = entry.entraID.text
        row.name = entry.name
        if let group = entry.group?.group {
            row.kind = group.scope.kind.map { V1.GroupKind($0) } ?? .unspecified
            row.email = group.mail ?? ""
            row.description = group.description ?? ""
        }
        if let (_, facts) = documentedAsset(of: id) {
            let reasons = reasons(for: facts)
            row.id = facts.publicID.text
            row.kind = V1.GroupKind(facts.kind)
            row.syncStatus = V1.SyncStatus(reasons.status)
            row.archived = reasons.contains(.archived)
        }
        return row.encoded()
    }
}
