public import Directory

/// Which rows of a list to answer; every condition that is set must hold.
public struct ListFilter: Hashable, Sendable {
    /// Part of the name, in any case; empty: any name.
    public var nameContains: String
    /// Empty: any.
    public var statuses: Set<SyncStatus>
    /// Empty: any.
    public var membershipTypes: Set<MembershipType>
    /// The whole domain, in any case; empty: any.
    public var domain: String
    /// A row whose members are unknown fits neither answer.
    public var hasUnmatchedMembers: Bool?
    public var includesArchived: Bool

    public init(
        nameContains: String = "",
        statuses: Set<SyncStatus> = [],
        membershipTypes: Set<MembershipType> = [],
        domain: String = "",
        hasUnmatchedMembers: Bool? = nil,
        includesArchived: Bool = false
    ) {
        self.nameContains = nameContains
        self.statuses = statuses
        self.membershipTypes = membershipTypes
        self.domain = domain
        self.hasUnmatchedMembers = hasUnmatchedMembers
        self.includesArchived = includesArchived
    }
}

/// A filter made ready to be asked of chunk after chunk.
struct RowFilter: Sendable {
    private let name: TextSearch?
    private let domain: [UInt8]?
    /// One bit for each number of a status; 0: any.
    private let statuses: UInt64
    private let membershipTypes: UInt64
    private let hasUnmatchedMembers: Bool?
    private let includesArchived: Bool
    private let hidden: Set<AssetID>

    init(_ filter: ListFilter, hidden: Set<AssetID> = []) {
        var name: [UInt8] = []
        CaseFolding.appendFolded(filter.nameContains, to: &name)
        self.name = name.isEmpty ? nil : TextSearch(name)
        var domain: [UInt8] = []
        CaseFolding.appendFolded(filter.domain, to: &domain)
        self.domain = domain.isEmpty ? nil : domain
        statuses = filter.statuses.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
        membershipTypes = filter.membershipTypes.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
        hasUnmatchedMembers = filter.hasUnmatchedMembers
        includesArchived = filter.includesArchived
        self.hidden = hidden
    }

    /// Whether nothing but the archived rows can be left out, so that counting needs no look at rows.
    var isTrivial: Bool {
        name == nil && domain == nil && !looksAtFields && hidden.isEmpty
    }

    private var looksAtFields: Bool {
        statuses != 0 || membershipTypes != 0 || hasUnmatchedMembers != nil
    }

    /// How many rows of `table` pass a filter that `isTrivial`.
    func trivialCount(of table: RowTable) -> Int {
        includesArchived ? table.count : table.count - table.archivedCount
    }

    /// Whether `row` of `chunk` passes a filter that `isTrivial`.
    @inline(__always)
    func passesTrivially(_ row: Int, of chunk: RowChunk) -> Bool {
        includesArchived || !chunk.archived.contains(row)
    }

    /// The rows of `chunk` that pass.
    func rows(of chunk: RowChunk) -> Occupancy {
        var rows = Occupancy(first: chunk.count)
        if !includesArchived { rows = rows.subtracting(chunk.archived) }
        if looksAtFields { keepFields(&rows, of: chunk) }
        if let domain { keepDomain(domain, &rows, of: chunk) }
        if let name, !rows.isEmpty {
            rows = rows.intersection(Self.rows(of: chunk, containing: name))
        }
        if !hidden.isEmpty {
            for row in 0..<chunk.count where hidden.contains(chunk.assets[row]) { rows.remove(row) }
        }
        return rows
    }

    private func keepFields(_ rows: inout Occupancy, of chunk: RowChunk) {
        let fields = chunk.fields
        for row in fields.indices {
            let isKept =
                (statuses == 0 || statuses >> UInt64(fields[row].status.rawValue) & 1 == 1)
                && (membershipTypes == 0
                    || membershipTypes >> UInt64(fields[row].membershipType) & 1 == 1)
                && (hasUnmatchedMembers == nil
                    || hasUnmatchedMembers == fields[row].hasUnmatchedMembers)
            if !isKept { rows.remove(row) }
        }
    }

    private func keepDomain(_ domain: [UInt8], _ rows: inout Occupancy, of chunk: RowChunk) {
        for row in 0..<chunk.count {
            let range = chunk.domainRange(row)
            let isKept =
                range.count == domain.count && chunk.domains.compare(range, with: domain) == .equal
            if !isKept { rows.remove(row) }
        }
    }

    /// One search over the names of a whole chunk: the marks between them keep a hit inside its name.
    private static func rows(of chunk: RowChunk, containing name: TextSearch) -> Occupancy {
        unsafe chunk.names.withUnsafeBufferPointer { names in
            var rows = Occupancy()
            var place = 0
            var row = 0
            while let hit = unsafe name.firstIndex(in: names, from: place) {
                while Int(chunk.nameEnds[row]) <= hit { row += 1 }
                rows.insert(row)
                place = Int(chunk.nameEnds[row])
            }
            return rows
        }
    }
}
