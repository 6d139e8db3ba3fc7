import ArgumentParser

/// `muster groups`: the documented groups.
struct Groups: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups",
        abstract: "Show and change documented groups.",
        subcommands: [
            GroupsList.self, GroupsShow.self, GroupsMembers.self, GroupsDevices.self,
            GroupsNested.self, GroupsSearch.self, GroupsOf.self, GroupsAccess.self,
            GroupsCreate.self, GroupsEdit.self, GroupsArchive.self, GroupsUnarchive.self,
            GroupsDelete.self, GroupsEnableSync.self, GroupsDisableSync.self,
        ]
    )
}
