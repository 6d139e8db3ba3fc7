public import Access
public import Directory

/// What a caller asks of the members of one group.
public struct MemberQuery: Hashable, Sendable {
    public var asset: AssetID
    public var part: MemberPart
    /// Empty: all.
    public var sections: Set<MemberSection>
    /// Part of the name, in any case; empty: any.
    public var nameContains: String
    /// The rows of one page; `nil` for everything.
    public var rowsMax: Int?

    public init(
        asset: AssetID,
        part: MemberPart,
        sections: Set<MemberSection> = [],
        nameContains: String = "",
        rowsMax: Int? = nil
    ) {
        self.asset = asset
        self.part = part
        self.sections = sections
        self.nameContains = nameContains
        self.rowsMax = rowsMax
    }

    /// What a page token is bound to.
    public var fingerprint: [UInt8] {
        var bytes: [UInt8] = [2, part.rawValue]
        bytes.append(sections.reduce(0) { $0 | 1 << $1.rawValue })
        bytes.append(bigEndian: UInt64(asset.rawValue))
        CaseFolding.appendFolded(nameContains, to: &bytes)
        return bytes
    }
}

/// One answer about a group's members on its way, in the order of section, name and Entra id.
///
/// It holds the image that it began on. A nested group that the caller cannot see is not counted either.
public struct MemberCursor: Sendable {
    /// The rows on all pages.
    public let totalCount: Int
    /// Entra does not show the members: no rows, which does not mean no members.
    public let isHidden: Bool
    /// The first import has not reached the members.
    public let isImporting: Bool
    /// Where the page ended, once the last message is out; `nil` when no rows follow it.
    public private(set) var nextPage: PageKey?

    private let snapshot: OrganizationSnapshot
    private let part: MemberPart
    /// How the group sees its members while it stands still.
    private let frozen: FrozenView?
    private let objects: [UInt32]
    private var index: Int
    private var rowsLeft: Int
    private var isFinished = false

    /// Begins an answer about an asset that the caller can see.
    ///
    /// - Parameters:
    ///   - snapshot: The image to answer from.
    ///   - query: What is asked.
    ///   - caller: Who asks.
    ///   - key: Where the page before ended.
    ///   - orders: The loop's sorted orders.
    public init(
        _ snapshot: OrganizationSnapshot,
        query: MemberQuery,
        caller: Caller,
        after key: PageKey? = nil,
        orders: inout OrderCache
    ) {
        let state = snapshot.state
        let order = orders.members(of: query.asset, part: query.part, in: snapshot)
        self.snapshot = snapshot
        part = query.part
        let frozen = state.assets[query.asset]?.facts.object.flatMap { state.frozen[$0] }
        self.frozen = frozen
        objects = Self.select(order.objects, query: query, caller: caller, frozen, in: state)
        totalCount = objects.count
        let knowledge = state.assets[query.asset].map { state.membersKnowledge(of: $0.facts) }
        isHidden = knowledge == .hidden
        isImporting = knowledge == .importing
        if let key {
            index = Self.start(objects, after: key, part: query.part, frozen, in: state)
        } else {
            index = 0
        }
        rowsLeft = query.rowsMax ?? .max
    }

    /// What of the ordered members the query and the caller leave, in the same order.
    private static func select(
        _ objects: [UInt32],
        query: MemberQuery,
        caller: Caller,
        _ frozen: FrozenView?,
        in state: OrganizationState
    ) -> [UInt32] {
        var needle: [UInt8] = []
        CaseFolding.appendFolded(query.nameContains, to: &needle)
        let search = needle.isEmpty ? nil : TextSearch(needle)
        let isFiltered = search != nil || !query.sections.isEmpty
        guard isFiltered || mayHide(query.part, from: caller, in: state) else { return objects }
        var name: [UInt8] = []
        return objects.filter { rawValue in
            let id = ObjectID(rawValue)
            guard let entry = state.entry(of: id, in: frozen) else { return false }
            if entry.type == .group, state.isHidden(id, from: caller) { return false }
            if !query.sections.isEmpty,
                !query.sections.contains(state.section(of: entry, part: query.part, in: frozen))
            {
                return false
            }
            guard let search else { return true }
            name.removeAll(keepingCapacity: true)
            CaseFolding.appendFolded(state.memberName(of: entry, in: frozen), to: &name)
            return search.occurs(in: name)
        }
    }

    /// Whether a group among the members of a part can be hidden from the caller.
    private static func mayHide(
        _ part: MemberPart,
        from caller: Caller,
        in state: OrganizationState
    ) -> Bool {
        part != .devices
            && (!caller.visible.deniedKinds.isEmpty
                || caller.visible.hiddenAssets[state.organization] != nil)
    }

    /// The index of the first object after `key`.
    private static func start(
        _ objects: [UInt32],
        after key: PageKey,
        part: MemberPart,
        _ frozen: FrozenView?,
        in state: OrganizationState
    ) -> Int {
        var wanted: [UInt8] = []
        if case .number(let section) = key.value {
            wanted.append(UInt8(truncatingIfNeeded: section))
        }
        wanted.append(contentsOf: key.row.name)
        wanted.append(0)
        wanted.append(bigEndian: key.row.publicID.high)
        wanted.append(bigEndian: key.row.publicID.low)
        var low = 0
        var high = objects.count
        var bytes: [UInt8] = []
        while low < high {
            let middle = (low + high) / 2
            bytes.removeAll(keepingCapacity: true)
            if let entry = state.entry(of: ObjectID(objects[middle]), in: frozen) {
                state.appendMemberKey(of: entry, part: part, in: frozen, to: &bytes)
            }
            if bytes.compare(0..<bytes.count, with: wanted) == .descending {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }

    /// The next message, `nil` after the last one; there is at least one.
    public mutating func next() -> ReplyMessage? {
        guard !isFinished else { return nil }
        var builder = ReplyBuilder()
        while index < objects.count, rowsLeft > 0 {
            let id = ObjectID(objects[index])
            guard let entry = snapshot.state.entry(of: id, in: frozen) else {
                preconditionFailure("a member that nobody has described")
            }
            let row = snapshot.state.memberRow(of: entry, id: id, part: part, in: frozen)
            guard builder.hasRoom(for: row.count + 8) else {
                return builder.finish(isLast: false)
            }
            builder.append(row: row)
            index += 1
            rowsLeft -= 1
        }
        isFinished = true
        if index > 0, index < objects.count { nextPage = key(of: ObjectID(objects[index - 1])) }
        return builder.finish(isLast: true)
    }

    private func key(of id: ObjectID) -> PageKey? {
        let state = snapshot.state
        guard let entry = state.entry(of: id, in: frozen) else { return nil }
        var name: [UInt8] = []
        CaseFolding.appendFolded(state.memberName(of: entry, in: frozen), to: &name)
        let section = state.section(of: entry, part: part, in: frozen)
        return PageKey(
            value: .number(UInt64(section.rawValue)),
            row: RowKey(name: name, publicID: entry.entraID)
        )
    }
}

extension OrganizationSnapshot {
    /// Whether the group of Entra with this id is one that the caller does not see.
    public func isHidden(_ entraID: GUID, from caller: Caller) -> Bool {
        state.objectsByEntraID[entraID].map { state.isHidden($0, from: caller) } ?? false
    }
}

extension OrganizationState {
    /// Whether an object is a group that the caller does not see.
    func isHidden(_ object: ObjectID, from caller: Caller) -> Bool {
        guard objects.read(object, { $0.type }) == .group else { return false }
        let identity = identity(ofNested: object)
        return caller.visible.hides(identity.asset, of: identity.kind, in: organization)
    }
}
