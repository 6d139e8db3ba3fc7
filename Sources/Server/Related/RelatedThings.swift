import Access
import Directory
import ReadModel
import Wire

/// What is related to what in one organization, as one caller may see it.
struct RelatedThings: Sendable {
    /// The ids of automatic items begin with it; no manual item's does.
    static let automaticPrefix = "auto:"

    private let subject: ExportSubject
    private let manual: [String: RelatedItem]

    init(
        image: OrganizationSnapshot,
        organization: Organization,
        caller: Caller,
        items: [String: RelatedItem]
    ) {
        subject = ExportSubject(
            image: image,
            organization: organization,
            caller: caller,
            freshness: V1.Freshness()
        )
        manual = items
    }

    private var image: OrganizationSnapshot { subject.image }

    /// What a key names, if it is there and the caller can see it.
    func end(_ key: V1.RelatedKey, field: String) throws(CallError) -> RelatedItem.End {
        guard !key.id.isEmpty else { throw .missing(field) }
        switch key.kind {
        case .contact:
            guard let id = image.contact(withExternalID: key.id) else {
                throw .notFound("contact", field: field, key.id)
            }
            return .contact(id)
        case .configuration:
            guard let id = image.configuration(withExternalID: key.id) else {
                throw .notFound("configuration", field: field, key.id)
            }
            return .configuration(id)
        case .group:
            guard let publicID = GUID(key.id), let asset = image.asset(withPublicID: publicID),
                subject.group(asset) != nil
            else { throw .notFound("group", field: field, key.id) }
            return .group(asset)
        case .unspecified, .unrecognized:
            throw .invalid(field, "belongs to no kind; set a contact, a configuration or a group")
        }
    }

    func isVisible(_ item: RelatedItem) -> Bool {
        leads(to: item.first, includesArchived: true) != nil
            && leads(to: item.second, includesArchived: true) != nil
    }

    /// Both ends of an item, for the activity log.
    func subject(_ item: RelatedItem) -> String {
        [item.first, item.second]
            .map { leads(to: $0, includesArchived: true)?.other?.id ?? "" }
            .joined(separator: " – ")
    }

    /// Everything that is related to `end`: automatic items by name, then manual ones by age.
    func items(
        of end: RelatedItem.End,
        _ key: V1.RelatedKey,
        includesArchived: Bool
    ) -> [V1.RelatedItem] {
        automatic(end, key, includesArchived: includesArchived)
            + manual(end, includesArchived: includesArchived)
    }

    // MARK: Manual

    private func manual(_ end: RelatedItem.End, includesArchived: Bool) -> [V1.RelatedItem] {
        manual
            .filter { $0.value.organization == image.organization }
            .compactMap { key, item -> (RelatedItem, V1.RelatedItem)? in
                guard let other = item.other(than: end),
                    var message = leads(to: other, includesArchived: includesArchived)
                else { return nil }
                message.id = key
                message.note = item.note
                message.createdAt = Google.Timestamp(item.created)
                message.createdBy = item.creator
                return (item, message)
            }
            .sorted { ($0.0.created, $0.1.id) < ($1.0.created, $1.1.id) }
            .map(\.1)
    }

    /// An item that leads to `end`; nil when that is gone or not to be seen.
    private func leads(to end: RelatedItem.End, includesArchived: Bool) -> V1.RelatedItem? {
        switch end {
        case .contact(let id):
            image.record(of: id).map { Self.item(.contact, $0.externalID, $0.name) }
        case .configuration(let id):
            image.record(of: id).map { Self.item(.configuration, $0.externalID, $0.name) }
        case .group(let asset):
            subject.group(asset).flatMap { group in
                group.row.archived && !includesArchived ? nil : Self.item(group.row)
            }
        }
    }

    private static func item(
        _ kind: V1.RelatedKind,
        _ id: String,
        _ name: String
    ) -> V1.RelatedItem {
        V1.RelatedItem {
            $0.other = V1.RelatedKey {
                $0.kind = kind
                $0.id = id
            }
            $0.name = name
        }
    }

    private static func item(_ row: V1.GroupRow) -> V1.RelatedItem {
        var item = Self.item(.group, row.id, row.name)
        item.group = V1.RelatedGroup {
            $0.kind = row.kind
            $0.email = row.email
            $0.description = row.description
            $0.syncStatus = row.syncStatus
            $0.archived = row.archived
            $0.frozenAt = row.frozenAt
        }
        return item
    }

    // MARK: Automatic

    private func automatic(
        _ end: RelatedItem.End,
        _ key: V1.RelatedKey,
        includesArchived: Bool
    ) -> [V1.RelatedItem] {
        switch end {
        case .contact:
            groups(of: .contact(externalID: key.id), includesArchived: includesArchived)
        case .configuration:
            // Devices count in security groups alone.
            groups(of: .configuration(externalID: key.id), includesArchived: includesArchived)
                .filter { $0.group?.kind == .security }
        case .group(let asset): members(of: asset)
        }
    }

    private func groups(of principal: GroupsOf, includesArchived: Bool) -> [V1.RelatedItem] {
        guard
            var selection = RowSelection(
                groupsOf: principal,
                in: image,
                includesArchived: includesArchived,
                caller: subject.caller,
                views: CallerViewTable(role: subject.caller.role),
                rowsMax: nil
            )
        else { return [] }
        var items: [V1.RelatedItem] = []
        while let message = selection.next() {
            let reply: V1.GroupsOfPrincipalResponse = ExportSubject.decoded(message.joined())
            items += reply.rows.map { Self.automatic(Self.item($0)) }
        }
        return items
    }

    /// The records of a group's matched members, each once.
    private func members(of asset: AssetID) -> [V1.RelatedItem] {
        guard let facts = image.facts(of: asset) else { return [] }
        var reader = MemberReader(asset, of: facts.kind, subject: subject)
        var items: [V1.RelatedItem] = []
        var seen: Set<String> = []
        while let rows = reader.next() {
            switch rows {
            case .members(let rows):
                for contact in rows.compactMap(\.contact)
                where seen.insert("contact \(contact.externalID)").inserted {
                    items.append(
                        Self.automatic(Self.item(.contact, contact.externalID, contact.name))
                    )
                }
            case .devices(let rows):
                for record in rows.compactMap(\.configuration)
                where seen.insert("configuration \(record.externalID)").inserted {
                    items.append(
                        Self.automatic(Self.item(.configuration, record.externalID, record.name))
                    )
                }
            case .nestedGroups: break
            }
        }
        return items
    }

    private static func automatic(_ item: V1.RelatedItem) -> V1.RelatedItem {
        var item = item
        item.automatic = true
        item.id = automaticPrefix + (item.other?.id ?? "")
        return item
    }
}
