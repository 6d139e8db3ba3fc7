import Access
import Directory

/// Something that a person does to the status of a group: which facts it changes, and how the log calls it.
enum GroupCommand: Hashable, Sendable {
    case archive
    case unarchive
    /// From an open page, or as a row of a list.
    case delete(isRow: Bool)
    case enableSync
    case disableSync
    /// The way back from a deletion.
    case restore

    /// What must be possible on the group; `nil` for what is not offered on a group at all.
    var action: GroupAction? {
        switch self {
        case .archive: .archive
        case .unarchive: .unarchive
        case .delete: .delete
        case .enableSync: .enableSync
        case .disableSync: .disableSync
        case .restore: nil
        }
    }

    /// The activity log's word.
    var word: String {
        switch self {
        case .archive: "archived"
        case .unarchive: "unarchived"
        case .delete(let isRow): isRow ? "row deleted" : "deleted"
        case .enableSync: "sync enabled"
        case .disableSync: "sync disabled"
        case .restore: "restored"
        }
    }

    /// The facts after the command, done at `time`.
    ///
    /// A group that becomes frozen stands as of then; one that was frozen already keeps its time, whatever froze it.
    ///
    /// - Parameters:
    ///   - before: The facts as they are.
    ///   - fromIntegration: What its integration adds to them.
    ///   - time: Now.
    /// - Returns: The facts to publish.
    func facts(
        after before: AssetFacts,
        with fromIntegration: StatusReasons,
        at time: Timestamp
    ) -> AssetFacts {
        var facts = before
        switch self {
        case .archive: facts.reasons.insert(.archived)
        case .unarchive: facts.reasons.subtract([.archived, .syncDisabled])
        case .delete: facts.reasons.insert(.deletedHere)
        case .enableSync: facts.reasons.remove(.syncDisabled)
        case .disableSync: facts.reasons.insert(.syncDisabled)
        case .restore:
            facts.reasons.subtract([.deletedHere, .archived])
            if facts.manual == nil { facts.reasons.insert(.syncDisabled) }
        }
        guard facts.manual == nil else { return facts }
        let isFrozen = facts.reasons.union(fromIntegration).isFrozen
        facts.frozenAt = isFrozen ? facts.frozenAt ?? time : nil
        return facts
    }
}
