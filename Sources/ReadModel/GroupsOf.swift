public import Directory

/// Whose groups are asked for.
public enum GroupsOf: Hashable, Sendable {
    /// The users matched to this contact.
    case contact(externalID: String)
    /// The devices matched to this configuration.
    case configuration(externalID: String)
    /// A user, device or group of Entra.
    case object(ObjectType, entraID: GUID)

    /// What a page token is bound to.
    public func fingerprint(in organization: OrganizationID, includesArchived: Bool) -> [UInt8] {
        var bytes: [UInt8] = [3, includesArchived ? 1 : 0]
        bytes.append(bigEndian: UInt64(organization.rawValue))
        switch self {
        case .contact(let id):
            bytes.append(1)
            bytes.append(contentsOf: id.utf8)
        case .configuration(let id):
            bytes.append(2)
            bytes.append(contentsOf: id.utf8)
        case .object(let type, let id):
            bytes.append(3)
            bytes.append(type.rawValue)
            bytes.append(bigEndian: id.high)
            bytes.append(bigEndian: id.low)
        }
        return bytes
    }
}

extension OrganizationState {
    /// The memberships of a principal in any group, by object and group; `nil` when there is no such principal.
    ///
    /// Whoever is matched to a record counts as it in the groups that see the match: those that stand still see the one
    /// that they froze with.
    func memberships(of principal: GroupsOf) -> [Membership]? {
        switch principal {
        case .contact(let externalID):
            guard let contact = contacts.byExternalID[externalID] else { return nil }
            return memberships(
                of: contacts.objects[contact],
                contacts.earlierObjects[contact],
                countingAs: contact.rawValue
            )
        case .configuration(let externalID):
            guard let configuration = configurations.byExternalID[externalID] else { return nil }
            return memberships(
                of: configurations.objects[configuration],
                configurations.earlierObjects[configuration],
                countingAs: configuration.rawValue
            )
        case .object(let type, let entraID):
            guard let object = objectsByEntraID[entraID],
                objects.read(object, { $0.type }) == type
            else { return nil }
            return (groups[object]?.rawValues ?? []).map {
                Membership(group: ObjectID($0), member: object)
            }
        }
    }

    /// The memberships of objects that are or were matched to a record, in the groups that see that match.
    private func memberships(
        of now: SortedIDs?,
        _ earlier: SortedIDs?,
        countingAs record: UInt32
    ) -> [Membership] {
        var objects = now ?? SortedIDs()
        for rawValue in earlier?.rawValues ?? [] { objects.insert(rawValue) }
        var memberships: [Membership] = []
        for member in objects.rawValues.map({ ObjectID($0) }) {
            for group in groups[member]?.rawValues.map({ ObjectID($0) }) ?? [] {
                let frozen = self.frozen[group]
                let counted = readMember(member, in: frozen) { self.record(of: $0, in: frozen) }
                if counted == record {
                    memberships.append(Membership(group: group, member: member))
                }
            }
        }
        return memberships
    }
}
