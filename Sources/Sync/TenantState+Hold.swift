public import Store

extension TenantState {
    /// The note that something waits for the documentation although nothing holds it back.
    public static var thawNote: [UInt8] { [1] }

    /// Lets what is held back go; until it is all documented, a note says so.
    public mutating func releaseHold() {
        heldSince = nil
        hold = nil
        notes = Self.thawNote
    }

    /// Has everything read again, after what was held back was dropped.
    ///
    /// Held the tenant stays: nothing may be documented before that.
    public mutating func discardHold() {
        hold = nil
        dropRounds()
    }

    /// Has everything read again; rounds under way do not count.
    public mutating func dropRounds() {
        epoch += 1
        for stream in DirectoryStream.allCases { self[stream].deltaLink = nil }
    }
}
