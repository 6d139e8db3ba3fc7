import Directory
import ReadModel
import Store

/// The groups that a batch begins to document.
///
/// Their assets get ids before anything is routed: the store serves one caller at a time, so that no id can be given out
/// while it is read.
enum NewGroups {
    /// The ids of their assets, by group.
    static func assets(
        in changes: [Change],
        present: PresentState,
        held: Set<TenantID>,
        policy: Policy,
        store: Store
    ) throws(StoreError) -> [ObjectID: AssetID] {
        var groups: [OrganizationID: [ObjectID]] = [:]
        for case .object(let id, .group(let group)?) in changes {
            guard !group.isDeleted, present.asset(of: id) == nil,
                let who = present.identities[id], !held.contains(who.tenant),
                let tenant = policy.tenants[who.tenant],
                policy.documents(group, of: tenant)
            else { continue }
            groups[tenant.organization, default: []].append(id)
        }
        var assets: [ObjectID: AssetID] = [:]
        for (organization, ids) in groups.sorted(by: { $0.key < $1.key }) {
            let interned = try store.intern(assetsOf: ids, organization: organization)
            for (id, asset) in zip(ids, interned) { assets[id] = asset }
        }
        return assets
    }
}

extension Policy {
    /// Whether groups like `group` of `tenant` are documented at all.
    func documents(_ group: Group, of tenant: Tenant) -> Bool {
        guard !tenant.isRemoved, let integration = integrations[tenant.integrationKey],
            !integration.isRemoved
        else { return false }
        return integration.documents(group.scope)
    }
}
