import Access
import Directory
import ReadModel
import Store
import Transport
import Wire

/// Who did what; and the way back from a deletion.
enum ActivityService {
    static let endpoints: [Endpoint] = [
        .answering(V1.ActivityService.list) { request, context throws(CallError) in
            try list(request, context)
        },
        // Whoever reads the log restores from it: administrators and managers.
        .command(V1.ActivityService.restore, needs: .readActivity) {
            request,
            context,
            publisher throws(CallError) in
            try restore(request, context, publisher)
        },
    ]

    /// Words of one request; there are not so many different ones.
    private static let actionsMax = 50
    /// Entries read at a time, so that memory does not grow with the log.
    private static let batchSize = 500

    // MARK: List

    private static func list(
        _ request: V1.ListActivityRequest,
        _ context: ReadContext
    ) throws(CallError) {
        if let refusal = context.caller.refusal(of: .readActivity) { throw CallError(refusal) }
        var walk = ActivityWalk(
            query: try query(request, context),
            needle: CaseFolding.folded(request.text),
            caller: context.caller,
            snapshot: context.snapshot
        )
        let rowsMax: Int?
        do throws(InvalidField) {
            try ListQuery.check(request.text, field: "text")
            rowsMax = try ListQuery.rowsMax(
                pageSize: request.pageSize,
                hasToken: !request.pageToken.isEmpty
            )
        } catch {
            throw CallError(error)
        }
        let page = try RecordPage(
            request.pageToken,
            query: [
                "activity", request.organizationID, request.groupID, request.actor,
                request.actions.joined(separator: ","), walk.needle,
                "\(walk.query.from?.milliseconds ?? .min)",
                "\(walk.query.until?.milliseconds ?? .max)",
            ],
            context
        )
        walk.last = page.last.flatMap { Int64($0.externalID) }
        let first = walk
        context.streamPooled { reader throws(CallError) -> PooledReply.Part in
            try part(of: first, rowsLeft: rowsMax ?? .max, page, reader)
        }
    }

    /// The next entries of a walk as a message, and its rest as what follows.
    private static func part(
        of walk: ActivityWalk,
        rowsLeft: Int,
        _ page: RecordPage,
        _ reader: StoreReader
    ) throws(CallError) -> PooledReply.Part {
        var walk = walk
        let entries = try walk.next(min(rowsLeft, batchSize), reader)
        let isLast = entries.isEmpty || rowsLeft == entries.count
        var nextPageToken = ""
        if isLast, let last = entries.last, try walk.hasMore(reader) {
            nextPageToken = page.token(
                after: RecordPage.Key(name: "", externalID: String(last.id))
            )
        }
        let message = V1.ListActivityResponse {
            $0.entries = entries.map { walk.message($0) }
            $0.nextPageToken = nextPageToken
        }
        let rest = walk
        let rowsLeft = rowsLeft - entries.count
        let step: PooledReply.Step = { reader throws(CallError) in
            try Self.part(of: rest, rowsLeft: rowsLeft, page, reader)
        }
        return PooledReply.Part(
            message: MessageBytes(message.encoded()),
            next: isLast ? nil : step
        )
    }

    private static func query(
        _ request: V1.ListActivityRequest,
        _ context: ReadContext
    ) throws(CallError) -> ActivityQuery {
        var query = ActivityQuery()
        if !request.organizationID.isEmpty {
            query.organization = try context.organization(request.organizationID)
        }
        if !request.groupID.isEmpty {
            guard let id = GUID(request.groupID) else {
                throw .invalid("group_id", "\"\(request.groupID)\" is no GUID")
            }
            let group = FoundGroup.find(
                id,
                in: context.snapshot,
                for: context.caller,
                homes: &context.state.groupHomes
            )
            guard let group else {
                throw .notFound("group", field: "group_id", request.groupID)
            }
            query.asset = group.asset
        }
        if !request.actor.isEmpty { query.actor = request.actor }
        guard request.actions.count <= actionsMax else {
            throw .invalid("actions", "must be at most \(actionsMax) words")
        }
        query.actions = request.actions
        query.from = try request.from.map { time throws(CallError) in try moment(time, "from") }
        query.until = try request.until.map { time throws(CallError) in try moment(time, "until") }
        return query
    }

    private static func moment(
        _ time: Google.Timestamp,
        _ field: String
    ) throws(CallError) -> Timestamp {
        guard let milliseconds = time.milliseconds else {
            throw .invalid(field, "is no moment between the years 1 and 9999")
        }
        return Timestamp(milliseconds: milliseconds)
    }

    // MARK: Restore

    static func restore(
        _ request: V1.RestoreGroupRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.RestoreGroupResponse {
        guard !request.groupID.isEmpty else { throw .missing("group_id") }
        guard let id = GUID(request.groupID) else {
            throw .invalid("group_id", "\"\(request.groupID)\" is no GUID; use the id of the entry")
        }
        guard let group = publisher.group(id, for: context.caller) else {
            throw .notFound("group", field: "group_id", request.groupID)
        }
        guard group.facts.reasons.contains(.deletedHere) else {
            throw CallError(
                .notDeleted,
                "group_id: this group is not deleted, so there is nothing to restore"
            )
        }
        let batch = try publisher.batch(of: .restore, on: [group], context)
        let published = try publisher.commit(batch)
        return V1.RestoreGroupResponse {
            $0.row = publisher.row(
                of: group.asset,
                in: group.organization,
                for: context.caller
            )
            $0.revision = published.revision.number
        }
    }
}

extension V1.ListActivityRequest: RevisionedRequest {}
