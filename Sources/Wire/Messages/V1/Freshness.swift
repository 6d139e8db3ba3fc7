extension V1 {
    /// How fresh an answer is.
    public struct Freshness: Message {
        public static let protoName = "muster.v1.Freshness"
        public static let meaning = """
            How fresh an answer is: that of the oldest enabled stream of the tenants it draws on.
            """

        public var revision: UInt64 = 0
        public var asOf: Google.Timestamp?
        public var lastSyncCompletedAt: Google.Timestamp?
        public var sourceWatermark: Google.Timestamp?
        public var runID = ""
        public var stale = false
        public var held = false
        public var importing = false
        public var tenants: [TenantFreshness] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "revision", &revision, "The revision the whole answer was read at.")
            try f.field(2, "as_of", &asOf, "When that revision was published.")
            try f.field(
                3,
                "last_sync_completed_at",
                &lastSyncCompletedAt,
                "Absent before the first."
            )
            try f.field(
                4,
                "source_watermark",
                &sourceWatermark,
                "Every change that Graph showed before then is in the answer."
            )
            try f.field(5, "run_id", &runID, "The run that brought it.")
            try f.field(6, "stale", &stale, "Older than twice the sync's interval.")
            try f.field(
                7,
                "held",
                &held,
                "A mass change waits for a person; the answer is without it."
            )
            try f.field(8, "importing", &importing, "A first import has not ended.")
            try f.field(9, "tenants", &tenants, "Filled when the request sets `tenant_freshness`.")
        }
    }

    /// How fresh one tenant is.
    public struct TenantFreshness: Message {
        public static let protoName = "muster.v1.TenantFreshness"
        public static let meaning = "How fresh one tenant is."

        public var tenantID = ""
        public var integrationID = ""
        public var held = false
        public var importing = false
        public var streams: [StreamFreshness] = []
        public var heldSince: Google.Timestamp?
        public var lastFullSyncAt: Google.Timestamp?
        public var nextSyncAt: Google.Timestamp?
        public var missingPermissions: [String] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "tenant_id", &tenantID)
            try f.field(2, "integration_id", &integrationID)
            try f.field(3, "held", &held)
            try f.field(4, "importing", &importing)
            try f.field(5, "streams", &streams, "The streams that are enabled.")
            try f.field(6, "held_since", &heldSince, "Absent while nothing is held back.")
            try f.field(
                7,
                "last_full_sync_at",
                &lastFullSyncAt,
                "When everything was last read again."
            )
            try f.field(
                8,
                "next_sync_at",
                &nextSyncAt,
                "When the next sync begins by itself; in answers of Integrations only."
            )
            try f.field(
                9,
                "missing_permissions",
                &missingPermissions,
                "Application permissions without which something stays unknown."
            )
        }
    }

    /// How fresh one stream of a tenant is.
    public struct StreamFreshness: Message {
        public static let protoName = "muster.v1.StreamFreshness"
        public static let meaning = "How fresh one stream of a tenant is."

        public var stream = SyncStream.unspecified
        public var lastSyncCompletedAt: Google.Timestamp?
        public var sourceWatermark: Google.Timestamp?
        public var runID = ""
        public var stale = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "stream", &stream)
            try f.field(2, "last_sync_completed_at", &lastSyncCompletedAt)
            try f.field(3, "source_watermark", &sourceWatermark)
            try f.field(4, "run_id", &runID)
            try f.field(5, "stale", &stale)
        }
    }

    /// One of the three streams that a tenant is read by.
    public enum SyncStream: Int32, WireEnum {
        case unspecified = 0
        case groups = 1
        case users = 2
        case devices = 3
        case unrecognized = -1

        public static let protoName = "muster.v1.SyncStream"
        public static let meaning = "The delta queries that a tenant is read by."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "SYNC_STREAM_UNSPECIFIED"),
            .init(.groups, "SYNC_STREAM_GROUPS", "Groups with their members."),
            .init(.users, "SYNC_STREAM_USERS"),
            .init(.devices, "SYNC_STREAM_DEVICES"),
        ]
    }

    /// A point of the history to read at.
    public struct ReadPoint: Message {
        public static let protoName = "muster.v1.ReadPoint"
        public static let meaning = """
            A point of the history. Absent: now. Before the history's floor: OUT_OF_RANGE
            HISTORY_COMPACTED. After the present: OUT_OF_RANGE FUTURE_REVISION.
            """

        public var point: Point?

        public init() {}

        /// A revision, or the last revision published at or before a time.
        public enum Point: Equatable, Sendable {
            case revision(UInt64)
            case time(Google.Timestamp)
        }

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "revision", &revision, oneof: "point")
            try f.field(2, "time", &time, "The last revision at or before then.", oneof: "point")
        }

        private var revision: UInt64? {
            get { if case .revision(let revision) = point { revision } else { nil } }
            set { if let newValue { point = .revision(newValue) } }
        }

        private var time: Google.Timestamp? {
            get { if case .time(let time) = point { time } else { nil } }
            set { if let newValue { point = .time(newValue) } }
        }
    }
}
