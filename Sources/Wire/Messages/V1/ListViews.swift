extension V1 {
    /// How one list is arranged for a caller.
    public struct ListView: Message {
        public static let protoName = "muster.v1.ListView"
        public static let meaning = """
            How one of the two lists is arranged for the caller: which columns, in which
            order, how wide. It goes for all organizations.
            """

        public var kind = GroupKind.unspecified
        public var columns: [ViewColumn] = []
        public var isDefault = false
        public var available: [String] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "kind",
                &kind,
                "Required: which list."
            )
            try f.field(
                2,
                "columns",
                &columns,
                "The columns that are shown, in their order."
            )
            try f.field(
                3,
                "is_default",
                &isDefault,
                "In replies only: nothing was stored."
            )
            try f.field(
                4,
                "available",
                &available,
                "In replies only: every column of the list, in the default order."
            )
        }
    }

    /// One column of a list.
    public struct ViewColumn: Message {
        public static let protoName = "muster.v1.ViewColumn"
        public static let meaning = "One column of a list."

        public var name = ""
        public var width: UInt32 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "name",
                &name,
                "A column of `available`, for instance `members_matched`."
            )
            try f.field(
                2,
                "width",
                &width,
                "In pixels, at most 4,000; 0: as wide as it needs."
            )
        }
    }

    /// Asks for a view.
    public struct GetViewRequest: Message {
        public static let protoName = "muster.v1.GetViewRequest"
        public static let meaning = "The caller's view of a list."

        public var kind = GroupKind.unspecified

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "kind",
                &kind,
                "Required."
            )
        }
    }

    /// Stores a view.
    public struct SetViewRequest: Message {
        public static let protoName = "muster.v1.SetViewRequest"
        public static let meaning = "Stores the caller's view of a list."

        public var view: ListView?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "view",
                &view,
                "Required."
            )
        }
    }

    /// Forgets a view.
    public struct RestoreDefaultsRequest: Message {
        public static let protoName = "muster.v1.RestoreDefaultsRequest"
        public static let meaning =
            "Forgets the caller's view of a list: columns, order and widths."

        public var kind = GroupKind.unspecified

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "kind",
                &kind,
                "Required."
            )
        }
    }

    /// The view as it is now.
    public struct ViewResponse: Message {
        public static let protoName = "muster.v1.ViewResponse"
        public static let meaning = "The view as it is now."

        public var view: ListView?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "view", &view)
        }
    }
}
