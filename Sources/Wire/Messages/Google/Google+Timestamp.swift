extension Google {
    /// A moment in UTC, to the nanosecond; Muster's own are to the millisecond.
    public struct Timestamp: Message, Hashable {
        public static let protoName = "google.protobuf.Timestamp"
        public static let meaning = "A moment in UTC, independent of any time zone."

        public var seconds: Int64 = 0
        public var nanos: Int32 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "seconds", &seconds, "Seconds since 1970-01-01T00:00:00Z.")
            try f.field(2, "nanos", &nanos, "Nanoseconds within the second, 0 to 999,999,999.")
        }
    }

    /// A span of time.
    public struct Duration: Message, Hashable {
        public static let protoName = "google.protobuf.Duration"
        public static let meaning = "A span of time, signed."

        public var seconds: Int64 = 0
        public var nanos: Int32 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "seconds", &seconds, "Whole seconds.")
            try f.field(2, "nanos", &nanos, "Nanoseconds beyond them, of the same sign.")
        }
    }
}

extension Google.Timestamp {
    /// A moment counted in milliseconds since 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) {
        self.init()
        let remainder = milliseconds % 1000
        let millisecond = remainder < 0 ? remainder + 1000 : remainder
        seconds = (milliseconds - millisecond) / 1000
        nanos = Int32(millisecond) * 1_000_000
    }

    /// The moment in milliseconds, what is finer cut off; `nil` when it is outside the years 1 to 9999.
    public var milliseconds: Int64? {
        guard (-62_135_596_800...253_402_300_799).contains(seconds) else { return nil }
        guard (0...999_999_999).contains(nanos) else { return nil }
        return seconds * 1000 + Int64(nanos / 1_000_000)
    }
}

extension Google.Timestamp {
    /// RFC 3339 in UTC; `nil` outside the years 1 to 9999.
    public var text: String? { TimeText.text(of: self) }
}

extension Google.Duration {
    /// A span counted in milliseconds.
    public init(milliseconds: Int64) {
        self.init()
        seconds = milliseconds / 1000
        nanos = Int32(milliseconds % 1000) * 1_000_000
    }
}
