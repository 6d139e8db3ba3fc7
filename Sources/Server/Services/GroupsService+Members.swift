import Access
import Directory
import ReadModel
import Transport
import Wire

/// Asks for a part of a group's members.
protocol MemberQuestion: RevisionedRequest {
    var id: String { get }
    var sections: [V1.MemberSection] { get }
    var nameContains: String { get }
    var pageSize: UInt32 { get }
    var pageToken: String { get }
    var onExpired: V1.OnExpired { get }
    var at: V1.ReadPoint? { get }
    var tenantFreshness: Bool { get }
}

extension V1.MemberListRequest: MemberQuestion {}

extension V1.ListNestedGroupsRequest: MemberQuestion {
    /// Groups are not matched to anything.
    var sections: [V1.MemberSection] { [] }
}

/// The members of one group in their three parts.
extension GroupsService {
    /// The endpoint that lists one part.
    static func members<Question: MemberQuestion, Row: V1.MemberListRow>(
        _ part: MemberPart,
        _ method: Method<Question, V1.MemberListResponse<Row>>
    ) -> Endpoint {
        .answering(method) { question, context throws(CallError) in
            try answer(question, part, context, V1.MemberListResponse<Row>.self)
        }
    }

    private static func answer<Row: V1.MemberListRow>(
        _ question: some MemberQuestion,
        _ part: MemberPart,
        _ context: ReadContext,
        _ response: V1.MemberListResponse<Row>.Type
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
            guard part == .members || facts.kind == .security else {
                throw CallError(
                    .kindMismatch,
                    "id: this is a Microsoft 365 group, and only security groups have devices and "
                        + "nested groups; ask for its members"
                )
            }
            let query = MemberQuery(
                asset: asset,
                part: part,
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
                response.init {
                    $0.nextPageToken = page.token(after: cursor.nextPage)
                    $0.totalCount = UInt64(cursor.totalCount)
                    $0.freshness = freshness
                    $0.continuedOnPresent = page.isOnPresent
                    $0.membershipHidden = cursor.isHidden
                    $0.importing = cursor.isImporting
                }.encoded()
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
