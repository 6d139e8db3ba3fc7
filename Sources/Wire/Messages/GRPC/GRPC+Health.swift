extension GRPC {
    /// Asks for the health of a service.
    public struct HealthCheckRequest: Message {
        public static let protoName = "grpc.health.v1.HealthCheckRequest"
        public static let meaning = "Asks for the health of one service."

        public var service = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "service", &service, "Full name; empty: the whole server.")
        }
    }

    /// The health of a service.
    public struct HealthCheckResponse: Message {
        public static let protoName = "grpc.health.v1.HealthCheckResponse"
        public static let meaning = "The health of one service."

        public var status = ServingStatus.unknown

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "status", &status)
        }

        /// Whether a service answers.
        public enum ServingStatus: Int32, WireEnum {
            case unknown = 0
            case serving = 1
            case notServing = 2
            case serviceUnknown = 3
            case unrecognized = -1

            public static let protoName = "grpc.health.v1.HealthCheckResponse.ServingStatus"
            public static let meaning = "Whether a service answers."
            public static let values: [EnumValue<Self>] = [
                .init(.unknown, "UNKNOWN"),
                .init(.serving, "SERVING"),
                .init(.notServing, "NOT_SERVING"),
                .init(.serviceUnknown, "SERVICE_UNKNOWN", "Used only by Watch."),
            ]
        }
    }

    /// Asks for the health of every service.
    public struct HealthListRequest: Message {
        public static let protoName = "grpc.health.v1.HealthListRequest"
        public static let meaning = "Asks for the health of every service."

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {}
    }

    /// The health of every service.
    public struct HealthListResponse: Message {
        public static let protoName = "grpc.health.v1.HealthListResponse"
        public static let meaning = "The health of every service."

        public var statuses: [String: HealthCheckResponse] = [:]

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "statuses", &statuses, "By the service's full name.")
        }
    }
}
