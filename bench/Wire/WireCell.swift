import Client
import Foundation
import Wire

/// One comparison: the same number of bytes from the server, from a file and from other gRPC libraries.
struct WireCell {
    /// The row of the table of targets, and its limit; without a target the figures stand for themselves.
    var target: String
    var limit: Double?
    var name: String
    /// The message that is asked for, without its gRPC prefix.
    var path: String
    var message: [UInt8]
    var isSecure = false
    /// Whether it is also asked at fixed rates.
    var isSwept = false
    /// Content of the reply, the prefixes of its messages included; learned from the first.
    var byteCount = 0

    var body: [UInt8] { Self.framed(message) }

    /// What each size of tenant is asked; every reply is looked at once through a client.
    static func all(of tenant: ServedTenant) throws -> [WireCell] {
        let list = V1.ListGroupsRequest {
            $0.organizationID = ServedTenant.organization
            $0.kind = .security
            $0.pageSize = 50
        }
        let client = tenant.client()
        let call = try client.stream(V1.GroupsService.list, list)
        var rows: [V1.GroupRow] = []
        while let response = try call.next() { rows += response.rows }
        guard !rows.isEmpty, rows.count <= 50 else {
            throw BenchFailure("a page had \(rows.count) rows")
        }
        let get = V1.GetGroupRequest { $0.id = rows[rows.count / 2].id }
        guard try client.call(V1.GroupsService.get, get).row?.id == get.id else {
            throw BenchFailure("Get answered another group")
        }
        let members = V1.ListMembersRequest {
            $0.id = tenant.tenant.largestGroup
            $0.pageSize = 50
        }
        let groups = V1.GroupsOfPrincipalRequest {
            $0.organizationID = ServedTenant.organization
            $0.principal = .user(entraID: tenant.tenant.busiestUser)
            $0.pageSize = 50
        }
        var listCell = WireCell(
            target: "P1",
            limit: 1.25,
            name: "List, \(rows.count) rows, h2c",
            path: V1.GroupsService.list.path,
            message: list.encoded()
        )
        var secureCell = listCell
        listCell.isSwept = true
        secureCell.target = "P2"
        secureCell.limit = 1
        secureCell.name = "List, \(rows.count) rows, TLS"
        secureCell.isSecure = true
        return [
            listCell, secureCell,
            WireCell(
                target: "P3",
                limit: 1.25,
                name: "Get, h2c",
                path: V1.GroupsService.get.path,
                message: get.encoded(),
                isSwept: true
            ),
            WireCell(
                target: "",
                name: "Members of the largest group, 50 rows, h2c",
                path: V1.GroupsService.members.path,
                message: members.encoded()
            ),
            WireCell(
                target: "",
                name: "OfPrincipal, h2c",
                path: V1.GroupsService.ofPrincipal.path,
                message: groups.encoded()
            ),
        ]
    }

    /// One gRPC message, not compressed.
    static func framed(_ message: [UInt8]) -> [UInt8] {
        var content: [UInt8] = [0]
        for shift in stride(from: 24, through: 0, by: -8) {
            content.append(UInt8(truncatingIfNeeded: message.count >> shift))
        }
        return content + message
    }
}
