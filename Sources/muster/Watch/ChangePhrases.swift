import Wire

/// The phrases for what the protocol tells of groups and their members.
enum ChangePhrases {
    /// What became of a group, a phrase each.
    ///
    /// - Parameters:
    ///   - change: The change, with the row before if there was one.
    ///   - membersAreTold: Whether its members have lines of their own, so that their numbers need none.
    /// - Returns: At least one phrase, unless the members' lines say everything.
    static func of(_ change: V1.RowChange, membersAreTold: Bool) -> [ChangePhrase] {
        switch change.kind {
        case .enter:
            return [entered(change)]
        case .leave:
            return [left(change)]
        case .update:
            guard let old = change.old, let row = change.row else {
                return [ChangePhrase(.changed, "changed")]
            }
            let phrases =
                differences(old, row, membersAreTold: membersAreTold) + besideRow(change, old, row)
            if !phrases.isEmpty || membersAreTold { return phrases }
            return [ChangePhrase(.changed, parts(change.parts))]
        case .unspecified, .unrecognized:
            return [ChangePhrase(.changed, "changed in a way that this program does not know")]
        }
    }

    private static func entered(_ change: V1.RowChange) -> ChangePhrase {
        if change.parts.contains(.created) {
            let kind = change.row.map(GroupColumns.kind) ?? "–"
            return ChangePhrase(.came, kind == "–" ? "documented" : "documented, \(kind)")
        }
        return ChangePhrase(.came, change.parts.isEmpty ? "may be seen now" : "fits the filter now")
    }

    private static func left(_ change: V1.RowChange) -> ChangePhrase {
        switch change.reason {
        case .deleted: ChangePhrase(.went, "deleted")
        case .access: ChangePhrase(.went, "may not be seen any more")
        case .noMatch: ChangePhrase(.went, "does not fit the filter any more")
        case .unspecified, .unrecognized: ChangePhrase(.went, "gone")
        }
    }

    /// The fields that differ, in the order in which people ask for them.
    private static func differences(
        _ old: V1.GroupRow,
        _ row: V1.GroupRow,
        membersAreTold: Bool
    ) -> [ChangePhrase] {
        var phrases: [ChangePhrase] = []
        func add(_ text: String) { phrases.append(ChangePhrase(.changed, text)) }
        func compare(_ title: String, _ before: String, _ after: String) {
            if before != after { add("\(title) \(quoted(before)) → \(quoted(after))") }
        }
        if old.name != row.name { add("renamed from \(quoted(old.name))") }
        if old.syncStatus != row.syncStatus || old.statusReasons != row.statusReasons {
            add(status(old, row))
        }
        compare("email", old.email, row.email)
        compare("domain", old.domain, row.domain)
        compare("description", old.description, row.description)
        if old.membershipType != row.membershipType {
            let names = [old, row].map { GroupColumns.membershipType($0.membershipType) }
            add("membership \(names[0]) → \(names[1])")
        }
        compare("rule", old.membershipRule, row.membershipRule)
        if old.membershipRulePaused != row.membershipRulePaused {
            add(row.membershipRulePaused ? "rule paused" : "rule applied again")
        }
        if old.membershipHidden != row.membershipHidden {
            add(row.membershipHidden ? "members hidden" : "members readable")
        }
        if old.importing != row.importing, !row.importing { add("members read for the first time") }
        compare(
            "integration",
            GroupColumns.integration(old.integration),
            GroupColumns.integration(row.integration)
        )
        if old.archived != row.archived {
            add(row.archived ? "archived" : "taken from the archive")
        }
        if old.restricted != row.restricted {
            add(row.restricted ? "restricted to some" : "open to everyone")
        }
        if old.syncError != row.syncError {
            add(row.syncError.isEmpty ? "read again without error" : "sync error: \(row.syncError)")
        }
        if !membersAreTold { phrases += counts(old, row) }
        return phrases
    }

    /// What no field of a row shows.
    private static func besideRow(
        _ change: V1.RowChange,
        _ old: V1.GroupRow,
        _ row: V1.GroupRow
    ) -> [ChangePhrase] {
        var phrases: [ChangePhrase] = []
        if change.parts.contains(.access), old.restricted == row.restricted {
            phrases.append(ChangePhrase(.changed, "access list changed"))
        }
        if change.parts.contains(.customFields) {
            phrases.append(ChangePhrase(.changed, "custom fields changed"))
        }
        return phrases
    }

