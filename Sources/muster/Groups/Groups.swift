import ArgumentParser

/// `muster groups`: the documented groups.
struct Groups: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups",
        abstract: "Show documented groups.",
        subcommands: [
            GroupsList.self, GroupsShow.self, GroupsMembers.self, GroupsDevices.self,
            GroupsNested.self, GroupsSearch.self, GroupsOf.self, GroupsAccess.self,
        ]
    )
}
