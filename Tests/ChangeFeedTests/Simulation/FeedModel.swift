import Access
import ChangeFeed
import Directory
import Wire

/// What a subscriber should have, computed from nothing but the whole state: obviously slow.
enum FeedModel {
    /// The rows that `request` shows to someone who may see `visible`, by id, as their bytes.
    static func view(
        _ state: FeedWorld.State,
        _ request: V1.SubscribeRequest,
        visible: VisibleSet,
        hiddenPrincipals: Set<GUID> = []
    ) -> [String: [UInt8]] {
        if case .object(.group, let id)? = principal(request.filter?.principal),
            hiddenPrincipals.contains(id)
        {
            return [:]
        }
        var rows: [String: [UInt8]] = [:]
        for (asset, group) in state.groups where passes(asset, group, request, visible) {
            rows[group.row.id] = shaped(group.row, request.fields)
        }
        return rows
    }

    static func passes(
        _ asset: AssetID,
        _ group: FeedWorld.Group,
        _ request: V1.SubscribeRequest,
        _ visible: VisibleSet
    ) -> Bool {
        let kind: GroupKind = group.row.kind == .security ? .security : .microsoft365
        guard visible.contains(asset, of: kind, in: group.organization) else { return false }
        guard let filter = request.filter else { return true }
        let key = FeedWorld.key(of: group.organization)
        if !filter.organizationIDs.isEmpty, !filter.organizationIDs.contains(key) { return false }
        if filter.kind != .unspecified, filter.kind != group.row.kind { return false }
        if !filter.groupIDs.isEmpty, !filter.groupIDs.contains(group.row.id) { return false }
        if !filter.statuses.isEmpty, !filter.statuses.contains(group.row.syncStatus) {
            return false
        }
        if !filter.namePattern.isEmpty,
            !fits(group.row.name, filter.namePattern)
        {
            return false
        }
        guard let principal = principal(filter.principal) else { return true }
        return count(of: principal, in: group) > 0
    }

    /// Whether the whole name fits the pattern, in any case, by trying every split.
    static func fits(_ name: String, _ pattern: String) -> Bool {
        fits(
            Array(name.uppercased().lowercased())[...],
            Array(pattern.uppercased().lowercased())[...]
        )
    }

    private static func fits(
        _ text: ArraySlice<Character>,
        _ pattern: ArraySlice<Character>
    ) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        if first == "*" {
            return (0...text.count).contains { fits(text.dropFirst($0), rest) }
        }
        guard let letter = text.first else { return false }
        return (first == "?" || first == letter) && fits(text.dropFirst(), rest)
    }

    static func principal(_ principal: V1.ChangeFilter.Principal?) -> PrincipalFilter? {
        switch principal {
        case nil: nil
        case .contact(let id): .contact(id)
        case .configuration(let id): .configuration(id)
        case .user(let id): GUID(id).map { .object(.user, $0) }
        case .device(let id): GUID(id).map { .object(.device, $0) }
        case .group(let id): GUID(id).map { .object(.group, $0) }
        }
    }

    static func count(of principal: PrincipalFilter, in group: FeedWorld.Group) -> Int {
        group.members.filter { id, member in
            switch principal {
            case .contact(let record): member.type == .user && member.record == record
            case .configuration(let record): member.type == .device && member.record == record
            case .object(let type, let wanted): member.type == type && id == wanted
            }
        }.count
    }

    private static func shaped(_ row: V1.GroupRow, _ fields: [String]) -> [UInt8] {
        guard !fields.isEmpty else { return row.encoded() }
        return V1.GroupRow {
            $0.id = row.id
            if fields.contains("name") { $0.name = row.name }
            if fields.contains("sync_status") { $0.syncStatus = row.syncStatus }
            if fields.contains("description") { $0.description = row.description }
        }.encoded()
    }
}
