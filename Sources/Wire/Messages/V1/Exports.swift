extension V1 {
    /// Asks for one group on paper.
    public struct GroupPdfRequest: Message {
        public static let protoName = "muster.v1.GroupPdfRequest"
        public static let meaning = "One group as a PDF."

        public var id = ""
        public var paper = PaperSize.unspecified
        public var minRevision: UInt64 = 0
        public var at: ReadPoint?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "Required: the group's asset id.")
            try f.field(2, "paper", &paper)
            try f.field(
                3,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
            try f.field(4, "at", &at)
        }
    }

    /// Asks for a book of groups.
    public struct RunbookRequest: Message {
        public static let protoName = "muster.v1.RunbookRequest"
        public static let meaning = """
            The groups of one organization as a book: a cover, contents with page numbers, a section
            a group, Microsoft 365 groups last, each kind by name.
            """

        public var organizationID = ""
        public var ids: [String] = []
        public var kind = GroupKind.unspecified
        public var includeArchived = false
        public var paper = PaperSize.unspecified
        public var minRevision: UInt64 = 0
        public var at: ReadPoint?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(
                2,
                "ids",
                &ids,
                "Asset ids, at most 1,000: only these groups, archived or not. Empty: all."
            )
            try f.field(3, "kind", &kind, "Only groups of this kind. Unspecified: both.")
            try f.field(4, "include_archived", &includeArchived, "Archived groups too.")
            try f.field(5, "paper", &paper)
            try f.field(
                6,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
            try f.field(7, "at", &at)
        }
    }

    /// Asks for one group as a file.
    public struct ExportGroupRequest: Message {
        public static let protoName = "muster.v1.ExportGroupRequest"
        public static let meaning = "One group with all its members as a file."

        public var id = ""
        public var format = ExportFormat.unspecified
        public var minRevision: UInt64 = 0
        public var at: ReadPoint?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "Required: the group's asset id.")
            try f.field(2, "format", &format, "Required.")
            try f.field(
                3,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
            try f.field(4, "at", &at)
        }
    }

    /// Asks for a list as a file.
    public struct ExportListRequest: Message {
        public static let protoName = "muster.v1.ExportListRequest"
        public static let meaning = "A whole list of groups as a file."

        public var organizationID = ""
        public var kind = GroupKind.unspecified
        public var format = ExportFormat.unspecified
        public var filter: GroupFilter?
        public var sort: GroupSort?
        public var minRevision: UInt64 = 0
        public var at: ReadPoint?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "kind", &kind, "Required.")
            try f.field(3, "format", &format, "Required.")
            try f.field(4, "filter", &filter, "Absent: every group that is not archived.")
            try f.field(5, "sort", &sort, "Absent: by name, ascending.")
            try f.field(
                6,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
            try f.field(7, "at", &at)
        }
    }

    /// One piece of a document.
    public struct ExportResponse: Message {
        public static let protoName = "muster.v1.ExportResponse"
        public static let meaning = """
            One piece of a document, in order: the file is all `data` together. A call that does not
            end with OK leaves no whole file.
            """

        public var data: [UInt8] = []
        public var fileName = ""
        public var mediaType = ""
        public var freshness: Freshness?
        public var done: UInt64 = 0
        public var total: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "data", &data)
            try f.field(2, "file_name", &fileName, "A name for the file; in the first message.")
            try f.field(3, "media_type", &mediaType, "In the first message.")
            try f.field(4, "freshness", &freshness, "In the first message.")
            try f.field(5, "done", &done, "Rows that have been written, of `total`.")
            try f.field(6, "total", &total, "0 while it is not known.")
        }
    }

    /// The size of a document's pages.
    public enum PaperSize: Int32, WireEnum {
        case unspecified = 0
        case a4 = 1
        case letter = 2
        case unrecognized = -1

        public static let protoName = "muster.v1.PaperSize"
        public static let meaning = "The size of a document's pages."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "PAPER_SIZE_UNSPECIFIED", "A4."),
            .init(.a4, "PAPER_SIZE_A4"),
            .init(.letter, "PAPER_SIZE_LETTER"),
        ]
    }

    /// The form of a file.
    public enum ExportFormat: Int32, WireEnum {
        case unspecified = 0
        case csv = 1
        case json = 2
        case unrecognized = -1

        public static let protoName = "muster.v1.ExportFormat"
        public static let meaning = "The form of a file."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "EXPORT_FORMAT_UNSPECIFIED"),
            .init(
                .csv,
                "EXPORT_FORMAT_CSV",
                """
                RFC 4180 in UTF-8. A field that a spreadsheet would take for a formula begins with an
                apostrophe.
                """
            ),
            .init(.json, "EXPORT_FORMAT_JSON", "One object; messages by protobuf's JSON mapping."),
        ]
    }
}
