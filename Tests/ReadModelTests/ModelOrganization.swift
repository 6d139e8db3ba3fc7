import Directory
import ReadModel
import TestSupport
import Wire

/// An organization as plain dictionaries and sets, with the slowest possible answer to every question.
struct ModelOrganization {
    struct Object {
        var tenant: TenantID
        var entraID: GUID
        var type: ObjectType
        var properties: ObjectProperties?
        var match = Match.unmatched
    }

    let organization = OrganizationID(1)
    var context = OrganizationContext()
    var objects: [ObjectID: Object] = [:]
    var memberships: Set<Membership> = []
    var contacts: [ContactID: Contact] = [:]
    var configurations: [ConfigurationID: Configuration] = [:]
    var assets: [AssetID: AssetFacts] = [:]
    /// Every object as it was when a group froze, for each group that stands still.
    var frozen: [ObjectID: Frozen] = [:]

    struct Frozen {
        var since: Revision
        var syncsUsers: Bool
        var objects: [ObjectID: Object]
    }

    // MARK: What it says of members

    /// The record that an object counts as in a group.
    func record(of object: Object, in group: ObjectID) -> UInt32? {
        guard case .matched(let record, _) = object.match else { return nil }
        if object.type == .user {
            let syncsUsers =
                frozen[group]?.syncsUsers ?? context.tenants[object.tenant]?.syncsUsers ?? false
            guard syncsUsers else { return nil }
            return contacts[ContactID(record)] == nil ? nil : record
        }
        guard object.type == .device else { return nil }
        return configurations[ConfigurationID(record)] == nil ? nil : record
    }

    /// The direct members of a group that are shown, ascending.
    func shownMembers(of group: ObjectID) -> [(id: ObjectID, object: Object)] {
        memberships.filter { $0.group == group }.map(\.member).sorted().compactMap { id in
            guard let object = (frozen[group]?.objects ?? objects)[id],
                !(object.properties?.isDeleted ?? object.type.hasStream)
            else { return nil }
            return (id, object)
        }
    }

    func hasRow(_ facts: AssetFacts) -> Bool {
        group(of: facts) != nil && !facts.reasons.contains(.deletedHere)
    }

    func group(of facts: AssetFacts) -> Group? {
        guard let object = facts.object, case .group(let group) = objects[object]?.properties
        else { return nil }
        return group
    }

    func reasons(of facts: AssetFacts) -> StatusReasons {
        guard let tenant = facts.tenant else { return facts.reasons }
        guard let context = context.tenants[tenant] else {
            return facts.reasons.union(.integrationRemoved)
        }
        var reasons = facts.reasons
        if context.isRemoved { reasons.insert(.integrationRemoved) }
        let isOn: Bool
        if facts.kind == .microsoft365 {
            isOn = context.documentsMicrosoft365
        } else if group(of: facts)?.scope == .mailEnabledSecurity {
            isOn = context.documentsMailEnabledSecurity
        } else {
            isOn = context.documentsSecurity
        }
        if !isOn { reasons.insert(.kindSwitchedOff) }
        return reasons
    }

    // MARK: Rows

