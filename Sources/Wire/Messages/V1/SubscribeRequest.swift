extension V1 {
    /// Asks to be told of changes.
    public struct SubscribeRequest: Message {
        public static let protoName = "muster.v1.SubscribeRequest"
        public static let meaning = """
            What to tell, and where to begin. Without a start the stream begins with a snapshot.
            """

        public var filter: ChangeFilter?
        public var fields: [String] = []
        public var start: Start?
        public var delivery = Delivery.unspecified
        public var onCompacted = OnCompacted.unspecified
        public var heartbeatMilliseconds: UInt32 = 0
        public var maxBatchBytes: UInt32 = 0
        public var includeOld = false
        public var minRevision: UInt64 = 0
        public var untilRevision: UInt64 = 0
        public var includeMembers = false

        public init() {}

        /// Where a stream begins.
        public enum Start: Equatable, Sendable {
            case snapshot(StartWithSnapshot)
            case resume(ResumePoint)
            case afterRevision(UInt64)
            case tail(StartAtTail)
        }

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "filter", &filter, "Absent: every group that the caller may see.")
            try f.field(
                2,
                "fields",
                &fields,
                """
                Names of GroupRow fields to fill, `id` always with them. Empty: all. A change to none of
                them is not told; one to the access list or the custom fields alone is told to those who
                ask for all.
                """
            )
            try f.field(
                3,
                "snapshot",
                &snapshot,
                "Every row at the present revision, then what changes after it.",
                oneof: "start"
            )
            try f.field(4, "resume", &resume, "Where an earlier stream ended.", oneof: "start")
            try f.field(
                5,
                "after_revision",
                &afterRevision,
                "The caller has the rows of this revision from elsewhere.",
                oneof: "start"
            )
            try f.field(6, "tail", &tail, "Only what changes from now on.", oneof: "start")
            try f.field(7, "delivery", &delivery)
            try f.field(8, "on_compacted", &onCompacted)
            try f.field(
                9,
                "heartbeat_ms",
                &heartbeatMilliseconds,
                """
                A bookmark comes when nothing else was sent for so long: 1,000 to 60,000, others are moved
                there; 0: 10,000.
                """
            )
            try f.field(
                10,
                "max_batch_bytes",
                &maxBatchBytes,
                """
                The largest message with more than one element: 4,096 to 1,048,576, others are moved there;
                0: 262,144.
                """
            )
            try f.field(
                11,
                "include_old",
                &includeOld,
                "Fill RowChange.old, MemberChange.old_match."
            )
            try f.field(
                12,
                "min_revision",
                &minRevision,
                "Begin no earlier than at this revision; not reached in time: UNAVAILABLE."
            )
            try f.field(
                13,
                "until_revision",
                &untilRevision,
                "End with OK once the stream is complete through this revision. 0: never."
            )
            try f.field(
                14,
                "include_members",
                &includeMembers,
                "Tell MemberChanges too; EVERY_REVISION only."
            )
        }

        private var snapshot: StartWithSnapshot? {
            get { if case .snapshot(let value) = start { value } else { nil } }
            set { if let newValue { start = .snapshot(newValue) } }
        }

        private var resume: ResumePoint? {
            get { if case .resume(let value) = start { value } else { nil } }
            set { if let newValue { start = .resume(newValue) } }
        }

        private var afterRevision: UInt64? {
            get { if case .afterRevision(let value) = start { value } else { nil } }
            set { if let newValue { start = .afterRevision(newValue) } }
        }

        private var tail: StartAtTail? {
            get { if case .tail(let value) = start { value } else { nil } }
            set { if let newValue { start = .tail(newValue) } }
        }
    }

    /// Begin with a snapshot.
    public struct StartWithSnapshot: Message {
        public static let protoName = "muster.v1.StartWithSnapshot"
        public static let meaning = "Begin with every row at the present revision."

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {}
    }

    /// Begin with the next change.
    public struct StartAtTail: Message {
        public static let protoName = "muster.v1.StartAtTail"
        public static let meaning = "Begin with the next change."

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {}
    }

    /// Where an earlier stream ended.
    public struct ResumePoint: Message {
        public static let protoName = "muster.v1.ResumePoint"
        public static let meaning = """
            What a client keeps to go on later: the token of the stream's Opened or last Reset, and the
            three numbers of the last message that it has applied in full.
            """

        public var token: [UInt8] = []
        public var completeThrough: UInt64 = 0
        public var policyRevision: UInt64 = 0
        public var chain: [UInt8] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "token", &token)
            try f.field(2, "complete_through", &completeThrough)
            try f.field(3, "policy_revision", &policyRevision)
            try f.field(4, "chain", &chain)
        }
    }

    /// Which groups a subscriber hears of.
    public struct ChangeFilter: Message {
        public static let protoName = "muster.v1.ChangeFilter"
        public static let meaning = """
            Which groups to tell of: every condition that is set must hold. Archived groups are groups too.
            """

        public var organizationIDs: [String] = []
        public var kind = GroupKind.unspecified
        public var groupIDs: [String] = []
        public var namePattern = ""
        public var statuses: [SyncStatus] = []
        public var principal: Principal?

        public init() {}

        /// Whose groups: those that someone or something is a direct member of.
        public enum Principal: Equatable, Sendable {
            case contact(externalID: String)
            case configuration(externalID: String)
            case user(entraID: String)
            case device(entraID: String)
            case group(entraID: String)
        }

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "organization_ids",
                &organizationIDs,
                "In one of these; empty: all that the caller may see, later ones too."
            )
            try f.field(2, "kind", &kind, "Unspecified: both.")
            try f.field(
                3,
                "group_ids",
                &groupIDs,
                "One of these assets, at most 1,000; empty: any."
            )
            try f.field(
                4,
                "name_pattern",
                &namePattern,
                """
                The whole name, in any case; `*` stands for any characters, `?` for one. Empty: any.
                """
            )
            try f.field(5, "statuses", &statuses, "One of these; empty: any.")
            try f.field(
                6,
                "contact_external_id",
                &contact,
                "Groups of the users matched to this contact. These five need exactly one organization.",
                oneof: "principal"
            )
            try f.field(
                7,
                "configuration_external_id",
                &configuration,
                "Groups of the devices matched to this configuration.",
                oneof: "principal"
            )
            try f.field(8, "user_entra_id", &user, oneof: "principal")
            try f.field(9, "device_entra_id", &device, oneof: "principal")
            try f.field(10, "group_entra_id", &group, oneof: "principal")
        }

        private var contact: String? {
            get { if case .contact(let id) = principal { id } else { nil } }
            set { if let newValue { principal = .contact(externalID: newValue) } }
        }

        private var configuration: String? {
            get { if case .configuration(let id) = principal { id } else { nil } }
            set { if let newValue { principal = .configuration(externalID: newValue) } }
        }

        private var user: String? {
            get { if case .user(let id) = principal { id } else { nil } }
            set { if let newValue { principal = .user(entraID: newValue) } }
        }

        private var device: String? {
            get { if case .device(let id) = principal { id } else { nil } }
            set { if let newValue { principal = .device(entraID: newValue) } }
        }

        private var group: String? {
            get { if case .group(let id) = principal { id } else { nil } }
            set { if let newValue { principal = .group(entraID: newValue) } }
        }
    }

    /// How much of the history between two points a stream tells.
    public enum Delivery: Int32, WireEnum {
        case unspecified = 0
        case everyRevision = 1
        case latestPerKey = 2
        case unrecognized = -1

        public static let protoName = "muster.v1.Delivery"
        public static let meaning = "How much of what lies between two points is told."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "DELIVERY_UNSPECIFIED", "EVERY_REVISION."),
            .init(.everyRevision, "DELIVERY_EVERY_REVISION", "Each revision on its own."),
            .init(
                .latestPerKey,
                "DELIVERY_LATEST_PER_KEY",
                "A stream that is behind hears the net effect on each group."
            ),
        ]
    }

    /// What to do when the changes that a stream needs are forgotten.
    public enum OnCompacted: Int32, WireEnum {
        case unspecified = 0
        case fail = 1
        case resnapshot = 2
        case unrecognized = -1

        public static let protoName = "muster.v1.OnCompacted"
        public static let meaning = "What to do when the log no longer reaches back to a stream."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "ON_COMPACTED_UNSPECIFIED", "FAIL."),
            .init(.fail, "ON_COMPACTED_FAIL", "OUT_OF_RANGE COMPACTED."),
            .init(
                .resnapshot,
                "ON_COMPACTED_RESNAPSHOT",
                "Reset, then a new snapshot in the same stream."
            ),
        ]
    }
}
