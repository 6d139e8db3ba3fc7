import Directory
import Wire

/// The records of a `ChangeBatch`: rows, members, revisions.
enum ChangeRecords {
    /// What a subscriber hears of one row.
    struct RowTransition {
        var kind: V1.RowChangeKind
        var reason = V1.LeaveReason.unspecified
        /// As the subscriber asked for it; absent when it leaves.
        var row: [UInt8]?
        var old: [UInt8]?
        var mask: ChangeMask
    }

    static func append(
        _ transition: RowTransition,
        of row: FeedRow,
        to buffer: inout [UInt8]
    ) {
        var writer = WireWriter(
            reserving: 128 + (transition.row?.count ?? 0) + (transition.old?.count ?? 0)
        )
        writer.tag(1, .varint)
        writer.varint(UInt64(transition.kind.rawValue))
        writer.tag(2, .varint)
        writer.varint(row.revision.number)
        writer.tag(3, .lengthDelimited)
        writer.lengthDelimited(row.publicID.text)
        if !row.organizationKey.isEmpty {
            writer.tag(4, .lengthDelimited)
            writer.lengthDelimited(row.organizationKey)
        }
        if let bytes = transition.row {
            writer.tag(5, .lengthDelimited)
            writer.lengthDelimited(bytes)
        }
        if let bytes = transition.old {
            writer.tag(6, .lengthDelimited)
            writer.lengthDelimited(bytes)
        }
        if transition.reason != .unspecified {
            writer.tag(7, .varint)
            writer.varint(UInt64(transition.reason.rawValue))
        }
        let parts = parts(of: transition.mask)
        if !parts.isEmpty {
            writer.tag(8, .lengthDelimited)
            writer.lengthDelimited(parts)
        }
        buffer.appendRecord(4, writer.bytes)
    }

    /// The numbers of `ChangedPart`: those of the mask's bits, from 1.
    private static func parts(of mask: ChangeMask) -> [UInt8] {
        (0..<UInt8(V1.ChangedPart.values.count - 1))
            .filter { mask.rawValue >> UInt32($0) & 1 == 1 }
            .map { $0 + 1 }
    }

    static func append(
        _ event: MembershipEvent,
        of row: FeedRow,
        includesOld: Bool,
        to buffer: inout [UInt8]
    ) {
        let change = V1.MemberChange {
            $0.kind = V1.MemberChangeKind(event.kind)
            $0.revision = row.revision.number
            $0.groupID = row.publicID.text
            $0.entraID = event.entraID.text
            $0.type = V1.MemberObjectType(event.type)
            $0.name = event.name
            $0.match = V1.MemberMatch(event.new ?? event.old)
            if includesOld, event.kind == .matchChanged {
                $0.oldMatch = V1.MemberMatch(event.old)
            }
        }
        buffer.appendRecord(5, change.encoded())
    }

    static func append(_ details: RevisionDetails, to buffer: inout [UInt8]) {
        let info = V1.RevisionInfo {
            $0.revision = details.revision.number
            $0.publishedAt = Google.Timestamp(milliseconds: details.time.milliseconds)
            $0.cause = V1.ChangeCause(details.cause)
            $0.runID = details.runID
            $0.actor = details.actor
        }
        buffer.appendRecord(6, info.encoded())
    }
}

extension V1.MemberChangeKind {
    fileprivate init(_ kind: MembershipEvent.Kind) {
        switch kind {
        case .added: self = .added
        case .removed: self = .removed
        case .matchChanged: self = .matchChanged
        }
    }
}

extension V1.MemberObjectType {
    fileprivate init(_ type: ObjectType) {
        switch type {
        case .user: self = .user
        case .device: self = .device
        case .group: self = .group
        case .servicePrincipal: self = .servicePrincipal
        case .organizationalContact: self = .organizationalContact
        case .unknown: self = .other
        }
    }
}

extension V1.MemberMatch {
    /// `nil` for what is never matched.
    fileprivate init?(_ standing: MatchStanding?) {
        guard let standing else { return nil }
        self.init()
        switch standing.state {
        case .none: return nil
        case .matched: state = .matched
        case .ambiguous: state = .ambiguous
        case .unmatched: state = .unmatched
        case .ignored: state = .ignored
        }
        switch standing.stage {
        case nil: stage = .unspecified
        case .manual: stage = .manual
        case .email: stage = .email
        case .userPrincipalName: stage = .userPrincipalName
        case .fullName: stage = .fullName
        case .deviceName: stage = .deviceName
        }
        recordExternalID = standing.record?.externalID ?? ""
        recordName = standing.record?.name ?? ""
    }
}

extension V1.ChangeCause {
    fileprivate init(_ cause: Cause) {
        switch cause {
        case .sync: self = .sync
        case .command: self = .command
        case .importing: self = .importing
        }
    }
}
