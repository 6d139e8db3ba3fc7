import Directory
import Wire

/// Bounds of one row.
enum RowLimits {
    /// The contract's "first three names" of a cell: enough for the list's column.
    static let namesInCellMax = 3
}

extension OrganizationState {
    /// The row of a documented group, a pure function of this state and `facts`.
    ///
    /// `nil` for a tombstone, and while nothing is known of the group.
    func composedRow(of facts: AssetFacts) -> V1.GroupRow? {
        if let manual = facts.manual { return hasRow(facts) ? row(of: manual, facts) : nil }
        guard hasRow(facts), let object = facts.object, let entry = objects[object],
            let group = entry.group?.group
        else { return nil }
        let tenant = facts.tenant.flatMap { context.tenants[$0] }
        let reasons = reasons(for: facts)
        var row = V1.GroupRow()
        row.id = facts.publicID.text
        row.name = group.displayName
        row.kind = V1.GroupKind(facts.kind)
        row.subtype = group.scope == .mailEnabledSecurity ? .mailEnabledSecurity : .unspecified
        row.entraID = entry.entraID.text
        row.tenantID = tenant?.entraID.text ?? ""
        setStatus(reasons, in: &row)
        setProperties(of: group, tenant: tenant, kind: facts.kind, in: &row)
        setMembers(of: object, group: group, tenant: tenant, kind: facts.kind, in: &row)
        row.integration = tenant.map { tenant in
            V1.IntegrationRef {
                $0.id = tenant.integrationKey
                $0.name = tenant.integrationName
                $0.removed = tenant.isRemoved
            }
        }
        row.updated = Google.Timestamp(milliseconds: facts.updated.time.milliseconds)
        row.updatedSource = V1.UpdatedSource(facts.updated.source)
        row.frozenAt = facts.frozenAt.map { Google.Timestamp(milliseconds: $0.milliseconds) }
        row.syncError = facts.syncError ?? ""
        return row
    }

    /// The row of a group that was made by hand: nobody is known to be in it, and nothing looks after it.
    private func row(of manual: ManualGroup, _ facts: AssetFacts) -> V1.GroupRow {
        var row = V1.GroupRow()
        row.id = facts.publicID.text
        row.name = manual.name
        row.kind = V1.GroupKind(facts.kind)
        setStatus(facts.reasons, in: &row)
        row.description = manual.description
        row.membershipType = V1.MembershipType(manual.membershipType)
        row.membershipRule = manual.membershipRule
        if facts.kind == .microsoft365 { row.email = manual.email }
        if !manual.domain.isEmpty {
            row.domain = manual.domain
            row.domainSource = .manual
        } else if let domain = Self.domain(ofMail: manual.email) {
            row.domain = domain
            row.domainSource = .mail
        }
        row.membersMatched = V1.MatchedMembersCell()
        row.membersNotMatched = 0
        row.otherMembers = 0
        if facts.kind == .security {
            row.nestedGroups = V1.NamesCell()
            row.devicesMatched = V1.NamesCell()
            row.devicesNotMatched = V1.NamesCell()
        }
        row.updated = Google.Timestamp(milliseconds: facts.updated.time.milliseconds)
        row.updatedSource = V1.UpdatedSource(facts.updated.source)
        return row
    }

    private func setStatus(_ reasons: StatusReasons, in row: inout V1.GroupRow) {
        let status = reasons.status
        row.syncStatus = V1.SyncStatus(status)
        row.statusReasons = reasons.listed
        row.listIcon = V1.IconColour(status.listColour)
        row.assetIcon = V1.IconColour(status.assetColour)
        row.archived = reasons.contains(.archived)
    }

    private func setProperties(
        of group: Group,
        tenant: TenantContext?,
        kind: GroupKind,
        in row: inout V1.GroupRow
    ) {
        row.description = group.description ?? ""
        row.membershipType = V1.MembershipType(group.membershipType)
        if group.membershipType != .assigned {
            row.membershipRule = group.membershipRule ?? ""
            row.membershipRulePaused = group.isMembershipRulePaused
        }
        if kind == .microsoft365 { row.email = group.mail ?? "" }
        if let domain = group.mail.flatMap(Self.domain) {
            row.domain = domain
            row.domainSource = .mail
        } else if let domain = group.onPremisesDomainName, !domain.isEmpty {
            row.domain = domain
            row.domainSource = .onPremises
        } else if let tenant, !tenant.defaultDomain.isEmpty {
            row.domain = tenant.defaultDomain
            row.domainSource = .tenantDefault
        }
    }

    /// What follows the last `@` of a mail address.
    private static func domain(ofMail mail: String) -> String? {
        guard let at = mail.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let domain = mail[mail.utf8.index(after: at)...]
        return domain.isEmpty ? nil : String(domain)
    }

