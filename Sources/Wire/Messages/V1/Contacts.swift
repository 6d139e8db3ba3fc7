extension V1 {
    /// A person as the platform records them.
    public struct Contact: Record {
        public static let protoName = "muster.v1.Contact"
        public static let meaning = "A person as the platform records them."

        public static let noun = "contact"
        public static let plural = "contacts"
        public static let serviceMeaning =
            "The platform's own records of people, which users are matched to."
        public static let containsMeaning = "Part of a name or a mail address, in any case."

        public var externalID = ""
        public var firstName = ""
        public var lastName = ""
        public var emails: [String] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "external_id",
                &externalID,
                "The importer's own id, unique within the organization; 1 to 256 bytes."
            )
            try f.field(2, "first_name", &firstName)
            try f.field(3, "last_name", &lastName, "One of the two names is required.")
            try f.field(4, "emails", &emails, "Mail addresses, at most 100.")
        }
    }

    /// The methods of `muster.v1.Contacts`.
    public typealias ContactsService = RecordsService<Contact>
}
