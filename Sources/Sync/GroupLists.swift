import Directory
import Graph

/// What a round read of groups beside its pages, and what could not be read.
struct GroupLists: Sendable {
    /// The groups whose members the pages may not have told: restored ones.
    var apart: Set<GUID> = []
    /// All the members of those that could be read.
    var members: [GUID: [GraphMember]] = [:]
    /// Why others could not be; only a full round can tell their members.
    var failures: [GUID: String] = [:]
    /// Hidden members are not shown to the application; `nil` when there was nothing to ask.
    var lacksHiddenMembers: Bool?

    /// Where a full round names no member of a hidden group, it has none.
    var showsHidden: Bool { lacksHiddenMembers == false }
}
