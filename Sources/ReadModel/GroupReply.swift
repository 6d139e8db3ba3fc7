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
        assetType: AssetType? = nil,
        caller: Caller
    ) {
        let state = snapshot.state
        guard let entry = state.assets[asset], let key = state.rowKey(of: entry),
            caller.visible.contains(asset, of: entry.facts.kind, in: state.organization),
            let position = state[entry.facts.kind].position(of: key)
        else { return nil }
        let chunk = state[entry.facts.kind].chunk(of: position)
        let place = RowTable.row(of: position)
        let kept = Array(chunk.records[chunk.rowRange(place)])
        row =
            chunk.fields[place].isGuarded
            ? caller.visible.shown(kept, in: state.organization) : kept
        let reasons = state.reasons(for: entry.facts)
        self.reasons = reasons
        var detail = V1.GroupDetail()
        detail.organizationID = organizationKey
        detail.customFields = Self.customFields(of: entry.facts, assetType)
        if let manual = entry.facts.manual {
            detail.createdAt = Google.Timestamp(milliseconds: manual.created.milliseconds)
        }
        let tenant = entry.facts.tenant.flatMap { state.context.tenants[$0] }
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
                detail.manageURL = Self.manageURL(entry.entraID, in: tenant?.cloud ?? .global)
            }
        }
        self.detail = detail
    }

    /// Every field of the asset type, with what the group holds in it.
    public static func customFields(
        of facts: AssetFacts,
        _ type: AssetType?
    ) -> [V1.GroupCustomField] {
        (type?.fields ?? []).map { field in
            V1.GroupCustomField {
                $0.field = V1.CustomField(field)
                $0.values = facts.customValues.first { $0.key == field.key }?.texts ?? []
            }
        }
    }

    /// The group's page in the Entra portal of its cloud.
    private static func manageURL(_ group: GUID, in cloud: Integration.Cloud) -> String {
        let host =
            switch cloud {
            case .global: "entra.microsoft.com"
            case .usGovernmentL4, .usGovernmentL5: "entra.microsoft.us"
            case .china: "entra.microsoftonline.cn"
            }
        return "https://\(host)/#view/Microsoft_AAD_IAM/GroupDetailsMenuBlade/~/Overview"
            + "/groupId/\(group.text)"
    }
}

extension V1.CustomField {
    /// A field of an asset type as callers see it.
    public init(_ field: CustomField) {
        self.init()
        key = field.key
        name = field.name
        options = field.options
        required = field.isRequired
        hint = field.hint
        type =
            switch field.type {
            case .text: .text
            case .textarea: .textarea
            case .number: .number
            case .date: .date
            case .checkbox: .checkbox
            case .select: .select
            case .tag: .tag
            case .percent: .percent
            case .header: .header
            }
    }
}
