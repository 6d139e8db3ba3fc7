extension V1 {
    /// One message of a subscription.
    public struct SubscribeResponse: Message {
        public static let protoName = "muster.v1.SubscribeResponse"
        public static let meaning = """
            One message: Opened; then, if the stream begins with a snapshot, SnapshotChunks and a
            SnapshotEnd; then ChangeBatches and Bookmarks; last, if the server says goodbye, a Closing. The
            first three fields are where the stream stands once the message is applied.
            """

        public var completeThrough: UInt64 = 0
        public var policyRevision: UInt64 = 0
        public var chain: [UInt8] = []
        public var event: Event?

        public init() {}

        /// What the message tells.
        public enum Event: Equatable, Sendable {
            case opened(Opened)
            case snapshot(SnapshotChunk)
            case snapshotEnd(SnapshotEnd)
            case changes(ChangeBatch)
            case bookmark(Bookmark)
            case reset(Reset)
            case closing(Closing)
        }

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "complete_through",
                &completeThrough,
                """
                Everything up to and with this revision has been told; it never decreases but by a Reset.
                0 until a snapshot is complete.
                """
            )
            try f.field(
                2,
                "policy_revision",
                &policyRevision,
                "What the caller may see is told as of this revision, or complete_through if that is later."
            )
            try f.field(3, "chain", &chain, "The hash over the history up to complete_through.")
            try f.field(4, "opened", &opened, oneof: "event")
            try f.field(5, "snapshot", &snapshot, oneof: "event")
            try f.field(6, "snapshot_end", &snapshotEnd, oneof: "event")
            try f.field(7, "changes", &changes, oneof: "event")
            try f.field(8, "bookmark", &bookmark, oneof: "event")
            try f.field(9, "reset", &reset, oneof: "event")
            try f.field(10, "closing", &closing, oneof: "event")
        }

        private var opened: Opened? {
            get { if case .opened(let value) = event { value } else { nil } }
            set { if let newValue { event = .opened(newValue) } }
        }

        private var snapshot: SnapshotChunk? {
            get { if case .snapshot(let value) = event { value } else { nil } }
            set { if let newValue { event = .snapshot(newValue) } }
        }

        private var snapshotEnd: SnapshotEnd? {
            get { if case .snapshotEnd(let value) = event { value } else { nil } }
            set { if let newValue { event = .snapshotEnd(newValue) } }
        }

        private var changes: ChangeBatch? {
            get { if case .changes(let value) = event { value } else { nil } }
            set { if let newValue { event = .changes(newValue) } }
        }

        private var bookmark: Bookmark? {
            get { if case .bookmark(let value) = event { value } else { nil } }
            set { if let newValue { event = .bookmark(newValue) } }
        }

        private var reset: Reset? {
            get { if case .reset(let value) = event { value } else { nil } }
            set { if let newValue { event = .reset(newValue) } }
        }

        private var closing: Closing? {
            get { if case .closing(let value) = event { value } else { nil } }
            set { if let newValue { event = .closing(newValue) } }
        }
    }

    /// The first message of a stream.
    public struct Opened: Message {
        public static let protoName = "muster.v1.Opened"
        public static let meaning = "The first message, sent at once."

        public var storeID = ""
        public var token: [UInt8] = []
        public var currentRevision: UInt64 = 0
        public var logFloor: UInt64 = 0
        public var serverVersion = ""
        public var heartbeatMilliseconds: UInt32 = 0
        public var filter: ChangeFilter?
        public var maxBatchBytes: UInt32 = 0
        public var startRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "store_id", &storeID, "A GUID that no other store has.")
            try f.field(
                2,
                "token",
                &token,
                "What a ResumePoint needs; it holds for this caller, filter, fields and delivery."
            )
            try f.field(3, "current_revision", &currentRevision)
            try f.field(4, "log_floor", &logFloor, "The oldest revision that can be resumed from.")
            try f.field(5, "server_version", &serverVersion)
            try f.field(
                6,
                "heartbeat_ms",
                &heartbeatMilliseconds,
                "As it is in effect; a stream that is silent for three of these is dead."
            )
            try f.field(7, "filter", &filter, "As it is in effect.")
            try f.field(8, "max_batch_bytes", &maxBatchBytes, "As it is in effect.")
            try f.field(
                9,
                "start_revision",
                &startRevision,
                "Changes after this revision follow; with a snapshot, that of the snapshot."
            )
        }
    }

    /// Some rows of a snapshot.
    public struct SnapshotChunk: Message {
        public static let protoName = "muster.v1.SnapshotChunk"
        public static let meaning = "Some rows of a snapshot; an organization may take several."

        public var organizations: [OrganizationRows] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organizations", &organizations)
        }
    }

    /// Rows of one organization.
    public struct OrganizationRows: Message {
        public static let protoName = "muster.v1.OrganizationRows"
        public static let meaning = "Rows of one organization."

        public var organizationID = ""
        public var rows: [GroupRow] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID)
            try f.field(2, "rows", &rows)
        }
    }

    /// The snapshot is complete.
    public struct SnapshotEnd: Message {
        public static let protoName = "muster.v1.SnapshotEnd"
        public static let meaning = "The snapshot is complete."

        public var revision: UInt64 = 0
        public var count: UInt64 = 0
        public var checksum: [UInt8] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "revision", &revision, "What the rows are as of.")
            try f.field(2, "count", &count, "How many rows the chunks held.")
            try f.field(
                3,
                "checksum",
                &checksum,
                """
                SHA-256 over every row in the order of sending: its length as four bytes, big-endian, then
                its bytes as they stood in the message.
                """
            )
        }
    }

    /// Nothing happened that the caller hears of.
    public struct Bookmark: Message {
        public static let protoName = "muster.v1.Bookmark"
        public static let meaning = """
            Nothing to tell up to complete_through. It shows that the stream lives, and moves the point to
            resume from.
            """

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {}
    }

    /// Forget everything; a snapshot follows.
    public struct Reset: Message {
        public static let protoName = "muster.v1.Reset"
        public static let meaning = """
            Whatever the stream has told so far no longer counts: forget the rows, a snapshot follows.
            """

        public var reason = ResetReason.unspecified
        public var token: [UInt8] = []
        public var logFloor: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "reason", &reason)
            try f.field(2, "token", &token, "Replaces that of Opened.")
            try f.field(3, "log_floor", &logFloor, "The oldest revision that can be resumed from.")
        }
    }

    /// The server ends the stream in order.
    public struct Closing: Message {
        public static let protoName = "muster.v1.Closing"
        public static let meaning = "The last message of a stream that the server ends in order."

        public var reason = ClosingReason.unspecified
        public var token: [UInt8] = []
        public var retryAfterMilliseconds: UInt32 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "reason", &reason)
            try f.field(2, "token", &token, "What a ResumePoint needs.")
            try f.field(
                3,
                "retry_after_ms",
                &retryAfterMilliseconds,
                "Resume after this long, so that not everyone comes at once."
            )
        }
    }

    /// Why a stream begins again.
    public enum ResetReason: Int32, WireEnum {
        case unspecified = 0
        case compacted = 1
        case access = 2
        case unrecognized = -1

        public static let protoName = "muster.v1.ResetReason"
        public static let meaning = "Why a stream begins again with a snapshot."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "RESET_REASON_UNSPECIFIED"),
            .init(
                .compacted,
                "RESET_REASON_COMPACTED",
                "The log no longer reaches back far enough."
            ),
            .init(.access, "RESET_REASON_ACCESS", "What the caller may see became less meanwhile."),
        ]
    }

    /// Why the server ends a stream.
    public enum ClosingReason: Int32, WireEnum {
        case unspecified = 0
        case draining = 1
        case untilRevision = 2
        case unrecognized = -1

        public static let protoName = "muster.v1.ClosingReason"
        public static let meaning = "Why the server ends a stream."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "CLOSING_REASON_UNSPECIFIED"),
            .init(.draining, "CLOSING_REASON_DRAINING", "It goes down; UNAVAILABLE follows."),
            .init(
                .untilRevision,
                "CLOSING_REASON_UNTIL_REVISION",
                "The stream has reached `until_revision`; OK follows."
            ),
        ]
    }
}
