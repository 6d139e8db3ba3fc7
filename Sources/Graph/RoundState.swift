import Cryptography
import Directory

/// Where one round of a stream stands: each page or error yields the next step.
///
///     fetch ──page──▶ fetch ──page──▶ … ──delta link──▶ complete
///       ├──page token lost──▶ fetch one page earlier, once ──▶ restart ──▶ … ──▶ fail
///       └──link missing or looped──▶ the same page, once ──▶ restart, once ──▶ fail
///
/// A round ends: no link is followed twice, and pages and restarts are counted. Pages that come
/// again after a step back or a restart are replays, which a merge must bear in any case.
///
/// A round that was interrupted shows things as they stood when it began. So where it is resumed, its
/// delta link is followed like a next link, once, before it is complete.
public struct RoundState: Sendable {
    public enum Step: Sendable, Equatable {
        case fetch(DeltaPosition)
        /// The round is over; the next one starts at this link.
        case complete(deltaLink: String)
        /// What was received in this round is void; at `.initial` the round becomes a full one.
        case restart(DeltaPosition)
        case fail(Failure)
    }

    public enum Failure: Sendable, Equatable {
        /// A page has neither a next link nor a delta link.
        case noLink
        /// A link leads away from Graph; nothing was sent there.
        case foreignLink
        /// A next link leads to a page that this round has already had.
        case repeatedLink
        case tooManyPages
        case tooManyRestarts
    }

    /// The largest tenant that anybody has reported has some 40,000 pages.
    public static let pagesMax = 200_000
    /// Tokens that are lost again and again are a fault that a further try will not mend.
    public static let restartsMax = 3

    /// Where the round began.
    public private(set) var start: DeltaPosition
    /// What is to be fetched now.
    public private(set) var position: DeltaPosition
    public private(set) var pageCount = 0
    public private(set) var restartCount = 0
    /// A page had both links, which Graph says never happens; what is said to come next was read.
    public private(set) var hasSeenBothLinks = false

    /// What a full round asks for first; whoever follows it on the way enumerates everything anew.
    private let initialLink: String?

    /// The last link that came with an answer that was not retried, if it lies before `position`.
    private var cleanLink: String?
    private var hasSteppedBack = false
    /// The page at `position` had no link, or one that loops, and is being read once more.
    private var isRereading = false
    /// The round was begun earlier, so that its delta link is not the end.
    private var isBehind: Bool
    /// Digests of the links of this pass, because links have kilobytes.
    private var seenLinks: Set<GUID> = []

    /// A round from `start`, or its continuation at a link that was stored on the way.
    ///
    /// - Parameters:
    ///   - start: where the round begins, and begins anew.
    ///   - link: where an earlier attempt has left off.
    ///   - initialLink: the address that `.initial` stands for. A next link that leads there is a loop: a round that
    ///     took it for a page would keep what it has received, and never be told what of it has gone since.
    public init(
        start: DeltaPosition,
        resumingAt link: String? = nil,
        initialLink: String? = nil
    ) {
        self.start = start
        self.initialLink = initialLink
        position = link.map { .link($0) } ?? start
        isBehind = link != nil
        remember(position)
    }

    /// What to do after a page that was fetched at `position`.
    ///
    /// - Parameters:
    ///   - links: the links of the page.
    ///   - attemptCount: how many attempts it took to get it.
    ///   - isForeign: whether a link leads away from Graph.
    /// - Returns: the next step.
    public mutating func received(
        _ links: DeltaLinks,
        attemptCount: Int,
        isForeign: Bool = false
    ) -> Step {
        pageCount += 1
        guard !isForeign else { return readAgain(or: .foreignLink) }
        let link: String
        switch (links.nextLink, links.deltaLink) {
        case (let nextLink?, let deltaLink):
            // The end of a round that is not over would lose whatever comes after it.
            hasSeenBothLinks = hasSeenBothLinks || deltaLink != nil
            link = nextLink
        case (nil, let deltaLink?):
            guard isBehind else { return .complete(deltaLink: deltaLink) }
            isBehind = false
            link = deltaLink
        case (nil, nil):
            return readAgain(or: .noLink)
        }
        guard pageCount < RoundState.pagesMax else { return .fail(.tooManyPages) }
        let next = DeltaPosition.link(link)
        guard link != initialLink, remember(next) else { return readAgain(or: .repeatedLink) }
        isRereading = false
        // A next link from a retried answer may not be valid; the page before it can be had again.
        if attemptCount == 1 {
            cleanLink = link
            hasSteppedBack = false
        }
        position = next
        return .fetch(next)
    }

    /// What to do after an error; nil means that the round cannot go on from here, now.
    public mutating func failed(_ kind: GraphError.Kind) -> Step? {
        switch kind {
        case .resync:
            return restart(.initial)
        case .pageTokenExpired:
            if !hasSteppedBack, let cleanLink, position != .link(cleanLink) {
                hasSteppedBack = true
                seenLinks.removeAll()
                position = .link(cleanLink)
                remember(position)
                return .fetch(position)
            }
            return restart(position == start ? .initial : start)
        case .credentials, .consent, .throttled, .transient, .notTrusted, .data, .request,
            .notFound, .forbiddenHost, .cancelled:
            return nil
        }
    }

    /// A chain of pages that breaks may do so by chance: first the page is read again, then the round.
    private mutating func readAgain(or failure: Failure) -> Step {
        guard isRereading else {
            isRereading = true
            return .fetch(position)
        }
        return restartCount == 0 ? restart(start) : .fail(failure)
    }

    private mutating func restart(_ position: DeltaPosition) -> Step {
        restartCount += 1
        guard restartCount <= RoundState.restartsMax else { return .fail(.tooManyRestarts) }
        start = position
        self.position = position
        cleanLink = nil
        hasSteppedBack = false
        isRereading = false
        isBehind = false
        seenLinks.removeAll()
        remember(position)
        return .restart(position)
    }

    /// False where this pass has been at `position` before.
    @discardableResult
    private mutating func remember(_ position: DeltaPosition) -> Bool {
        guard case .link(let link) = position else { return true }
        return seenLinks.insert(GUID(digestOf: link)).inserted
    }
}

extension GUID {
    /// The first half of a SHA-256.
    fileprivate init(digestOf text: String) {
        let digest = SHA256.digest(of: Array(text.utf8))
        let word = { (bytes: ArraySlice<UInt8>) in bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        self.init(high: word(digest[0..<8]), low: word(digest[8..<16]))
    }
}

extension RoundState.Failure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noLink: "a page has neither a next link nor a delta link"
        case .foreignLink: "a link leads away from Graph"
        case .repeatedLink: "a page leads back to one that was read already"
        case .tooManyPages: "there are more than \(RoundState.pagesMax) pages"
        case .tooManyRestarts: "the page token was lost \(RoundState.restartsMax) times"
        }
    }
}
