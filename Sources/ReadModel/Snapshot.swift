public import Directory

/// The whole service at one revision: policy, and an image of every organization that is loaded.
///
/// It never changes: a publish makes the next one and shares with it whatever it did not touch.
public final class Snapshot: Sendable {
    public let revision: Revision
    /// The hash over the change log up to this revision: 16 bytes, empty before the first.
    public let chain: [UInt8]
    public let policy: Policy
    public let organizations: [OrganizationID: OrganizationSnapshot]

    public init(
        revision: Revision,
        chain: [UInt8],
        policy: Policy,
        organizations: [OrganizationID: OrganizationSnapshot]
    ) {
        self.revision = revision
        self.chain = chain
        self.policy = policy
        self.organizations = organizations
    }

    /// The snapshot of the next publish, in which `changed` stand for their organizations.
    public func next(
        chain: [UInt8],
        policy: Policy,
        changed: [OrganizationSnapshot]
    ) -> Snapshot {
        var organizations = organizations
        for image in changed { organizations[image.organization] = image }
        return Snapshot(
            revision: revision.next,
            chain: chain,
            policy: policy,
            organizations: organizations
        )
    }

    /// The same revision with one more organization loaded, or one fewer.
    public func replacing(
        _ organization: OrganizationID,
        with image: OrganizationSnapshot?
    ) -> Snapshot {
        var organizations = organizations
        organizations[organization] = image
        return Snapshot(
            revision: revision,
            chain: chain,
            policy: policy,
            organizations: organizations
        )
    }
}
