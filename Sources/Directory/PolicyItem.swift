/// One record that decides what is synced and who may see what: everything that is not itself documentation.
///
/// Policy changes only by a publish, so that every reply can name the policy under which it was made.
public enum PolicyItem: Hashable, Sendable {
    case organization(OrganizationID, Organization?)
    case integration(String, Integration?)
    case tenant(TenantID, Tenant?)
    case principal(String, Principal?)
    case token(String, AccessToken?)
    case userGroup(String, UserGroup?)
    /// `nil`: everyone with access to the organization sees the group.
    case groupAccess(AssetID, GroupAccess?)
    case account(Account)
    case assetType(GroupKind, AssetType?)
    /// By an id of its own, which never comes again.
    case relatedItem(String, RelatedItem?)
}
