import Access
import Directory
import Store

/// The changes of one publish after each has found its place: the documentation, or what is pending on top of it.
///
/// Whatever changes nothing has been taken out.
struct RoutedChanges {
    var objects: [ObjectID: ObjectProperties?] = [:]
    var memberships: [Membership: Bool] = [:]
    var facts: [AssetID: AssetFacts] = [:]
    var contacts: [ContactID: Contact?] = [:]
    var configurations: [ConfigurationID: Configuration?] = [:]
    /// Whose each contact and configuration is, or was.
    var contactOwners: [ContactID: OrganizationID] = [:]
    var configurationOwners: [ConfigurationID: OrganizationID] = [:]
    /// What people chose for users and devices.
    var choices: [ObjectID: Match] = [:]
    var policy: [PolicyItem] = []
    /// Groups whose access list is another: whose they are, and what of the list changed.
    var lists: [AssetID: (organization: OrganizationID, mask: ChangeMask)] = [:]
    var pendingObjects: [ObjectID: PendingObject?] = [:]
    var pendingMembers: [Membership: Bool?] = [:]
    /// Groups whose pending memberships have all become documentation.
    var thawedGroups: Set<ObjectID> = []
    /// The objects that the changes speak of, and who they are.
    var identities: [ObjectID: Who] = [:]
}

extension RoutedChanges {
    /// Finds the groups whose access list the policy's items change.
    mutating func noteLists(from before: AccessPolicy, to after: AccessPolicy) {
        for case .groupAccess(let asset, _) in policy {
            let mask = before.listChange(of: asset, to: after)
            guard !mask.isEmpty, let list = after.lists[asset] ?? before.lists[asset] else {
                continue
            }
            lists[asset] = (organization: list.organization, mask: mask)
        }
    }
}
