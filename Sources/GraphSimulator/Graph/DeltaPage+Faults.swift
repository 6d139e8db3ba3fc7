import Directory

extension DeltaPage {
    /// The identifier of somebody who never was.
    var stranger: GUID {
        GUID.version4(
            tenant.generator.hash.number(.fault, token.offset.index, 1),
            tenant.generator.hash.number(.fault, token.offset.index, 2)
        )
    }

    mutating func writeStranger() { writeRemoval(of: stranger, reason: "deleted") }

    /// Says once more how an object stands that an earlier page has told of.
    mutating func repeatEarlierObject() {
        let begin = range.lowerBound
        guard token.offset.index > begin else { return }
        let count = token.offset.index - begin
        let index =
            begin + tenant.generator.hash.number(.fault, token.offset.index, 3, below: count)
        let ordinal = token.isInitial ? index : log[index].ordinal
        let key = ObjectKey(kind: token.kind, ordinal: ordinal)
        guard let state = tenant.state(of: key) else { return }
        if state.isLive {
            writeObject(key, state: state, changed: .none, unchangedToo: true, links: [])
        } else if !token.isInitial {
            let reason = state.lifecycle == .purged ? "deleted" : "changed"
            writeRemoval(of: tenant.guid(of: key), reason: reason)
        }
    }
}
