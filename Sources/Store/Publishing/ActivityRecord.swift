public import Directory

/// One manual act, kept for ever.
public struct ActivityRecord: Hashable, Sendable {
    public var time: Timestamp
    /// The key of the principal that acted.
    public var actor: String
    /// A stable word such as `archived`.
    public var action: String
    public var organization: OrganizationID?
    public var asset: AssetID?
    /// The name of what was acted on, as it was then.
    public var subject: String
    public var detail: String
    /// Where the request came from.
    public var address: String

    public init(
        time: Timestamp,
        actor: String,
        action: String,
        organization: OrganizationID? = nil,
        asset: AssetID? = nil,
        subject: String = "",
        detail: String = "",
        address: String = ""
    ) {
        self.time = time
        self.actor = actor
        self.action = action
        self.organization = organization
        self.asset = asset
        self.subject = subject
        self.detail = detail
        self.address = address
    }
}
