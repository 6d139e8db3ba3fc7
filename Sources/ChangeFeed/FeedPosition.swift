public import Directory

/// How far a subscriber has come in the log.
public struct FeedPosition: Hashable, Sendable {
    /// Everything up to and with this revision has been told.
    public var complete: Revision
    /// Rows of the next revision that have been told in full.
    public var row: Int
    /// What of the row after them has been told: itself, then its members.
    public var element: Int

    public init(after complete: Revision, row: Int = 0, element: Int = 0) {
        self.complete = complete
        self.row = row
        self.element = element
    }

    /// Between two revisions.
    public var isAtBoundary: Bool { row == 0 && element == 0 }
}
