public import Directory

/// Who makes a call, with everything that decisions about the call need.
public struct Caller: Hashable, Sendable {
    public let principalKey: String
    public let role: Principal.Role
    public let visible: VisibleSet

    public init(principalKey: String, role: Principal.Role, visible: VisibleSet) {
        self.principalKey = principalKey
        self.role = role
        self.visible = visible
    }

    /// Why the caller may not use `capability`; `nil` when it may.
    public func refusal(of capability: Capability) -> Refusal? {
        role.has(capability) ? nil : .capabilityMissing(capability)
    }

    /// Why the caller may not use `capability` in `organization`; `nil` when it may.
    ///
    /// An organization that the caller cannot see is refused first and alike whether or not it exists.
    public func refusal(
        of capability: Capability,
        in organization: OrganizationID?
    ) -> Refusal? {
        guard let organization, visible.contains(organization) else {
            return .organizationNotFound
        }
        return refusal(of: capability)
    }
}
