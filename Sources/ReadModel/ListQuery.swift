public import Directory
public import Wire

/// What a caller asks of one list: a value, checked, with every default filled in.
public struct ListQuery: Hashable, Sendable {
    public var organization: OrganizationID
    public var kind: GroupKind
    public var filter: ListFilter
    public var sort: ListSort
    /// The rows of one page; `nil` for everything.
    public var rowsMax: Int?
    /// `nil` for whole rows.
    public var columns: ColumnMask?

    public init(
        organization: OrganizationID,
        kind: GroupKind,
        filter: ListFilter = ListFilter(),
        sort: ListSort = .byName,
        rowsMax: Int? = ReplyLimits.pageRowsDefault,
        columns: ColumnMask? = nil
    ) {
        self.organization = organization
        self.kind = kind
        self.filter = filter
        self.sort = sort
        self.rowsMax = rowsMax
        self.columns = columns
    }

    /// What a page token is bound to: all that decides which row follows which.
    public var fingerprint: [UInt8] {
        var bytes: [UInt8] = [1, kind.rawValue, sort.column.rawValue, sort.isDescending ? 1 : 0]
        bytes.append(bigEndian: UInt64(organization.rawValue))
        bytes.append(filter.includesArchived ? 1 : 0)
        bytes.append(filter.hasUnmatchedMembers.map { $0 ? 2 : 1 } ?? 0)
        bytes.append(bigEndian: filter.statuses.reduce(0) { $0 | 1 << UInt64($1.rawValue) })
        bytes.append(bigEndian: filter.membershipTypes.reduce(0) { $0 | 1 << UInt64($1.rawValue) })
        var name: [UInt8] = []
        CaseFolding.appendFolded(filter.nameContains, to: &name)
        bytes.append(bigEndian: UInt64(name.count))
        bytes.append(contentsOf: name)
        CaseFolding.appendFolded(filter.domain, to: &bytes)
        return bytes
    }
}

/// A field of a request that does not say anything possible.
public struct InvalidField: Error, Hashable, Sendable {
    /// The path of the field, for instance `filter.statuses`.
    public var field: String
    /// What is wrong and what would be right.
    public var description: String

    public init(_ field: String, _ description: String) {
        self.field = field
        self.description = description
    }
}

extension ListQuery {
    /// The longest text that a filter takes: more than any name in Entra has.
    public static let filterTextBytesMax = 1024

    /// Reads a request.
    ///
    /// - Parameters:
    ///   - request: As the caller sent it.
    ///   - organization: The one that its `organization_id` names.
    /// - Throws: The first field that is wrong.
    public init(
        _ request: V1.ListGroupsRequest,
        organization: OrganizationID
    ) throws(InvalidField) {
        guard let kind = GroupKind(request.kind) else {
            throw InvalidField("kind", "must be GROUP_KIND_MICROSOFT_365 or GROUP_KIND_SECURITY")
        }
        let columns: ColumnMask?
        do {
            columns = try ColumnMask(columns: request.columns)
        } catch {
            throw InvalidField("columns", "rows have no field \(error.name)")
        }
        self.init(
            organization: organization,
            kind: kind,
            filter: try ListFilter(request.filter ?? V1.GroupFilter()),
            sort: try ListSort(request.sort),
            rowsMax: try Self.rowsMax(
                pageSize: request.pageSize,
                hasToken: !request.pageToken.isEmpty
            ),
            columns: columns
        )
    }

    /// How many rows a page has: as asked, 50 with a token, else everything (`nil`).
    ///
    /// - Parameters:
    ///   - pageSize: The request's number.
    ///   - hasToken: Whether the request goes on from an earlier page.
    /// - Throws: That the number is too large.
    /// - Returns: The bound, or `nil` for none.
    public static func rowsMax(pageSize: UInt32, hasToken: Bool) throws(InvalidField) -> Int? {
        guard pageSize <= ReplyLimits.pageRowsMax else {
            throw InvalidField("page_size", "must be at most \(ReplyLimits.pageRowsMax)")
        }
        if pageSize > 0 { return Int(pageSize) }
        return hasToken ? ReplyLimits.pageRowsDefault : nil
    }

    /// Checks a text that rows are filtered by.
    ///
    /// - Parameters:
    ///   - text: As the caller sent it.
    ///   - field: Its path, for the error.
    /// - Throws: That it is too long.
    public static func check(_ text: String, field: String) throws(InvalidField) {
        guard text.utf8.count <= filterTextBytesMax else {
            throw InvalidField(field, "must be at most \(filterTextBytesMax) bytes of UTF-8")
        }
    }
}

extension GroupKind {
    /// The kind that a request names; `nil` when it names none.
    public init?(_ kind: V1.GroupKind) {
        switch kind {
        case .microsoft365: self = .microsoft365
        case .security: self = .security
        case .unspecified, .unrecognized: return nil
        }
    }
}

extension ListFilter {
    init(_ filter: V1.GroupFilter) throws(InvalidField) {
        try ListQuery.check(filter.nameContains, field: "filter.name_contains")
        try ListQuery.check(filter.domain, field: "filter.domain")
        self.init(
            nameContains: filter.nameContains,
            domain: filter.domain,
            hasUnmatchedMembers: filter.hasUnmatchedMembers,
            includesArchived: filter.includeArchived
        )
        for status in filter.statuses {
            guard status.rawValue > 0,
                let status = SyncStatus(rawValue: UInt8(clamping: status.rawValue))
            else { throw InvalidField("filter.statuses", "holds a status that does not exist") }
            statuses.insert(status)
        }
        for type in filter.membershipTypes {
            guard type.rawValue > 0,
                let type = MembershipType(rawValue: UInt8(clamping: type.rawValue))
            else {
                throw InvalidField("filter.membership_types", "holds a type that does not exist")
            }
            membershipTypes.insert(type)
        }
    }
}

extension ListSort {
    init(_ sort: V1.GroupSort?) throws(InvalidField) {
        guard let sort else {
            self = .byName
            return
        }
        let column: Column? =
            switch sort.column {
            case .unspecified, .name: .name
            case .membersMatched: .membersMatched
            case .membersNotMatched: .membersNotMatched
            case .email: .email
            case .domain: .domain
            case .membershipType: .membershipType
            case .syncStatus: .syncStatus
            case .updated: .updated
            case .unrecognized: nil
            }
        guard let column else {
            throw InvalidField("sort.column", "names a column that does not exist")
        }
        self.init(column, isDescending: sort.descending)
    }
}
