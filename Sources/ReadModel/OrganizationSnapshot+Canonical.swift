public import Directory
import Wire

extension OrganizationSnapshot {
    /// Everything this image holds as one sequence of bytes, without regard to how it lies in memory.
    ///
    /// Two images are equal if and only if these are: the one that publishing left and the one that is
    /// loaded from the store must be.
    public func canonicalBytes() -> [UInt8] {
        var writer = WireWriter()
        writer.varint(UInt64(organization.rawValue))
        writer.varint(revision.number)
        writeObjects(&writer)
        writeMemberships(&writer)
        writeFrozen(&writer)
        writeRecords(state.contacts, &writer)
        writeRecords(state.configurations, &writer)
        writeAssets(&writer)
        for kind in GroupKind.allCases { writeRows(of: kind, &writer) }
        return writer.bytes
    }

    /// The assets whose row is not what its sources would encode now: none, at every revision.
    public func assetsWithStaleRows() -> [AssetID] {
        var stale: [AssetID] = []
        state.assets.forEach { id, entry in
            let kept = state.keptRow(of: id, entry.facts)
            let isStored = state.rowBytes(of: id) == kept?.bytes
            if !isStored { stale.append(id) }
        }
        return stale
    }

    private func writeObjects(_ writer: inout WireWriter) {
        writer.varint(UInt64(state.objects.count))
        writer.varint(UInt64(state.objectsByEntraID.count))
        state.objects.forEach { id, entry in
            writer.varint(UInt64(id.rawValue))
            writer.varint(UInt64(entry.tenant.rawValue))
            writer.lengthDelimited(entry.entraID.text)
            writer.varint(UInt64(entry.type.rawValue))
            writer.varint(entry.hasProperties ? 1 : 0)
            writer.varint(entry.isDeleted ? 1 : 0)
            writer.lengthDelimited(entry.name)
            writer.lengthDelimited("\(entry.match)")
            writer.lengthDelimited(entry.row)
            if let group = entry.group?.group { writer.lengthDelimited("\(group)") }
            let isIndexed = state.objectsByEntraID[entry.entraID] == id
            writer.varint(isIndexed ? 1 : 0)
        }
    }

    private func writeMemberships(_ writer: inout WireWriter) {
        writer.varint(UInt64(state.members.count))
        state.members.forEach { group, lists in
            writer.varint(UInt64(group.rawValue))
            for list in [lists.users, lists.devices, lists.groups, lists.others] {
                writer.varint(UInt64(list.count))
                for rawValue in list.rawValues { writer.varint(UInt64(rawValue)) }
            }
            for category in MemberCategory.allCases {
                writer.varint(UInt64(lists.counts[category]))
            }
        }
        writeIDs(state.groups, &writer)
    }

    private func writeFrozen(_ writer: inout WireWriter) {
        writer.varint(UInt64(state.frozen.count))
        state.frozen.forEach { group, view in
            writer.varint(UInt64(group.rawValue))
            writer.varint(view.since.number)
            writer.varint(view.syncsUsers ? 1 : 0)
        }
        writer.varint(UInt64(state.earlier.count))
        state.earlier.forEach { id, entries in
            writer.varint(UInt64(id.rawValue))
            writer.varint(UInt64(entries.count))
            for earlier in entries {
                writer.varint(earlier.since.number)
                writer.varint(UInt64(earlier.entry.type.rawValue))
                writer.varint(earlier.entry.hasProperties ? 1 : 0)
                writer.varint(earlier.entry.isDeleted ? 1 : 0)
                writer.lengthDelimited(earlier.entry.name)
                writer.lengthDelimited("\(earlier.entry.match)")
                writer.lengthDelimited(earlier.entry.bareRow)
                if let group = earlier.entry.group?.group { writer.lengthDelimited("\(group)") }
            }
        }
        writeIDs(state.contacts.earlierObjects, &writer)
        writeIDs(state.configurations.earlierObjects, &writer)
    }

    private func writeIDs<Kind>(_ map: ChunkedMap<Kind, SortedIDs>, _ writer: inout WireWriter) {
        writer.varint(UInt64(map.count))
        map.forEach { id, list in
            writer.varint(UInt64(id.rawValue))
            writer.varint(UInt64(list.count))
            for rawValue in list.rawValues { writer.varint(UInt64(rawValue)) }
        }
    }

    private func writeRecords<Kind>(_ table: RecordTable<Kind>, _ writer: inout WireWriter) {
        writer.varint(UInt64(table.entries.count))
        writer.varint(UInt64(table.byExternalID.count))
        table.entries.forEach { id, entry in
            writer.varint(UInt64(id.rawValue))
            writer.lengthDelimited(entry.externalID)
            writer.lengthDelimited(entry.name)
            writer.varint(entry.isArchived ? 1 : 0)
            let isIndexed = table.byExternalID[entry.externalID] == id
            writer.varint(isIndexed ? 1 : 0)
        }
        writeIDs(table.objects, &writer)
    }

    private func writeAssets(_ writer: inout WireWriter) {
        writer.varint(UInt64(state.assets.count))
        writer.varint(UInt64(state.assetsByObject.count))
        writer.varint(UInt64(state.assetsByPublicID.count))
        state.assets.forEach { id, entry in
            writer.varint(UInt64(id.rawValue))
            writer.lengthDelimited("\(entry.facts)")
            writer.lengthDelimited(entry.rowName ?? [])
            let isIndexed = state.assetsByPublicID[entry.facts.publicID] == id
            writer.varint(isIndexed ? 1 : 0)
        }
    }

    private func writeRows(of kind: GroupKind, _ writer: inout WireWriter) {
        let table = state[kind]
        writer.varint(UInt64(table.count))
        writer.varint(UInt64(table.archivedCount))
        for chunk in table.chunks {
            for row in 0..<chunk.count {
                writer.varint(UInt64(chunk.assets[row].rawValue))
                writer.lengthDelimited("\(chunk.fields[row])")
                writer.lengthDelimited(Array(chunk.names[chunk.nameRange(row)]))
                writer.lengthDelimited(Array(chunk.domains[chunk.domainRange(row)]))
                writer.raw(chunk.records[chunk.recordRange(row)])
            }
        }
    }
}
