import ArgumentParser
import Client
import Transport
import Wire

/// Which group a command is about: an organization, and a name or an id.
struct GroupArguments: ParsableArguments {
    @Argument(help: "The organization's id.")
    var organization: String

    @Argument(help: "The group's name, asset id or object id in Entra.")
    var group: String

    /// The asset id of the group.
    func assetID(_ client: MusterClient, at point: V1.ReadPoint? = nil) throws -> String {
        try GroupLookup(organization: organization, group: group, point: point).assetID(client)
    }
}

/// Several groups that a command is about.
struct GroupsArguments: ParsableArguments {
    @Argument(help: "The organization's id.")
    var organization: String

    @Argument(help: "Names, asset ids or object ids in Entra, at most 1000.")
    var groups: [String]

    /// The asset ids of the groups, in the order in which they were named.
    func assetIDs(_ client: MusterClient) throws -> [String] {
        try groups.map {
            try GroupLookup(organization: organization, group: $0).assetID(client)
        }
    }
}

/// Finds one group of an organization by its name or an id.
struct GroupLookup {
    let organization: String
    let group: String
    /// When the group had that name; `nil` for now.
    var point: V1.ReadPoint?

    /// The asset id of the group.
    ///
    /// - Parameter client: Where to look it up.
    /// - Returns: The id.
    /// - Throws: `notFound`, or a usage error with the ids to choose from when several groups have the name.
    func assetID(_ client: MusterClient) throws -> String {
        if Self.isGUID(group), let id = try assetIDIfKnown(client) { return id }
        var found: [V1.GroupRow] = []
        for kind in [V1.GroupKind.security, .microsoft365] { found += try candidates(kind, client) }
        switch found.count {
        case 1:
            return found[0].id
        case 0:
            throw CommandError(
                .notFound,
                "organization \"\(organization)\" has no group \"\(group)\"; "
                    + "muster groups search finds names by a part of them"
            )
        default:
            let choices = found.map { "\($0.id) (\(GroupColumns.kind($0)))" }.joined(
                separator: ", "
            )
            throw CommandError(
                .usage,
                "\(found.count) groups are called \"\(group)\"; give an id: \(choices)"
            )
        }
    }

    private func assetIDIfKnown(_ client: MusterClient) throws -> String? {
        do throws(ClientError) {
            let reply = try client.call(
                V1.GroupsService.get,
                .init {
                    $0.id = group; $0.at = point
                }
            )
            return reply.row?.id
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    /// The groups of one kind with exactly this name, in any case, or with this object id.
    private func candidates(_ kind: V1.GroupKind, _ client: MusterClient) throws -> [V1.GroupRow] {
        let isObjectID = Self.isGUID(group)
        let request = V1.ListGroupsRequest {
            $0.organizationID = organization
            $0.kind = kind
            $0.columns = ["name", "kind", "subtype", "entra_id"]
            $0.at = point
            $0.filter = V1.GroupFilter {
                $0.includeArchived = true
                // The past is listed without filter; what is not meant is left out below.
                $0.nameContains = isObjectID || point != nil ? "" : group
            }
        }
        let call = try client.stream(V1.GroupsService.list, request)
        var found: [V1.GroupRow] = []
        while let page = try call.next() {
            found += page.rows.filter {
                isObjectID
                    ? $0.entraID == group.lowercased()
                    : $0.name.lowercased() == group.lowercased()
            }
        }
        return found
    }

    private static func isGUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.count) == [8, 4, 4, 4, 12] && parts.joined().allSatisfy(\.isHexDigit)
    }
}
