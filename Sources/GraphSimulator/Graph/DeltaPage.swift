import Directory

/// One page of a delta round in the making.
///
/// An initial round walks over all objects, an incremental one over the log of changes; both
/// report objects as they are now, not as they were. Links of large groups come in slices, one for
/// each pass over the groups, so that other groups stand between them. A page ends where it has
/// its most objects or links; the walk can always go on from the offset where it ended.
struct DeltaPage {
    let tenant: Tenant
    let token: DeltaToken
    let log: [Tenant.Change]
    private let logRange: Range<Int>
    private let filter: Set<ObjectKey>
    /// Whether unchanged properties are left out.
    private let isMinimal: Bool
    private let showsHiddenMembers: Bool
    /// What this page does in its own way.
    private let fault: FaultMode?
    private let schema: PropertySchema
    var writer: JSONWriter
    private var objectCount = 0
    private var linkCount = 0

    /// Prepares the page that begins at the token's offset and goes on in `writer`.
    init(
        of tenant: Tenant,
        at token: DeltaToken,
        isMinimal: Bool,
        showsHiddenMembers: Bool,
        fault: FaultMode? = nil,
        writer: JSONWriter
    ) {
        self.tenant = tenant
        self.token = token
        self.isMinimal = isMinimal
        self.showsHiddenMembers = showsHiddenMembers
        self.fault = fault
        self.writer = writer
        log = tenant.log(of: token.kind)
        logRange =
            log.firstIndex(after: token.previousFrom)..<log.firstIndex(after: token.snapshot)
        filter = Set(token.selection.filter)
        schema = PropertySchema.of(token.kind)
    }

    /// Writes the array of objects and gives the offset of the next page, nil where the round ends.
    mutating func write() -> (writer: JSONWriter, next: DeltaToken.Offset?) {
        writer.beginArray()
        if fault == .deletionOfUnknown { writeStranger() }
        let next = walk()
        if fault == .repeatedObject, next?.isAfterEmptyPage != true { repeatEarlierObject() }
        writer.endArray()
        return (writer, next)
    }

    private mutating func walk() -> DeltaToken.Offset? {
        var offset = token.offset
        if comesEmpty(offset) {
            offset.isAfterEmptyPage = true
            return offset
        }
        offset.isAfterEmptyPage = false
        if offset == DeltaToken.Offset() { offset.index = range.lowerBound }
        while true {
            guard offset.index < range.upperBound else {
                guard hasPass(offset.pass + 1) else { return nil }
                offset = DeltaToken.Offset(pass: offset.pass + 1, index: range.lowerBound)
                continue
            }
            guard
                objectCount < tenant.behavior.objectsPerPageMax,
                linkCount < tenant.behavior.linksPerPageMax
            else { return offset }
            if let position = report(offset) {
                offset.position = position
                return offset
            }
            offset.index += 1
            offset.position = 0
        }
    }

    /// The places that every pass goes through.
    var range: Range<Int> {
        token.isInitial ? 0..<tenant.count(of: token.kind) : logRange
    }

    private func hasPass(_ pass: Int) -> Bool {
        guard token.kind == .group, token.selection.includesMembers else { return false }
        let positions = pass * tenant.behavior.linksPerPageMax
        return range.contains { index in
            tenant.positionCount(ofGroup: token.isInitial ? index : log[index].ordinal) > positions
        }
    }

    private func comesEmpty(_ offset: DeltaToken.Offset) -> Bool {
        guard !offset.isAfterEmptyPage else { return false }
        if fault == .emptyPage { return true }
        let place = offset.index &+ offset.pass &* 1_000_003 &+ offset.position &* 8_191
        return tenant.generator.hash.fraction(.delta, place, Int(token.snapshot))
            < tenant.behavior.emptyPageShare
    }

    /// Reports the object at an offset if there is something to say about it.
    ///
    /// Gives the position to go on from when the page cannot hold all the links of the slice.
    private mutating func report(_ offset: DeltaToken.Offset) -> Int? {
        let ordinal = token.isInitial ? offset.index : log[offset.index].ordinal
        let key = ObjectKey(kind: token.kind, ordinal: ordinal)
        guard filter.isEmpty || filter.contains(key) else { return nil }
        let slice = tenant.behavior.linksPerPageMax
        let isFirst = offset.pass == 0 && offset.position == 0
        if offset.pass > 0, tenant.positionCount(ofGroup: ordinal) <= offset.pass * slice {
            return nil
        }
        guard let state = tenant.state(of: key) else { return nil }
        guard let since = reportsSince(offset, state: state) else { return nil }
        guard state.isLive else {
            if isFirst { reportRemoval(of: key, state: state, since: since) }
            return nil
        }
        let isNew =
            token.isInitial || state.creationSequence > since || state.lifecycleSequence > since
        let changed = state.properties(changedAfter: since)
        if isHiddenRestoration(state, changed: changed, since: since) { return nil }
        var links: [MemberLink] = []
        var unfinished: Int?
        if reportsMembers(of: state) {
            let all = tenant.links(ofGroup: ordinal)
            var position = max(offset.pass * slice, offset.position)
            let end = min((offset.pass + 1) * slice, all.positionCount)
            while position < end, unfinished == nil {
                if linkCount + links.count == slice {
                    unfinished = position
                } else if let link = all.link(at: position),
                    reports(link, ofGroup: ordinal, at: position, of: all, since: since)
                {
                    links.append(link)
                }
                position += 1
            }
        }
        let hasChanged = changed.bits & token.selection.properties.bits != 0
        if isFirst ? isNew || hasChanged || !links.isEmpty : !links.isEmpty {
            let unchangedToo = !isMinimal || isNew
            write(key, state: state, changed: changed, unchangedToo: unchangedToo, links: links)
        }
        return unfinished
    }

