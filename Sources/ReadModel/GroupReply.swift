public import Access
public import Directory
public import Wire

/// The answer about one group: its row as it was published, what the caller may do, and the details.
public struct GroupReply: Sendable {
    /// The encoded row, as the caller sees it.
    public let row: [UInt8]
    /// The facts behind its status, on which depends what a caller may do.
    public let reasons: StatusReasons
    public let detail: V1.GroupDetail

    /// The answer about `asset`; `nil` when it has no row or the caller cannot see it.
    public init?(
        _ asset: AssetID,
        in snapshot: OrganizationSnapshot,
        organizationKey: String,
        caller: Caller
    ) {
        let state = snapshot.state
        guard let entry = state.assets[asset], let key = state.rowKey(of: entry),
            caller.visible.contains(asset, of: entry.facts.kind, in: state.organization),
            let row = state[entry.facts.kind].rowBytes(of: key)
        else { return nil }
        self.row = caller.visible.shown(row, in: state.organization)
        let reasons = state.reasons(for: entry.facts)
        self.reasons = reasons
        var detail = V1.GroupDetail()
        detail.organizationID = organizationKey
        if let object = entry.facts.object, let entry = state.objects[object],
            let group = entry.group?.group
        {
            detail.createdAt = group.created.map {
                Google.Timestamp(milliseconds: $0.milliseconds)
            }
            detail.mailNickname = group.mailNickname ?? ""
            detail.mailEnabled = group.isMailEnabled
            detail.securityEnabled = group.isSecurityEnabled
            detail.groupTypes = group.groupTypes
            detail.visibility = group.visibility ?? ""
            detail.assignableToRole = group.isAssignableToRole
            detail.onPremisesSynced = group.isOnPremisesSynced
            detail.onPremisesDomain = group.onPremisesDomainName ?? ""
            if GroupAction.manage.verdict(for: caller.role, on: reasons) == .possible {
                detail.manageURL = Self.manageURL(entry.entraID)
            }
        }
        self.detail = detail
    }

    /// The group's page in Entra.
    private static func manageURL(_ group: GUID) -> String {
        "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/GroupDetailsMenuBlade/~/Overview"
            + "/groupId/\(group.text)"
    }
}
