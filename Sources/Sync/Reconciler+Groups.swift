import Directory
import Store

extension Reconciler {
    /// Groups of a full round that hide their members and of which it named none.
    struct HiddenGroups: Sendable {
        /// Those of which members are known from earlier.
        var known: [GUID] = []
        /// Any one of the others.
        var unknown: [GUID] = []
    }

    func groupsWithHiddenMembers() throws(StoreError) -> HiddenGroups {
        var hidden = HiddenGroups()
        var last: GUID?
        while true {
            let staged = try staging.objects(
                of: .groups,
                after: last,
                limit: SyncLimits.objectsPerStepMax
            )
            guard let end = staged.last?.id else { return hidden }
            for group in staged where group.removal == .none && group.hidesMembers {
                guard try staging.memberships(of: group.id).isEmpty else { continue }
                let members = try store.read { reader throws(StoreError) in
                    guard let id = try reader.objectIDs(of: [group.id], in: tenant)[0] else {
                        return [ObjectID]()
                    }
                    return try reader.mirroredMembers(of: id)
                }
                if !members.isEmpty {
                    hidden.known.append(group.id)
                } else if hidden.unknown.isEmpty {
                    hidden.unknown.append(group.id)
                }
            }
            last = end
        }
    }

    /// Groups that are there, and shown with their members, after `last`: some of them, and where the next ones begin.
    func liveGroups(after last: GUID?) throws(StoreError) -> (groups: [GUID], last: GUID?) {
        let objects = try store.read { reader throws(StoreError) in
            try reader.mirroredObjects(
                of: tenant,
                after: last,
                limit: SyncLimits.objectsPerStepMax
            )
        }
        let groups = objects.compactMap { object -> GUID? in
            guard case .group(let group)? = object.properties, !group.isDeleted,
                !group.isMembershipHidden
            else { return nil }
            return object.entraID
        }
        return (groups, objects.last?.entraID)
    }
}

extension StagedObject {
    /// Whether a group, as far as the round spoke of it, does not show its members to everyone.
    var hidesMembers: Bool {
        guard case .text(let visibility)? = fields[GroupField.visibility.rawValue] else {
            return false
        }
        return visibility.lowercased() == "hiddenmembership"
    }
}