    /// The sequence number since when changes of the object are reported, nil if this is not the
    /// place to report it.
    private func reportsSince(_ offset: DeltaToken.Offset, state: ObjectState) -> UInt64? {
        guard !token.isInitial else { return 0 }
        let change = log[offset.index]
        // An object with several changes in the round is reported at the last of them.
        if state.lastSequence != change.sequence, state.lastSequence <= token.snapshot {
            return nil
        }
        guard change.sequence <= token.from else { return token.from }
        let draw = tenant.generator.hash.fraction(
            .delta,
            Int(change.sequence),
            Int(token.snapshot)
        )
        let share = fault == .replay ? 1 : tenant.behavior.replayShare
        return draw < share ? token.previousFrom : nil
    }

    /// Whether a user came back without a change to anything that is followed, and goes unreported.
    private func isHiddenRestoration(
        _ state: ObjectState,
        changed: PropertySet,
        since: UInt64
    ) -> Bool {
        tenant.behavior.hidesRestoredUsers && token.kind == .user && !token.isInitial
            && token.selection.isExplicit && state.lifecycleSequence > since
            && state.creationSequence <= since
            && changed.bits & token.selection.properties.bits == 0
    }

    private func reportsMembers(of state: ObjectState) -> Bool {
        guard token.kind == .group, token.selection.includesMembers else { return false }
        return showsHiddenMembers
            || state.record.text(GroupProperty.visibility) != "HiddenMembership"
    }

    private func reports(
        _ link: MemberLink,
        ofGroup ordinal: Int,
        at position: Int,
        of links: GroupLinks,
        since: UInt64
    ) -> Bool {
        if token.isInitial || links.resendSequence > since {
            if link.isMember { return true }
            if !token.isInitial { return link.sequence > since }
            return tenant.generator.hash.fraction(.delta, ordinal, position)
                < tenant.behavior.initialRemovedShare
        }
        return link.sequence > since
    }

    private mutating func reportRemoval(of key: ObjectKey, state: ObjectState, since: UInt64) {
        if token.isInitial {
            guard
                tenant.generator.hash.fraction(.delta, key.ordinal)
                    < tenant.behavior.initialRemovedShare
            else { return }
        } else if state.lifecycleSequence <= since {
            return
        }
        objectCount += 1
        if fault == .addThenRemove {
            writeObject(key, state: state, changed: .none, unchangedToo: true, links: [])
        }
        let reason = state.lifecycle == .purged ? "deleted" : "changed"
        writeRemoval(of: tenant.guid(of: key), reason: reason)
        if fault == .duplicateObject { writeRemoval(of: tenant.guid(of: key), reason: reason) }
    }

    mutating func writeRemoval(of id: GUID, reason: String) {
        writer.beginObject()
        writer.key("id")
        writer.guid(id)
        writeRemoved(reason: reason)
        writer.endObject()
    }

    private mutating func write(
        _ key: ObjectKey,
        state: ObjectState,
        changed: PropertySet,
        unchangedToo: Bool,
        links: [MemberLink]
    ) {
        objectCount += 1
        linkCount += links.count
        if fault == .removeThenAdd { writeRemoval(of: tenant.guid(of: key), reason: "changed") }
        for _ in 0..<(fault == .duplicateObject ? 2 : 1) {
            writeObject(
                key,
                state: state,
                changed: changed,
                unchangedToo: unchangedToo,
                links: links
            )
        }
    }

    mutating func writeObject(
        _ key: ObjectKey,
        state: ObjectState,
        changed: PropertySet,
        unchangedToo: Bool,
        links: [MemberLink]
    ) {
        writer.beginObject()
        writer.key("id")
        writer.guid(tenant.guid(of: key))
        for (index, name) in schema.names.enumerated()
        where token.selection.properties.contains(index) {
            // What was never set is left out; what has been unset is printed as null.
            guard changed.contains(index) || unchangedToo && state.record[index] != nil else {
                continue
            }
            writer.key(name)
            writer.value(state.record[index])
        }
        if fault == .longLine {
            writer.key("padding")
            writer.string(String(repeating: "x", count: DeltaPage.paddingBytes))
        }
        if !links.isEmpty { write(links) }
        writer.endObject()
    }

    private static let paddingBytes = 120_000

    private mutating func write(_ links: [MemberLink]) {
        writer.key("members@delta")
        writer.beginArray()
        if fault == .deletionOfUnknown { write(stranger, .user, isRemoved: true) }
        for link in links {
            let id = tenant.guid(of: link.member)
            if fault == (link.isMember ? .removeThenAdd : .addThenRemove) {
                write(id, link.member.kind, isRemoved: link.isMember)
            }
            write(id, link.member.kind, isRemoved: !link.isMember)
        }
        writer.endArray()
    }

    private mutating func write(_ member: GUID, _ kind: ObjectKind, isRemoved: Bool) {
        writer.beginObject()
        writer.key("@odata.type")
        writer.string(kind.typeName)
        writer.key("id")
        writer.guid(member)
        // A member gone for whatever reason is reported in one way.
        if isRemoved { writeRemoved(reason: "deleted") }
        writer.endObject()
    }

    private mutating func writeRemoved(reason: String) {
        writer.key("@removed")
        writer.beginObject()
        writer.key("reason")
        writer.string(reason)
        writer.endObject()
    }
}

extension [Tenant.Change] {
    /// The first place whose change came after a sequence number, by binary search.
    fileprivate func firstIndex(after sequence: UInt64) -> Int {
        var range = indices
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if self[middle].sequence > sequence {
                range = range.lowerBound..<middle
            } else {
                range = (middle + 1)..<range.upperBound
            }
        }
        return range.lowerBound
    }
}
