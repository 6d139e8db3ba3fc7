public import Directory

extension AccessPolicy {
    /// What is another of a group's access list under `later`: nothing, `access`, or also what client users are
    /// shown of it.
    public func listChange(of asset: AssetID, to later: AccessPolicy) -> ChangeMask {
        guard lists[asset] != later.lists[asset] else { return [] }
        let isAnotherToClientUsers =
            clientUsers(on: lists[asset]) != later.clientUsers(on: later.lists[asset])
        return isAnotherToClientUsers ? [.access, .clientAccess] : .access
    }

    /// A list as client users are shown it: `nil` where there is none, else each other by name.
    private func clientUsers(on list: GroupAccess?) -> Set<String>? {
        list.map { $0.users.filter { principals[$0]?.role == .clientUser } }
    }
}