    private func setMembers(
        of object: ObjectID,
        group: Group,
        tenant: TenantContext?,
        kind: GroupKind,
        in row: inout V1.GroupRow
    ) {
        let lists = members[object] ?? MemberLists()
        let knowledge = knowledge(of: group, lists: lists, tenant: tenant)
        row.membershipHidden = knowledge == .hidden
        row.importing = knowledge == .importing
        guard knowledge == .known else { return }
        let counts = lists.counts
        let frozen = self.frozen[object]
        row.membersMatched = V1.MatchedMembersCell {
            $0.count = counts[.userMatched]
            if counts[.userMatched] == 1 { $0.contact = onlyContact(of: lists, in: frozen) }
        }
        row.membersNotMatched = counts[.userNotMatched]
        switch kind {
        case .microsoft365:
            row.otherMembers =
                counts[.other] + counts[.group] + counts[.deviceMatched]
                + counts[.deviceNotMatched]
        case .security:
            row.otherMembers = counts[.other]
            row.nestedGroups = names(of: lists.groups, .group, in: frozen, count: counts[.group])
            row.devicesMatched = names(
                of: lists.devices,
                .deviceMatched,
                in: frozen,
                count: counts[.deviceMatched]
            )
            row.devicesNotMatched = names(
                of: lists.devices,
                .deviceNotMatched,
                in: frozen,
                count: counts[.deviceNotMatched]
            )
        }
    }

    /// What is known of a group's members.
    enum MembersKnowledge: Hashable, Sendable {
        case known
        /// Entra does not show them: unknown, which is not none.
        case hidden
        /// The first import has not reached them.
        case importing
    }

    private func knowledge(
        of group: Group,
        lists: MemberLists,
        tenant: TenantContext?
    ) -> MembersKnowledge {
        guard lists.isEmpty else { return .known }
        if group.isMembershipHidden { return .hidden }
        return tenant?.isImporting ?? false ? .importing : .known
    }

    /// What is known of the members of a documented group.
    func membersKnowledge(of facts: AssetFacts) -> MembersKnowledge {
        guard let object = facts.object, let group = objects[object]?.group?.group else {
            return .known
        }
        return knowledge(
            of: group,
            lists: members[object] ?? MemberLists(),
            tenant: facts.tenant.flatMap { context.tenants[$0] }
        )
    }

    /// The contact of the only matched member.
    private func onlyContact(of lists: MemberLists, in frozen: FrozenView?) -> V1.ContactRef? {
        for rawValue in lists.users.rawValues {
            let record = readMember(ObjectID(rawValue), in: frozen) { entry in
                entry.isDeleted ? nil : self.record(of: entry, in: frozen)
            }
            guard let record, let contact = contacts[ContactID(record)] else {
                continue
            }
            return V1.ContactRef {
                $0.externalID = contact.externalID
                $0.name = contact.name
            }
        }
        return nil
    }

    /// A cell with the first names among the members of `category`, by folded name and then id.
    private func names(
        of list: SortedIDs,
        _ category: MemberCategory,
        in frozen: FrozenView?,
        count: UInt32
    ) -> V1.NamesCell {
        var first: [(key: RowKey, id: ObjectID)] = []
        if count > 0 {
            for rawValue in list.rawValues {
                let id = ObjectID(rawValue)
                let key: RowKey? = readMember(id, in: frozen) { entry in
                    guard self.category(of: entry, in: frozen) == category else { return nil }
                    var name: [UInt8] = []
                    CaseFolding.appendFolded(entry.name, to: &name)
                    return RowKey(name: name, publicID: entry.entraID)
                }
                guard let key else { continue }
                if first.count == RowLimits.namesInCellMax, let last = first.last {
                    guard key < last.key else { continue }
                    first.removeLast()
                }
                let place = first.firstIndex { key < $0.key } ?? first.count
                first.insert((key, id), at: place)
            }
        }
        return V1.NamesCell {
            $0.count = count
            $0.first = first.compactMap { namedRef(of: $0.id, in: frozen) }
        }
    }

    /// A member as a cell of one of its groups names it.
    func namedRef(of object: ObjectID, in frozen: FrozenView?) -> V1.NamedRef? {
        guard let entry = entry(of: object, in: frozen) else { return nil }
        var ref = V1.NamedRef()
        ref.name = entry.name
        ref.entraID = entry.entraID.text
        switch entry.type {
        case .group:
            ref.id = documentedAsset(of: object)?.facts.publicID.text ?? ""
        case .device:
            ref.id =
                record(of: entry, in: frozen)
                .flatMap { configurations[ConfigurationID($0)]?.externalID } ?? ""
        case .user, .servicePrincipal, .organizationalContact, .unknown:
            break
        }
        return ref
    }
}