    func row(of facts: AssetFacts) -> V1.GroupRow? {
        guard hasRow(facts), let group = group(of: facts), let object = facts.object else {
            return nil
        }
        let tenant = facts.tenant.flatMap { context.tenants[$0] }
        let reasons = reasons(of: facts)
        var row = V1.GroupRow()
        row.id = facts.publicID.text
        row.name = group.displayName
        row.kind = facts.kind == .security ? .security : .microsoft365
        if group.scope == .mailEnabledSecurity { row.subtype = .mailEnabledSecurity }
        row.entraID = objects[object]?.entraID.text ?? ""
        row.tenantID = tenant?.entraID.text ?? ""
        row.syncStatus = V1.SyncStatus(rawValue: Int32(reasons.status.rawValue)) ?? .unspecified
        row.listIcon =
            V1.IconColour(
                rawValue: Int32(reasons.status.listColour?.rawValue ?? 0)
            ) ?? .unspecified
        row.assetIcon =
            V1.IconColour(
                rawValue: Int32(reasons.status.assetColour?.rawValue ?? 0)
            ) ?? .unspecified
        for bit in 0..<8 where reasons.contains(StatusReasons(rawValue: 1 << UInt16(bit))) {
            row.statusReasons.append(
                V1.SyncStatusReason(rawValue: Int32(bit) + 1) ?? .unspecified
            )
        }
        row.archived = reasons.contains(.archived)
        row.membershipType =
            V1.MembershipType(rawValue: Int32(group.membershipType.rawValue)) ?? .unspecified
        if row.membershipType != .assigned {
            row.membershipRule = group.membershipRule ?? ""
            row.membershipRulePaused = group.isMembershipRulePaused
        }
        row.description = group.description ?? ""
        if facts.kind == .microsoft365 { row.email = group.mail ?? "" }
        if let mail = group.mail, let domain = mail.split(separator: "@").last {
            row.domain = String(domain)
            row.domainSource = .mail
        } else if let domain = group.onPremisesDomainName {
            row.domain = domain
            row.domainSource = .onPremises
        } else if let tenant {
            row.domain = tenant.defaultDomain
            row.domainSource = .tenantDefault
        }
        if let tenant {
            row.integration = V1.IntegrationRef {
                $0.id = tenant.integrationKey
                $0.name = tenant.integrationName
                $0.removed = tenant.isRemoved
            }
        }
        row.updated = Google.Timestamp(milliseconds: facts.updated.time.milliseconds)
        row.updatedSource =
            V1.UpdatedSource(rawValue: Int32(facts.updated.source.rawValue)) ?? .unspecified
        row.frozenAt = facts.frozenAt.map { Google.Timestamp(milliseconds: $0.milliseconds) }
        setMembers(&row, group: group, object: object, facts: facts, tenant: tenant)
        return row
    }

    private func setMembers(
        _ row: inout V1.GroupRow,
        group: Group,
        object: ObjectID,
        facts: AssetFacts,
        tenant: TenantContext?
    ) {
        if !memberships.contains(where: { $0.group == object }) {
            row.membershipHidden = group.visibility == "HiddenMembership"
            row.importing = !row.membershipHidden && tenant?.isImporting ?? false
            if row.membershipHidden || row.importing { return }
        }
        let members = shownMembers(of: object)
        let users = members.filter { $0.object.type == .user }
        let devices = members.filter { $0.object.type == .device }
        let groups = members.filter { $0.object.type == .group }
        let others = members.count - users.count - devices.count - groups.count
        let matched = users.compactMap { record(of: $0.object, in: object) }
        row.membersMatched = V1.MatchedMembersCell { cell in
            cell.count = UInt32(matched.count)
            if matched.count == 1, let contact = contacts[ContactID(matched[0])] {
                cell.contact = V1.ContactRef {
                    $0.externalID = contact.externalID
                    $0.name = contact.fullName
                }
            }
        }
        row.membersNotMatched = UInt32(users.count - matched.count)
        guard facts.kind == .security else {
            row.otherMembers = UInt32(others + devices.count + groups.count)
            return
        }
        row.otherMembers = UInt32(others)
        row.nestedGroups = names(groups) { member in
            assets.values.first { $0.object == member.id && hasRow($0) }?.publicID.text ?? ""
        }
        let isMatched = { (device: Object) in record(of: device, in: object) != nil }
        row.devicesMatched = names(devices.filter { isMatched($0.object) }) { member in
            let record = record(of: member.object, in: object) ?? 0
            return configurations[ConfigurationID(record)]?.externalID ?? ""
        }
        row.devicesNotMatched = names(devices.filter { !isMatched($0.object) }) { _ in "" }
    }

