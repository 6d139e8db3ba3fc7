extension V1 {
    /// Asks for what is held back.
    public struct ListHoldsRequest: Message {
        public static let protoName = "muster.v1.ListHoldsRequest"
        public static let meaning = "The tenants whose mass changes wait for a person."

        public var integrationID = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "integration_id", &integrationID, "Only this integration's; empty: all.")
        }
    }

    /// What is held back.
    public struct ListHoldsResponse: Message {
        public static let protoName = "muster.v1.ListHoldsResponse"
        public static let meaning = "What is held back, by tenant."

        public var holds: [Hold] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "holds", &holds)
        }
    }

    /// What is held back of one tenant.
    public struct Hold: Message {
        public static let protoName = "muster.v1.Hold"
        public static let meaning = """
            A tenant of which a sync would have taken away so much that a person shall look first.
            Its documentation stands still; what later syncs bring waits with the rest.
            """

        public var integrationID = ""
        public var tenantID = ""
        public var heldSince: Google.Timestamp?
        public var runID = ""
        public var groupsOrphaned: UInt64 = 0
        public var groups: UInt64 = 0
        public var membershipsRemoved: UInt64 = 0
        public var memberships: UInt64 = 0
        public var samples: [HoldSample] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "integration_id", &integrationID)
            try f.field(2, "tenant_id", &tenantID)
            try f.field(3, "held_since", &heldSince)
            try f.field(4, "run_id", &runID, "The last run whose changes are among them.")
            try f.field(5, "groups_orphaned", &groupsOrphaned, "Groups that would be orphaned.")
            try f.field(6, "groups", &groups, "Groups that are documented and followed.")
            try f.field(7, "memberships_removed", &membershipsRemoved, "That would end.")
            try f.field(8, "memberships", &memberships, "Memberships of those groups.")
            try f.field(9, "samples", &samples, "The groups that would lose most, at most 20.")
        }
    }

    /// A group that would lose something.
    public struct HoldSample: Message {
        public static let protoName = "muster.v1.HoldSample"
        public static let meaning = "A group that would lose something."

        public var groupID = ""
        public var name = ""
        public var orphaned = false
        public var membershipsRemoved: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "group_id", &groupID)
            try f.field(2, "name", &name)
            try f.field(3, "orphaned", &orphaned)
            try f.field(4, "memberships_removed", &membershipsRemoved)
        }
    }

    /// Lets what is held back become documentation.
    public struct ReleaseHoldRequest: Message {
        public static let protoName = "muster.v1.ReleaseHoldRequest"
        public static let meaning = """
            Lets what is held back become documentation, in bounded publishes. A tenant that is not
            held: FAILED_PRECONDITION NOT_HELD.
            """

        public var tenantID = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "tenant_id", &tenantID, "Required.")
        }
    }

    /// Drops what is held back and reads everything again.
    public struct DiscardHoldRequest: Message {
        public static let protoName = "muster.v1.DiscardHoldRequest"
        public static let meaning = """
            Drops what is held back and reads everything again. The tenant stays held until that
            sync has ended, and longer when it finds as much to take away. A tenant that is not
            held: FAILED_PRECONDITION NOT_HELD.
            """

        public var tenantID = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "tenant_id", &tenantID, "Required.")
        }
    }

    /// A hold was released or discarded.
    public struct HoldResponse: Message {
        public static let protoName = "muster.v1.HoldResponse"
        public static let meaning = "A hold was released or discarded; the rest goes on by itself."

        public var hold: Hold?
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "hold", &hold, "As it was.")
            try f.field(2, "revision", &revision, "The newest one when the answer was given.")
        }
    }
}
