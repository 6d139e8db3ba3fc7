public import Directory

extension VisibleSet {
    /// Whether everything that `other` lets see can be seen here too.
    public func includes(_ other: VisibleSet) -> Bool {
        let coversOrganizations =
            switch (organizations, other.organizations) {
            case (.all, _): true
            case (.only, .all): false
            case (.only(let mine), .only(let theirs)): mine.isSuperset(of: theirs)
            }
        return coversOrganizations && deniedKinds.isSubset(of: other.deniedKinds)
            && hiddenAssets.allSatisfy { organization, hidden in
                !other.contains(organization)
                    || hidden.isSubset(of: other.hiddenAssets[organization] ?? [])
            }
    }

    /// Whether what can be seen of an organization is not the same as in `other`.
    public func differs(from other: VisibleSet, in organization: OrganizationID) -> Bool {
        GroupKind.allCases.contains { kind in
            list(of: kind, in: organization) != other.list(of: kind, in: organization)
        }
    }
}
