public import Directory
public import Wire

/// What filters, orders and actions need of a row, beside its texts: plain numbers, no references.
struct RowFields: Hashable, Sendable {
    var publicID: GUID
    var updatedMilliseconds: Int64
    /// The counts of the member cells, plus one; 0 where the cell is absent.
    var membersMatched: UInt32
    var membersNotMatched: UInt32
    var otherMembers: UInt32
    var nestedGroups: UInt32
    var devicesMatched: UInt32
    var devicesNotMatched: UInt32
    /// Every fact behind the status, those of the integration included.
    var reasons: StatusReasons
    var status: SyncStatus
    /// The number of the membership type in the contract; 0 when unknown.
    var membershipType: UInt8
    /// Some do not see all the groups inside that the row counts and names.
    var isGuarded = false

    var isArchived: Bool { reasons.contains(.archived) }

    /// Whether there is a count of members without a match and it is not 0; `nil` when it is unknown.
    var hasUnmatchedMembers: Bool? {
        membersNotMatched == 0 ? nil : membersNotMatched > 1
    }
}

extension RowFields {
    /// Reads what a row says of itself; `nil` when it names no asset.
    init?(_ row: V1.GroupRow) {
        guard let publicID = GUID(row.id) else { return nil }
        self.publicID = publicID
        updatedMilliseconds = row.updated?.milliseconds ?? .min
        membersMatched = row.membersMatched.map { $0.count + 1 } ?? 0
        membersNotMatched = row.membersNotMatched.map { $0 + 1 } ?? 0
        otherMembers = row.otherMembers.map { $0 + 1 } ?? 0
        nestedGroups = row.nestedGroups.map { $0.count + 1 } ?? 0
        devicesMatched = row.devicesMatched.map { $0.count + 1 } ?? 0
        devicesNotMatched = row.devicesNotMatched.map { $0.count + 1 } ?? 0
        reasons = StatusReasons(row.statusReasons)
        status = reasons.status
        membershipType = UInt8(clamping: row.membershipType.rawValue)
    }
}

extension StatusReasons {
    /// The facts that a row lists: the contract numbers them in the order of their bits, from 1.
    init(_ reasons: [V1.SyncStatusReason]) {
        self = []
        for reason in reasons where reason.rawValue > 0 {
            insert(StatusReasons(rawValue: 1 << UInt16(reason.rawValue - 1)))
        }
    }

    /// The facts as a row lists them, ascending.
    public var listed: [V1.SyncStatusReason] {
        var reasons: [V1.SyncStatusReason] = []
        for bit in 0..<UInt16.bitWidth where rawValue >> UInt16(bit) & 1 == 1 {
            guard let reason = V1.SyncStatusReason(rawValue: Int32(bit + 1)) else { continue }
            reasons.append(reason)
        }
        return reasons
    }
}
