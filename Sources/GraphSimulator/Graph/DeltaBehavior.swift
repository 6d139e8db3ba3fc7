/// How a tenant behaves where Graph leaves it open, or differs from day to day.
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
    /// Whether a security group is gone for good as soon as it is deleted.
    public var hardDeletesSecurityGroups = false
    /// Whether a deleted device can come back.
    public var softDeletesDevices = false
    /// Whether a restored user goes unreported where nothing that is followed has changed.
    public var hidesRestoredUsers = false
    /// How long it takes until a delta query shows a change.
    public var deltaLagSeconds: Int64 = 0
    /// How far the replica is behind that answers some of the other reads.
    public var readLagSeconds: Int64 = 0
    /// The share of the other reads that this replica answers.
    public var staleReadShare: Double = 1
    /// How long a dynamic group takes to follow an attribute; nil keeps its members as they are.
    public var dynamicDelaySeconds: Int64?
    /// How long a delta link is good.
    public var deltaTokenSeconds: Int64 = 7 * 86_400
    /// How long a next link of a delta query is good.
    public var pageTokenSeconds: Int64 = 900
    /// Whether an expired delta link is answered with 410 and a place to begin again, not with 400.
    public var expiryIsGone = false
    /// How long an access token is good.
    public var accessTokenSeconds: Int64 = 3_599
    /// Whether the tenant is one of Azure AD B2C, which has no delta queries.
    public var isConsumerTenant = false

    public init() {}

    /// Reads a behavior of which only what differs from the usual one need be there.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func read<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) throws {
            value = try values.decodeIfPresent(Value.self, forKey: key) ?? value
        }
        try read(.objectsPerPageMax, &objectsPerPageMax)
        try read(.linksPerPageMax, &linksPerPageMax)
        try read(.initialRemovedShare, &initialRemovedShare)
        try read(.replayShare, &replayShare)
        try read(.emptyPageShare, &emptyPageShare)
        try read(.purgeReportedInMembers, &purgeReportedInMembers)
        try read(.restoreResendsMembers, &restoreResendsMembers)
        try read(.hardDeletesSecurityGroups, &hardDeletesSecurityGroups)
        try read(.softDeletesDevices, &softDeletesDevices)
        try read(.hidesRestoredUsers, &hidesRestoredUsers)
        try read(.deltaLagSeconds, &deltaLagSeconds)
        try read(.readLagSeconds, &readLagSeconds)
        try read(.staleReadShare, &staleReadShare)
        dynamicDelaySeconds = try values.decodeIfPresent(Int64.self, forKey: .dynamicDelaySeconds)
        try read(.deltaTokenSeconds, &deltaTokenSeconds)
        try read(.pageTokenSeconds, &pageTokenSeconds)
        try read(.expiryIsGone, &expiryIsGone)
        try read(.accessTokenSeconds, &accessTokenSeconds)
        try read(.isConsumerTenant, &isConsumerTenant)
        guard objectsPerPageMax > 0, linksPerPageMax > 0 else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "a page must have room for an object and a link"
                )
            )
        }
    }

    /// How long after a change there may be answers without it.
    var lagSecondsMax: Int64 { max(deltaLagSeconds, readLagSeconds) }
}
