/// How the delta of a tenant behaves where Graph leaves it open, or differs from day to day.
public struct DeltaBehavior: Sendable, Equatable, Codable {
    /// The most objects on a page.
    public var objectsPerPageMax = 200
    /// The most member links on a page, and the size of the slices of a large group.
    public var linksPerPageMax = 500
    /// The share of deleted objects and former members that an initial round reports as removed.
    public var initialRemovedShare = 0.5
    /// The share of the previous round's changes that an incremental round reports again.
    public var replayShare = 0.1
    /// The share of pages that come back empty with a link to go on.
    public var emptyPageShare = 0.02
    /// Whether the purge of an object is reported to the groups it was in.
    public var purgeReportedInMembers = true
    /// Whether a restored group is reported with all its members.
    public var restoreResendsMembers = true

    public init() {}

    /// Reads a behavior of which only what differs from the usual one need be there.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        objectsPerPageMax =
            try values.decodeIfPresent(Int.self, forKey: .objectsPerPageMax) ?? objectsPerPageMax
        linksPerPageMax =
            try values.decodeIfPresent(Int.self, forKey: .linksPerPageMax) ?? linksPerPageMax
        initialRemovedShare =
            try values.decodeIfPresent(Double.self, forKey: .initialRemovedShare)
            ?? initialRemovedShare
        replayShare = try values.decodeIfPresent(Double.self, forKey: .replayShare) ?? replayShare
        emptyPageShare =
            try values.decodeIfPresent(Double.self, forKey: .emptyPageShare) ?? emptyPageShare
        purgeReportedInMembers =
            try values.decodeIfPresent(Bool.self, forKey: .purgeReportedInMembers)
            ?? purgeReportedInMembers
        restoreResendsMembers =
            try values.decodeIfPresent(Bool.self, forKey: .restoreResendsMembers)
            ?? restoreResendsMembers
        guard objectsPerPageMax > 0, linksPerPageMax > 0 else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "a page must have room for an object and a link"
                )
            )
        }
    }
}
