/// What goes wrong with a request.
public enum FaultMode: String, Codable, CaseIterable, Sendable {
    // MARK: Another answer

    /// 429; `value` is its `Retry-After` in seconds, without one it has none.
    case throttled
    /// 429 whose `Retry-After` is a date, `value` seconds ahead.
    case throttledUntilDate
    /// 429 that counts for the application in all tenants; `value` as for `throttled`.
    case throttledApplication
    /// 503; `value` as for `throttled`.
    case unavailable
    case internalError
    /// 502 with a page of HTML.
    case badGateway
    case gatewayTimeout
    /// 400 whose body is the right answer.
    case badRequestWithData
    /// 404 `UnknownError`.
    case unknownError
    /// 401, as for a token whose time is over.
    case tokenExpired
    /// 401, as for a token that was taken back.
    case tokenRevoked
    /// 403, as without any consent.
    case consentRemoved
    /// 410 with the place of a full round in `Location`.
    case goneWithLocation
    /// 410 without that.
    case gone
    /// 400 `syncStateNotFound`.
    case syncStateNotFound
    /// 400 `resyncRequired`, in small letters.
    case resyncRequired
    /// 400 `Directory_ExpiredPageToken`.
    case pageTokenExpired
    /// 503 once, and then the next link of the repeated request leads nowhere until its page was read anew.
    case pageTokenLostAfterRetry

    // MARK: A broken connection

    /// 200 whose JSON ends after `value` hundredths.
    case truncatedJSON
    /// The connection ends after `value` hundredths of the body.
    case connectionReset
    /// The connection takes no further requests; this one is not answered.
    case goAway
    /// Nothing comes for `value` seconds.
    case stalledHeaders
    /// The body comes over `value` seconds.
    case slowDrip

    // MARK: A page that says things in its own way

    /// More than 100 kB on one line.
    case longLine
    /// Every object of the page stands in it twice.
    case duplicateObject
    /// An object of an earlier page stands in this one too.
    case repeatedObject
    /// What is there is said to be removed first.
    case removeThenAdd
    /// What is removed is said to be there first.
    case addThenRemove
    /// All of the round before comes again.
    case replay
    case emptyPage
    /// Objects and members are removed that nobody has ever seen.
    case deletionOfUnknown
    /// The next link leads to the page itself.
    case loopedLink
    case noLink
    case bothLinks
    /// The next link leads to a stranger.
    case foreignLink
    /// Links of 6 kB.
    case longLink

    // MARK: The token service

    /// The error with the AADSTS number `value`; without one the secret is wrong.
    case signInRefused
    /// 429; `value` as for `throttled`.
    case signInThrottled
    /// 503.
    case signInUnavailable

    /// What the request has to be for the fault to make sense.
    enum Scope {
        case anyOfGraph
        /// A delta query.
        case delta
        /// A delta query that goes on from somewhere.
        case deltaLink
        /// A request with a page token.
        case pageLink
        case signIn
    }

    var scope: Scope {
        switch self {
        case .throttled, .throttledUntilDate, .throttledApplication, .unavailable, .internalError,
            .badGateway, .gatewayTimeout, .badRequestWithData, .unknownError, .tokenExpired,
            .tokenRevoked, .consentRemoved, .truncatedJSON, .connectionReset, .goAway,
            .stalledHeaders, .slowDrip:
            .anyOfGraph
        case .pageTokenLostAfterRetry, .longLine, .duplicateObject, .repeatedObject,
            .removeThenAdd, .addThenRemove, .replay, .emptyPage, .deletionOfUnknown, .loopedLink,
            .noLink, .bothLinks, .foreignLink, .longLink:
            .delta
        case .goneWithLocation, .gone, .syncStateNotFound, .resyncRequired: .deltaLink
        case .pageTokenExpired: .pageLink
        case .signInRefused, .signInThrottled, .signInUnavailable: .signIn
        }
    }
}
