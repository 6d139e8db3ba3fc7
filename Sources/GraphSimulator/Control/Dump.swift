import Directory

/// The truth about a tenant as lines of JSON, a part at a time.
///
/// The lines are the organization, its domains, then every user, device and group with all its
/// properties. A group's `members` are those that a listing shows; links to users and groups that
/// are deleted but may come back stand apart in `deletedMembers`. Both are sorted by identifier.
struct Dump: Sequence, IteratorProtocol {
    private let tenant: Tenant
    private var kinds: [ObjectKind] = [.user, .device, .group]
    private var ordinal = 0
    private var hasBegun = false

    /// Objects in one part, of which groups may be large.
    private static let objectsPerPart = 64

    init(of tenant: Tenant) {
        self.tenant = tenant
    }

    mutating func next() -> [UInt8]? {
        var writer = JSONWriter()
        if !hasBegun {
            hasBegun = true
            writeTenant(to: &writer)
            return writer.bytes
        }
        while let kind = kinds.first {
            let end = Swift.min(ordinal + Dump.objectsPerPart, tenant.count(of: kind))
            for ordinal in ordinal..<end {
                write(ObjectKey(kind: kind, ordinal: ordinal), to: &writer)
            }
            ordinal = end
            if ordinal == tenant.count(of: kind) {
                kinds.removeFirst()
                ordinal = 0
            }
            if !writer.bytes.isEmpty { return writer.bytes }
        }
        return nil
    }

    private func writeTenant(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("type")
        writer.string("organization")
        writer.key("sequence")
        writer.integer(tenant.sequence)
        writer.key("organization")
        tenant.writeOrganization(to: &writer)
        writer.endObject()
        writer.endLine()
        for domain in tenant.domains {
            writer.beginObject()
            writer.key("type")
            writer.string("domain")
            writer.key("domain")
            tenant.writeDomain(domain, to: &writer)
            writer.endObject()
            writer.endLine()
        }
    }

    private func write(_ key: ObjectKey, to writer: inout JSONWriter) {
        guard let state = tenant.state(of: key), state.lifecycle != .purged else { return }
        writer.beginObject()
        writer.key("type")
        writer.string("\(key.kind)")
        writer.key("isDeleted")
        writer.bool(!state.isLive)
        writer.key("id")
        writer.guid(tenant.guid(of: key))
        for (index, name) in PropertySchema.of(key.kind).names.enumerated() {
            writer.key(name)
            writer.value(state.record[index])
        }
        if key.kind == .group {
            let members = tenant.links(ofGroup: key.ordinal).members
            write(members.filter { tenant.isLive($0) }, as: "members", to: &writer)
            write(members.filter { !tenant.isLive($0) }, as: "deletedMembers", to: &writer)
        }
        writer.endObject()
        writer.endLine()
    }

    private func write(_ members: [ObjectKey], as name: String, to writer: inout JSONWriter) {
        writer.key(name)
        writer.beginArray()
        let sorted = members.map { (guid: tenant.guid(of: $0), kind: $0.kind) }
            .sorted { $0.guid < $1.guid }
        for member in sorted {
            writer.beginObject()
            writer.key("id")
            writer.guid(member.guid)
            writer.key("type")
            writer.string(member.kind.typeName)
            writer.endObject()
        }
        writer.endArray()
    }
}