    private static func status(_ old: V1.GroupRow, _ row: V1.GroupRow) -> String {
        let reasons = GroupColumns.reasons(row.statusReasons)
        let why = reasons.isEmpty ? "" : " (\(reasons))"
        let names = [old, row].map { GroupColumns.statusName($0.syncStatus) }
        return names[0] == names[1]
            ? "status \(names[1])\(why)" : "status \(names[0]) → \(names[1])\(why)"
    }

    private static func counts(_ old: V1.GroupRow, _ row: V1.GroupRow) -> [ChangePhrase] {
        let numbers: [(String, UInt32?, UInt32?)] = [
            ("members matched", old.membersMatched?.count, row.membersMatched?.count),
            ("members not matched", old.membersNotMatched, row.membersNotMatched),
            ("other members", old.otherMembers, row.otherMembers),
            ("nested groups", old.nestedGroups?.count, row.nestedGroups?.count),
            ("devices matched", old.devicesMatched?.count, row.devicesMatched?.count),
            ("devices not matched", old.devicesNotMatched?.count, row.devicesNotMatched?.count),
        ]
        return numbers.filter { $0.1 != $0.2 }.map { title, before, after in
            ChangePhrase(.changed, "\(title) \(number(before)) → \(number(after))")
        }
    }

    private static func number(_ count: UInt32?) -> String { count.map(String.init) ?? "–" }

    private static func quoted(_ text: String) -> String { text.isEmpty ? "none" : "“\(text)”" }

    private static func parts(_ parts: [V1.ChangedPart]) -> String {
        let names = parts.compactMap { part -> String? in
            switch part {
            case .created: "documented"
            case .deleted: "deleted"
            case .properties: "properties"
            case .members: "members"
            case .devices: "devices"
            case .nestedGroups: "nested groups"
            case .matches: "matches"
            case .status: "status"
            case .access: "access"
            case .customFields: "custom fields"
            case .related: "a name beside it"
            case .unspecified, .unrecognized: nil
            }
        }
        return names.isEmpty ? "changed" : "changed: \(names.joined(separator: ", "))"
    }
}

// MARK: - Members

extension ChangePhrases {
    /// What became of a member.
    static func of(_ change: V1.MemberChange) -> ChangePhrase {
        let who = subject(change)
        switch change.kind {
        case .added:
            return ChangePhrase(
                .came,
                "\(who) joined\(standing(change.match).map { ", \($0)" } ?? "")"
            )
        case .removed:
            return ChangePhrase(.went, "\(who) left")
        case .matchChanged:
            let before = standing(change.oldMatch).map { " (was \($0))" } ?? ""
            return ChangePhrase(.changed, "\(who) is now \(standing(change.match) ?? "–")\(before)")
        case .unspecified, .unrecognized:
            return ChangePhrase(.changed, "something became of \(who)")
        }
    }

    private static func subject(_ change: V1.MemberChange) -> String {
        let name = change.name.isEmpty ? change.entraID : change.name
        switch change.type {
        case .user, .unspecified, .unrecognized: return name
        case .device: return "device \(name)"
        case .group: return "group \(name)"
        case .servicePrincipal: return "application \(name)"
        case .organizationalContact: return "mail contact \(name)"
        case .other: return "member \(name)"
        }
    }

    /// How a member is matched; `nil` for what is not matched with anything.
    private static func standing(_ match: V1.MemberMatch?) -> String? {
        guard let match else { return nil }
        switch match.state {
        case .matched: return "matched to \(match.recordName) (\(match.recordExternalID))"
        case .ambiguous: return "not matched: several records fit"
        case .unmatched: return "not matched"
        case .ignored: return "ignored"
        case .unspecified, .unrecognized: return nil
        }
    }

    /// Why a revision came about.
    static func cause(_ info: V1.RevisionInfo?) -> String? {
        guard let info else { return nil }
        switch info.cause {
        case .sync: return info.runID.isEmpty ? "sync" : "sync run \(info.runID)"
        case .importing: return info.actor.isEmpty ? "import" : "import by \(info.actor)"
        case .command: return info.actor.isEmpty ? "command" : "by \(info.actor)"
        case .unspecified, .unrecognized: return nil
        }
    }
}
