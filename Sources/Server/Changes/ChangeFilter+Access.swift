import Access
import ChangeFeed
import Directory
import ReadModel

extension ChangeFilter {
    /// The filter as it holds for a caller: a group that is hidden is not there, and nothing is in what is not there.
    func seen(by caller: Caller, in snapshot: Snapshot) -> ChangeFilter {
        guard let organization = organizations?.first, case .object(.group, let id)? = principal,
            snapshot.organizations[organization]?.isHidden(id, from: caller) ?? false
        else { return self }
        return withHiddenPrincipal
    }
}
