extension V1 {
    /// Starts a sync and follows it.
    public struct SyncNowRequest: Message {
        public static let protoName = "muster.v1.SyncNowRequest"
        public static let meaning = """
            Starts a sync and follows it to its end; a run that is under way is followed instead.
            Cancelling the call does not cancel the run.
            """

        public var integrationID = ""
        public var tenantIDs: [String] = []
        public var full = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "integration_id", &integrationID, "Required.")
            try f.field(2, "tenant_ids", &tenantIDs, "Only these; empty: all of the integration.")
            try f.field(
                3,
                "full",
                &full,
                "Read everything again instead of going on from the links."
            )
        }
    }

    /// How far a sync has come.
    public struct SyncProgress: Message {
        public static let protoName = "muster.v1.SyncProgress"
        public static let meaning = "How far the run of one tenant has come."

        public var runID = ""
        public var tenantID = ""
        public var phase = SyncPhase.unspecified
        public var stream = SyncStream.unspecified
        public var pages: UInt64 = 0
        public var objects: UInt64 = 0
        public var links: UInt64 = 0
        public var throttleWaits: UInt64 = 0
        public var throttleWaitMS: UInt64 = 0
        public var finished: Run?
        public var expectedObjects: UInt64 = 0
        public var remainingSeconds: UInt64?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "run_id", &runID)
            try f.field(2, "tenant_id", &tenantID)
            try f.field(3, "phase", &phase)
            try f.field(4, "stream", &stream, "While fetching.")
            try f.field(5, "pages", &pages, "Received so far in this run.")
            try f.field(6, "objects", &objects, "Groups, users and devices in them.")
            try f.field(7, "links", &links, "Memberships in them, added or removed.")
            try f.field(8, "throttle_waits", &throttleWaits, "How often Graph made the run wait.")
            try f.field(9, "throttle_wait_ms", &throttleWaitMS, "For how long, in milliseconds.")
            try f.field(10, "finished", &finished, "In the tenant's last message.")
            try f.field(
                11,
                "expected_objects",
                &expectedObjects,
                "Of a first import: how many there are by Graph's count; 0: not known."
            )
            try f.field(
                12,
                "remaining_seconds",
                &remainingSeconds,
                "Of a first import: how long pages will still come, going by those so far."
            )
        }
    }

    /// Asks for runs.
    public struct ListRunsRequest: Message {
        public static let protoName = "muster.v1.ListRunsRequest"
        public static let meaning = "Runs of one integration, newest first."

        public var integrationID = ""
        public var tenantID = ""
        public var pageSize: UInt32 = 0
        public var pageToken = ""
        public var runID = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "integration_id", &integrationID, "Required.")
            try f.field(2, "tenant_id", &tenantID, "Only this tenant's.")
            try f.field(3, "page_size", &pageSize, "As in ListGroupsRequest.")
            try f.field(4, "page_token", &pageToken)
            try f.field(5, "run_id", &runID, "Only this run, with its items.")
        }
    }

    /// One message of the answer.
    public struct ListRunsResponse: Message {
        public static let protoName = "muster.v1.ListRunsResponse"
        public static let meaning = "Only the last message of the stream has the page token."

        public var runs: [Run] = []
        public var nextPageToken = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "runs", &runs)
            try f.field(2, "next_page_token", &nextPageToken, "Empty: there are no more.")
        }
    }

    /// One run over one tenant.
    public struct Run: Message {
        public static let protoName = "muster.v1.Run"
        public static let meaning = "One run over one tenant."

        public var id = ""
        public var integrationID = ""
        public var tenantID = ""
        public var trigger = RunTrigger.unspecified
        public var outcome = RunOutcome.unspecified
        public var startedAt: Google.Timestamp?
        public var completedAt: Google.Timestamp?
        public var full = false
        public var pages: UInt64 = 0
        public var objectsChanged: UInt64 = 0
        public var membershipsAdded: UInt64 = 0
        public var membershipsRemoved: UInt64 = 0
        public var throttleWaits: UInt64 = 0
        public var throttleWaitMS: UInt64 = 0
        public var firstRevision: UInt64 = 0
        public var lastRevision: UInt64 = 0
        public var error = ""
        public var errorClass = RunErrorClass.unspecified
        public var groupsAdded: UInt64 = 0
        public var groupsChanged: UInt64 = 0
        public var groupsRemoved: UInt64 = 0
        public var findings: UInt64 = 0
        public var objects: UInt64 = 0
        public var links: UInt64 = 0
        public var requests: UInt64 = 0
        public var retries: UInt64 = 0
        public var resourceUnits: UInt64 = 0
        public var fetchingMS: UInt64 = 0
        public var comparingMS: UInt64 = 0
        public var publishingMS: UInt64 = 0
        public var failures: [RunFailure] = []
        public var items: [RunItem] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id)
            try f.field(2, "integration_id", &integrationID)
            try f.field(3, "tenant_id", &tenantID)
            try f.field(4, "trigger", &trigger)
            try f.field(5, "outcome", &outcome)
            try f.field(6, "started_at", &startedAt)
            try f.field(7, "completed_at", &completedAt, "Absent while it runs.")
            try f.field(8, "full", &full, "It read everything, not only what changed.")
            try f.field(9, "pages", &pages)
            try f.field(10, "objects_changed", &objectsChanged, "Groups, users and devices.")
            try f.field(11, "memberships_added", &membershipsAdded)
            try f.field(12, "memberships_removed", &membershipsRemoved)
            try f.field(13, "throttle_waits", &throttleWaits)
            try f.field(14, "throttle_wait_ms", &throttleWaitMS, "In milliseconds.")
            try f.field(15, "first_revision", &firstRevision, "0: the run changed nothing.")
            try f.field(16, "last_revision", &lastRevision)
            try f.field(17, "error", &error, "Why it failed, and what to do.")
            try f.field(18, "error_class", &errorClass, "What kind of thing went wrong.")
            try f.field(19, "groups_added", &groupsAdded, "Groups that are documented since.")
            try f.field(20, "groups_changed", &groupsChanged)
            try f.field(21, "groups_removed", &groupsRemoved, "Groups that Entra has no more.")
            try f.field(
                22,
                "findings",
                &findings,
                "What delta queries had not told and this run found; 0 when all is well."
            )
            try f.field(23, "objects", &objects, "Received: groups, users and devices.")
            try f.field(24, "links", &links, "Received: memberships, added or removed.")
            try f.field(25, "requests", &requests, "To Graph, each attempt counted.")
            try f.field(26, "retries", &retries)
            try f.field(27, "resource_units", &resourceUnits, "As Graph counted them.")
            try f.field(28, "fetching_ms", &fetchingMS, "Milliseconds, from the first page on.")
            try f.field(29, "comparing_ms", &comparingMS, "Milliseconds.")
            try f.field(30, "publishing_ms", &publishingMS, "Milliseconds.")
            try f.field(31, "failures", &failures, "Attempts that failed, the first 20.")
            try f.field(32, "items", &items, "Only when the request names the run.")
        }
    }

    /// One attempt at a request that failed.
    public struct RunFailure: Message {
        public static let protoName = "muster.v1.RunFailure"
        public static let meaning = "One attempt at a request that failed: what Microsoft asks for."

        public var operation = ""
        public var status: UInt32 = 0
        public var code = ""
        public var requestID = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "operation", &operation)
            try f.field(2, "status", &status, "0: there was no answer.")
            try f.field(3, "code", &code, "Graph's own name for the error.")
            try f.field(4, "request_id", &requestID)
        }
    }

    /// What a run changed of one group.
    public struct RunItem: Message {
        public static let protoName = "muster.v1.RunItem"
        public static let meaning = "What a run changed of one group."

        public var groupID = ""
        public var name = ""
        public var changes: [String] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "group_id", &groupID)
            try f.field(2, "name", &name, "As it is now.")
            try f.field(
                3,
                "changes",
                &changes,
                "Words such as created, properties, members, devices, nested_groups, status."
            )
        }
    }

    /// What kind of thing made a run fail.
    public enum RunErrorClass: Int32, WireEnum {
        case unspecified = 0
        case credentials = 1
        case consent = 2
        case throttled = 3
        case transient = 4
        case data = 5
        case storage = 6
        case refused = 7
        case unrecognized = -1

        public static let protoName = "muster.v1.RunErrorClass"
        public static let meaning = "What kind of thing made a run fail: who can do something."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "RUN_ERROR_CLASS_UNSPECIFIED", "Nothing did."),
            .init(.credentials, "RUN_ERROR_CLASS_CREDENTIALS", "Set the credential again."),
            .init(.consent, "RUN_ERROR_CLASS_CONSENT", "Grant the permission in the tenant."),
            .init(.throttled, "RUN_ERROR_CLASS_THROTTLED", "It goes on by itself."),
            .init(.transient, "RUN_ERROR_CLASS_TRANSIENT", "It is tried again by itself."),
            .init(.data, "RUN_ERROR_CLASS_DATA", "Report it, with the request ids."),
            .init(.storage, "RUN_ERROR_CLASS_STORAGE", "The server's disk or store."),
            .init(.refused, "RUN_ERROR_CLASS_REFUSED", "The settings or the tenant; see the text."),
        ]
    }

    /// Where a run is.
    public enum SyncPhase: Int32, WireEnum {
        case unspecified = 0
        case waiting = 1
        case fetching = 2
        case comparing = 3
        case publishing = 4
        case finished = 5
        case unrecognized = -1

        public static let protoName = "muster.v1.SyncPhase"
        public static let meaning = "Where a run is."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "SYNC_PHASE_UNSPECIFIED"),
            .init(.waiting, "SYNC_PHASE_WAITING", "For its turn, or for Graph after a refusal."),
            .init(.fetching, "SYNC_PHASE_FETCHING"),
            .init(.comparing, "SYNC_PHASE_COMPARING", "With what is documented."),
            .init(.publishing, "SYNC_PHASE_PUBLISHING"),
            .init(.finished, "SYNC_PHASE_FINISHED"),
        ]
    }

    /// What started a run.
    public enum RunTrigger: Int32, WireEnum {
        case unspecified = 0
        case schedule = 1
        case manual = 2
        case reconciliation = 3
        case unrecognized = -1

        public static let protoName = "muster.v1.RunTrigger"
        public static let meaning = "What started a run."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "RUN_TRIGGER_UNSPECIFIED"),
            .init(.schedule, "RUN_TRIGGER_SCHEDULE"),
            .init(.manual, "RUN_TRIGGER_MANUAL", "SyncNow."),
            .init(.reconciliation, "RUN_TRIGGER_RECONCILIATION", "Everything is read again."),
        ]
    }

    /// How a run ended.
    public enum RunOutcome: Int32, WireEnum {
        case unspecified = 0
        case running = 1
        case succeeded = 2
        case failed = 3
        case held = 4
        case interrupted = 5
        case unrecognized = -1

        public static let protoName = "muster.v1.RunOutcome"
        public static let meaning = "How a run ended."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "RUN_OUTCOME_UNSPECIFIED"),
            .init(.running, "RUN_OUTCOME_RUNNING", "It has not."),
            .init(.succeeded, "RUN_OUTCOME_SUCCEEDED"),
            .init(
                .failed,
                "RUN_OUTCOME_FAILED",
                "Nothing was lost: the next run goes on from here."
            ),
            .init(.held, "RUN_OUTCOME_HELD", "Its changes wait for a person: too many at once."),
            .init(.interrupted, "RUN_OUTCOME_INTERRUPTED", "The server stopped."),
        ]
    }
}
