import Access
import Directory
import ReadModel
import Transport
import Wire

/// The members of one group in their three parts.
extension GroupsService {
    static func members(
        _ request: V1.ListMembersRequest,
        _ context: ReadContext
    ) throws(CallError) {
        let question = MemberQuestion(
            id: request.id,
            part: .members,
            sections: request.sections,
            nameContains: request.nameContains,
            pageSize: request.pageSize,
            pageToken: request.pageToken,
            onExpired: request.onExpired,
            at: request.at,
            tenantFreshness: request.tenantFreshness
        )
        try answer(question, context) { end in
            V1.ListMembersResponse {
                $0.nextPageToken = end.token
                $0.totalCount = end.total
                $0.freshness = end.freshness
                $0.continuedOnPresent = end.isOnPresent
                $0.membershipHidden = end.isHidden
                $0.importing = end.isImporting
            }.encoded()
        }
    }

    static func devices(
        _ request: V1.ListDevicesRequest,
        _ context: ReadContext
    ) throws(CallError) {
        let question = MemberQuestion(
            id: request.id,
            part: .devices,
            sections: request.sections,
            nameContains: request.nameContains,
            pageSize: request.pageSize,
            pageToken: request.pageToken,
            onExpired: request.onExpired,
            at: request.at,
            tenantFreshness: request.tenantFreshness
        )
        try answer(question, context) { end in
            V1.ListDevicesResponse {
                $0.nextPageToken = end.token
                $0.totalCount = end.total
                $0.freshness = end.freshness
                $0.continuedOnPresent = end.isOnPresent
                $0.membershipHidden = end.isHidden
                $0.importing = end.isImporting
            }.encoded()
        }
    }

    static func nestedGroups(
        _ request: V1.ListNestedGroupsRequest,
        _ context: ReadContext
    ) throws(CallError) {
        let question = MemberQuestion(
            id: request.id,
            part: .nestedGroups,
            sections: [],
            nameContains: request.nameContains,
            pageSize: request.pageSize,
            pageToken: request.pageToken,
            onExpired: request.onExpired,
            at: request.at,
            tenantFreshness: request.tenantFreshness
        )
        try answer(question, context) { end in
            V1.ListNestedGroupsResponse {
                $0.nextPageToken = end.token
                $0.totalCount = end.total
                $0.freshness = end.freshness
                $0.continuedOnPresent = end.isOnPresent
                $0.membershipHidden = end.isHidden
                $0.importing = end.isImporting
            }.encoded()
        }
    }

    /// What the three requests have in common.
    private struct MemberQuestion {
        var id: String
        var part: MemberPart
        var sections: [V1.MemberSection]
        var nameContains: String
        var pageSize: UInt32
        var pageToken: String
        var onExpired: V1.OnExpired
        var at: V1.ReadPoint?
        var tenantFreshness: Bool
    }

    /// What the last messages of the three replies have in common.
    private struct MemberEnd {
        var token: String
        var total: UInt64
        var freshness: V1.Freshness
        var isOnPresent: Bool
        var isHidden: Bool
        var isImporting: Bool
    }

    private static func answer(
        _ question: MemberQuestion,
        _ context: ReadContext,
        _ lastFields: @escaping (MemberEnd) -> [UInt8]
    ) throws(CallError) {
        let (organization, publicID) = try context.group(question.id)
        let sections = try sections(question.sections)
        let rowsMax: Int?
        do throws(InvalidField) {
            try ListQuery.check(question.nameContains, field: "name_contains")
            rowsMax = try ListQuery.rowsMax(
                pageSize: question.pageSize,
                hasToken: !question.pageToken.isEmpty
            )
        } catch {
            throw CallError(error)
        }
        try context.reading(organization, at: question.at) { image, context throws(CallError) in
            guard let asset = image.asset(withPublicID: publicID),
                let facts = image.facts(of: asset),
                image.row(of: asset) != nil,
                context.caller.visible.contains(asset, of: facts.kind, in: organization)
            else { throw .notFound("group", field: "id", question.id) }
            guard question.part == .members || facts.kind == .security else {
                throw CallError(
                    .kindMismatch,
                    "id: this is a Microsoft 365 group, and only security groups have devices and "
                        + "nested groups; ask for its members"
                )
            }
            let query = MemberQuery(
                asset: asset,
                part: question.part,
                sections: sections,
                nameContains: question.nameContains,
                rowsMax: rowsMax
            )
            let page = try context.page(
                question.pageToken,
                onExpired: question.onExpired,
                fingerprint: query.fingerprint,
                current: image
            )
            var cursor = MemberCursor(
                page.image,
                query: query,
                caller: context.caller,
                after: page.key,
                orders: &context.state.orders
            )
            let freshness = context.freshness(
                of: organization,
                withTenants: question.tenantFreshness
            )
            let source = ReplySource {
                cursor.next()
            } lastFields: {
                lastFields(
                    MemberEnd(
                        token: page.token(after: cursor.nextPage),
                        total: UInt64(cursor.totalCount),
                        freshness: freshness,
                        isOnPresent: page.isOnPresent,
                        isHidden: cursor.isHidden,
                        isImporting: cursor.isImporting
                    )
                )
            }
            context.call.stream(source)
        }
    }

    private static func sections(_ sections: [V1.MemberSection]) throws(CallError) -> Set<
        MemberSection
    > {
        var wanted: Set<MemberSection> = []
        for section in sections {
            guard section.rawValue > 0,
                let section = MemberSection(rawValue: UInt8(clamping: section.rawValue))
            else { throw .invalid("sections", "holds a section that does not exist") }
            wanted.insert(section)
        }
        return wanted
    }
}
