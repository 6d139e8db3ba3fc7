import Access
import Directory
import ReadModel
import Store
import Wire

/// One command on up to a thousand groups: decided group by group, done in one publish.
///
/// Every group has an outcome of its own. Whatever is done is in one revision, with one row of the activity log for each
/// group; what is refused, unknown or so already leaves none.
struct GroupCommandRun {
    let command: GroupCommand
    let context: CommandContext
    let publisher: Publisher

    /// Groups of one command.
    static let idsMax = 1000

    func run(_ ids: [String], atomic: Bool) throws(CallError) -> V1.GroupCommandResponse {
        let ids = try Self.checked(ids)
        var decisions = ids.map { decide($0) }
        if atomic, decisions.contains(where: \.isObstacle) {
            for index in decisions.indices { decisions[index].skip() }
        }
        let groups = decisions.compactMap(\.group)
        let published = try publisher.commit(try batch(groups))
        return V1.GroupCommandResponse {
            $0.results = zip(ids, decisions).map { id, decision in result(id.text, decision) }
            $0.revision = published.revision.number
        }
    }

    /// The ids of a request, each once.
    static func checked(_ texts: [String]) throws(CallError) -> [GUID] {
        guard (1...idsMax).contains(texts.count) else {
            throw .invalid("ids", "must be 1 to \(idsMax) ids; split a longer list")
        }
        var ids: [GUID] = []
        var seen: Set<GUID> = []
        for text in texts {
            guard let id = GUID(text) else {
                throw .invalid("ids", "\"\(text)\" is no GUID; use the ids that a list gives")
            }
            guard seen.insert(id).inserted else {
                throw .invalid("ids", "\"\(text)\" is named twice; name each group once")
            }
            ids.append(id)
        }
        return ids
    }

    // MARK: Deciding

    private enum Decision {
        case done(FoundGroup)
        case unchanged(FoundGroup)
        case refused(FoundGroup, GroupAction.Obstacle)
        case notFound
        case skipped(FoundGroup)

        /// Stands in the way of an atomic command.
        var isObstacle: Bool {
            switch self {
            case .refused, .notFound: true
            case .done, .unchanged, .skipped: false
            }
        }

        /// The group, if something is to be done to it.
        var group: FoundGroup? {
            if case .done(let group) = self { group } else { nil }
        }

        mutating func skip() {
            if case .done(let group) = self { self = .skipped(group) }
        }
    }

    private func decide(_ id: GUID) -> Decision {
        guard let group = publisher.group(id, for: context.caller),
            !group.facts.reasons.contains(.deletedHere)
        else { return .notFound }
        guard let action = command.action else { return .done(group) }
        switch action.verdict(for: context.caller.role, on: group.reasons) {
        case .possible: return .done(group)
        case .needless: return .unchanged(group)
        case .refused(let obstacle): return .refused(group, obstacle)
        }
    }

    /// The facts of every group, what waited for those that are free again, and the log's rows.
    private func batch(_ groups: [FoundGroup]) throws(CallError) -> ChangeBatch {
        try publisher.batch(of: command, on: groups, context)
    }

    // MARK: Telling

    private func result(_ id: String, _ decision: Decision) -> V1.GroupCommandResult {
        var result = V1.GroupCommandResult()
        result.id = id
        let group: FoundGroup
        switch decision {
        case .done(let found): (result.outcome, group) = (.done, found)
        case .unchanged(let found): (result.outcome, group) = (.unchanged, found)
        case .skipped(let found): (result.outcome, group) = (.skipped, found)
        case .refused(let found, let obstacle):
            (result.outcome, group) = (.refused, found)
            result.reason = V1.RefusalReason(obstacle)
            result.message = ObstacleText.text(obstacle, on: found)
        case .notFound:
            result.outcome = .notFound
            result.message = CallError.notFound("group", field: "ids", id).message
            return result
        }
        let reasons =
            publisher.snapshot.organizations[group.organization]?.reasons(of: group.asset)
            ?? group.reasons
        result.name = group.name
        result.syncStatus = V1.SyncStatus(reasons.status)
        result.statusReasons = reasons.listed
        return result
    }
}

extension Publisher {
    /// What `command` changes of `groups`, with a row of the activity log for each.
    func batch(
        of command: GroupCommand,
        on groups: [FoundGroup],
        _ context: CommandContext
    ) throws(CallError) -> ChangeBatch {
        var batch = context.batch()
        // What waited is no news of a deletion: memberships that ended have ended there too.
        batch.comesFromPending = true
        do throws(StoreError) {
            batch.changes = try changes(of: command, on: groups)
        } catch {
            throw CallError(error)
        }
        batch.activity = groups.map { group in
            var record = context.activity(
                command.word,
                subject: group.name,
                organization: group.organization
            )
            record.asset = group.asset
            return record
        }
        return batch
    }

    /// What `command` changes of `groups`: their facts, and for those that nothing freezes any more what Entra told last,
    /// so that what waited is documented in the same publish.
    func changes(
        of command: GroupCommand,
        on groups: [FoundGroup]
    ) throws(StoreError) -> [Change] {
        let time = clock()
        var changes: [Change] = []
        var thawed: [ObjectID] = []
        for group in groups {
            let fromIntegration = group.reasons.subtracting(group.facts.reasons)
            let facts = command.facts(after: group.facts, with: fromIntegration, at: time)
            changes.append(.facts(group.asset, facts))
            if let object = facts.object, facts.frozenAt == nil { thawed.append(object) }
        }
        let mirrored = try store.read { reader throws(StoreError) in try reader.mirrored(thawed) }
        for case let object? in mirrored {
            guard let properties = object.properties else { continue }
            changes.append(.object(object.id, properties))
        }
        return changes
    }
}
