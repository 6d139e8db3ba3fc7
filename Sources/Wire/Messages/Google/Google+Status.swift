extension Google {
    /// Any message, with the name of its type.
    public struct AnyMessage: Message {
        public static let protoName = "google.protobuf.Any"
        public static let meaning = "A message of any type, with the name of its type."

        public var typeURL = ""
        public var value: [UInt8] = []

        public init() {}

        /// Packs `message`.
        public init<M: Message>(_ message: M) {
            typeURL = "type.googleapis.com/\(M.protoName)"
            value = message.encoded()
        }

        /// The packed message, if it is an `M`.
        public func unpacked<M: Message>(as type: M.Type) throws(WireError) -> M? {
            let name = typeURL.split(separator: "/").last ?? ""
            guard name == M.protoName else { return nil }
            return try M(decoding: value)
        }

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "type_url", &typeURL, "`type.googleapis.com/` and the full name.")
            try f.field(2, "value", &value, "The message's bytes.")
        }
    }

    /// An error with details: the content of the trailer `grpc-status-details-bin`.
    public struct Status: Message {
        public static let protoName = "google.rpc.Status"
        public static let meaning = "An error with details."

        public var code: Int32 = 0
        public var message = ""
        public var details: [AnyMessage] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "code", &code, "The gRPC status code.")
            try f.field(2, "message", &message, "The same text as in `grpc-message`.")
            try f.field(
                3,
                "details",
                &details,
                "ErrorInfo always; BadRequest, RetryInfo if fitting."
            )
        }
    }

    /// Why a call failed, for programs.
    public struct ErrorInfo: Message {
        public static let protoName = "google.rpc.ErrorInfo"
        public static let meaning = "Why a call failed, for programs."

        public var reason = ""
        public var domain = ""
        public var metadata: [String: String] = [:]

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "reason", &reason, "A stable word such as `PAGE_EXPIRED`.")
            try f.field(2, "domain", &domain, "Who defines the reason: `muster`.")
            try f.field(3, "metadata", &metadata, "Figures that belong to the reason.")
        }
    }

    /// Which fields of a request are wrong.
    public struct BadRequest: Message {
        public static let protoName = "google.rpc.BadRequest"
        public static let meaning = "Which fields of a request are wrong."

        public var fieldViolations: [FieldViolation] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "field_violations", &fieldViolations, "Each wrong field once.")
        }

        /// One wrong field.
        public struct FieldViolation: Message {
            public static let protoName = "google.rpc.BadRequest.FieldViolation"
            public static let meaning = "One wrong field."

            public var field = ""
            public var description = ""
            public var reason = ""

            public init() {}

            public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
                try f.field(1, "field", &field, "Path of the field, for instance `filter.domain`.")
                try f.field(
                    2,
                    "description",
                    &description,
                    "What is wrong and what would be right."
                )
                try f.field(3, "reason", &reason, "A stable word for programs.")
            }
        }
    }

    /// When to try again.
    public struct RetryInfo: Message {
        public static let protoName = "google.rpc.RetryInfo"
        public static let meaning = "When to try again."

        public var retryDelay: Duration?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "retry_delay", &retryDelay, "Wait at least this long.")
        }
    }
}
