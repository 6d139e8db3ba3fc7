import Access
import Directory

/// A message that other streams at the same place can send too, and where it leaves them.
///
/// It never changes: one object serves every stream of a shape, so that a delivery costs a comparison and not a copy.
final class BuiltMessage {
    /// For whom else it will do; `nil` for nobody.
    let key: MessageKey?
    /// `nil`: there was nothing to tell.
    let bytes: [UInt8]?
    let position: FeedPosition
    let chain: [UInt8]
    let groups: PrincipalGroups?
    let detailed: Set<Revision>
    let stop: BatchStop
    /// What is under way and cannot be looked up again.
    let unit: FeedRevision?

    init(
        key: MessageKey?,
        bytes: [UInt8]?,
        position: FeedPosition,
        chain: [UInt8],
        groups: PrincipalGroups?,
        detailed: Set<Revision>,
        stop: BatchStop,
        unit: FeedRevision?
    ) {
        self.key = key
        self.bytes = bytes
        self.position = position
        self.chain = chain
        self.groups = groups
        self.detailed = detailed
        self.stop = stop
        self.unit = unit
    }
}

/// What decides about the bytes of the next message of a stream.
struct MessageKey: Hashable {
    let shape: StreamShape
    let position: FeedPosition
    /// What of the revision under way has its details told.
    let detailed: Set<Revision>

    static func == (one: MessageKey, other: MessageKey) -> Bool {
        one.shape === other.shape && one.position == other.position
            && one.detailed == other.detailed
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(shape))
        hasher.combine(position)
    }
}

/// What streams have in common that are told the same in the same bytes: one object for all of them on a loop.
final class StreamShape {
    /// Everything that their messages depend on, but for where a stream stands.
    struct Key: Hashable {
        var plan: PlanKey
        var visible: VisibleSet
    }
}
