public import Directory

/// Images of organizations that have changed since, kept so that their page tokens still work.
///
/// Bounded in time and number; the clock is passed in. An image that is current is not in here.
public struct RecentImages: Sendable {
    /// How long a page token outlives the image it was made on.
    public static let keptMilliseconds: Int64 = 5 * 60 * 1000
    /// Beyond this the oldest go first: images share most of what they hold, but not all.
    public static let imagesMax = 64

    private struct Kept {
        var image: OrganizationSnapshot
        var replacedAt: Timestamp
    }

    /// Oldest first.
    private var kept: [Kept] = []

    public init() {}

    public var count: Int { kept.count }

    /// Keeps an image that has been replaced at `now`, and forgets those whose time is over.
    public mutating func keep(_ image: OrganizationSnapshot, at now: Timestamp) {
        expire(at: now)
        if kept.count == Self.imagesMax { kept.removeFirst() }
        kept.append(Kept(image: image, replacedAt: now))
    }

    public mutating func expire(at now: Timestamp) {
        kept.removeAll { Self.isOver($0, at: now) }
    }

    private static func isOver(_ kept: Kept, at now: Timestamp) -> Bool {
        now.milliseconds - kept.replacedAt.milliseconds >= keptMilliseconds
    }

    /// On which image a page goes on.
    public struct Resumption: Sendable {
        public var image: OrganizationSnapshot
        /// The token's own image is gone: rows may repeat or be missed.
        public var isOnPresent: Bool
    }

    /// The image for a page after `token`: its own, or `current` where the caller accepts that.
    ///
    /// - Parameters:
    ///   - token: Where the page before ended.
    ///   - current: The organization's present image.
    ///   - continuesOnPresent: Whether the caller asked to go on by key when its image is gone.
    ///   - now: The time.
    /// - Throws: `expired` when the image is gone and the caller did not ask to go on.
    /// - Returns: The image, and whether it is another one than the token's.
    public func resume(
        _ token: PageToken,
        current: OrganizationSnapshot,
        continuesOnPresent: Bool,
        at now: Timestamp
    ) throws(PageTokenError) -> Resumption {
        if current.revision == token.revision {
            return Resumption(image: current, isOnPresent: false)
        }
        let own = kept.last { kept in
            kept.image.organization == current.organization
                && kept.image.revision == token.revision && !Self.isOver(kept, at: now)
        }
        if let own { return Resumption(image: own.image, isOnPresent: false) }
        guard continuesOnPresent else { throw .expired(token.revision) }
        return Resumption(image: current, isOnPresent: true)
    }
}
