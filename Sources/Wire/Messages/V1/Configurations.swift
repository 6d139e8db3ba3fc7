extension V1 {
    /// A machine as the platform records it.
    public struct Configuration: Record {
        public static let protoName = "muster.v1.Configuration"
        public static let meaning = "A machine as the platform records it."

        public static let noun = "configuration"
        public static let plural = "configurations"
        public static let serviceMeaning =
            "The platform's own records of machines, which devices are matched to."
        public static let containsMeaning = "Part of the name or the host name, in any case."

        public var externalID = ""
        public var name = ""
        public var hostname = ""
        public var archived = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "external_id",
                &externalID,
                "The importer's own id, unique within the organization; 1 to 256 bytes."
            )
            try f.field(2, "name", &name, "Required.")
            try f.field(3, "hostname", &hostname)
            try f.field(4, "archived", &archived, "Out of use: others are preferred in matching.")
        }
    }

    /// The methods of `muster.v1.Configurations`.
    public typealias ConfigurationsService = RecordsService<Configuration>
}