    private func names(
        _ members: [(id: ObjectID, object: Object)],
        link: ((id: ObjectID, object: Object)) -> String
    ) -> V1.NamesCell {
        let sorted = members.sorted { left, right in
            let names = [left, right].map { name(of: $0.object) }
            return names[0] != names[1]
                ? names[0] < names[1] : left.object.entraID < right.object.entraID
        }
        return V1.NamesCell { cell in
            cell.count = UInt32(members.count)
            cell.first = sorted.prefix(3).map { member in
                V1.NamedRef {
                    $0.name = member.object.properties?.displayName ?? ""
                    $0.entraID = member.object.entraID.text
                    $0.id = link(member)
                }
            }
        }
    }

    /// A name as it sorts: folded, by the bytes of its UTF-8.
    private func name(of object: Object) -> SortKey {
        SortKey(CaseFolding.folded(object.properties?.displayName ?? ""))
    }

    /// Every row of a list in the default order.
    func rows(of kind: GroupKind) -> [(id: AssetID, row: V1.GroupRow)] {
        let rows = assets.filter { $0.value.kind == kind }.compactMap { id, facts in
            row(of: facts).map { (id: id, row: $0) }
        }
        return rows.sorted { left, right in
            let keys = [left, right].map { SortKey(CaseFolding.folded($0.row.name)) }
            return keys[0] != keys[1] ? keys[0] < keys[1] : left.row.id < right.row.id
        }
    }

    // MARK: What the store would hold

    /// The image as the store has it, with `row` giving the rows that were published.
    func image(
        at revision: Revision,
        row: (AssetID, AssetFacts) -> [UInt8]?
    ) -> OrganizationImage {
        var image = OrganizationImage(organization: organization, revision: revision)
        image.objects = objects.sorted { $0.key < $1.key }.map { id, object in
            DocumentedObject(
                id: id,
                tenant: object.tenant,
                entraID: object.entraID,
                type: object.type,
                properties: object.properties,
                match: object.match
            )
        }
        image.memberships = memberships.sorted()
        image.contacts = contacts.sorted { $0.key < $1.key }
            .map { DocumentedContact(id: $0.key, contact: $0.value) }
        image.configurations = configurations.sorted { $0.key < $1.key }
            .map { DocumentedConfiguration(id: $0.key, configuration: $0.value) }
        image.assets = assets.sorted { $0.key < $1.key }.map { id, facts in
            DocumentedAsset(id: id, facts: facts, row: row(id, facts) ?? [])
        }
        addFrozen(to: &image)
        return image
    }

    private func addFrozen(to image: inout OrganizationImage) {
        var earlier: Set<EarlierObject> = []
        for (group, view) in frozen.sorted(by: { $0.key < $1.key }) {
            image.frozenGroups.append(
                FrozenGroup(group: group, since: view.since, syncsUsers: view.syncsUsers)
            )
            for member in members(of: group) {
                guard let then = view.objects[member], let now = objects[member] else { continue }
                guard then.properties != now.properties || then.match != now.match else { continue }
                earlier.insert(
                    EarlierObject(
                        since: view.since,
                        object: DocumentedObject(
                            id: member,
                            tenant: then.tenant,
                            entraID: then.entraID,
                            type: then.type,
                            properties: then.properties,
                            match: then.match
                        )
                    )
                )
            }
        }
        image.earlierObjects = earlier.sorted {
            ($0.object.id, $0.since) < ($1.object.id, $1.since)
        }
    }

    /// The matches of a group's members that count: what a subscriber of the group hears of.
    func matches(in group: ObjectID?) -> [ObjectID: UInt32] {
        guard let group else { return [:] }
        var matches: [ObjectID: UInt32] = [:]
        for pair in memberships where pair.group == group {
            matches[pair.member] = (frozen[group]?.objects ?? objects)[pair.member]
                .flatMap { record(of: $0, in: group) }
        }
        return matches
    }

    func members(of group: ObjectID?) -> Set<ObjectID> {
        Set(memberships.filter { $0.group == group }.map(\.member))
    }
}

/// A text that sorts by the bytes of its UTF-8.
struct SortKey: Hashable, Comparable {
    let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    static func < (left: SortKey, right: SortKey) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
