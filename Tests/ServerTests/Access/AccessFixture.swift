import Client
import Dispatch
import Directory
import Store
import Synchronization
import Testing
import Wire

@testable import Server

/// A service on a documented store, with its administrator, for users whose access is cut.
final class AccessFixture {
    let plan: DocumentedStore
    let running: RunningService
    let administrator: MusterClient
    private let directory = ScratchDirectory()

    /// Starts on the store that follows from `seed`; the groups of `left` were never there.
    init(seed: UInt64, without left: Set<Int> = []) throws {
        plan = DocumentedStore(seed: seed)
        try plan.write(to: directory, without: left)
        running = try RunningService(in: directory)
        administrator = try running.client()
    }

    /// Publishes what a sync would bring that finds every group; answers the revision.
    func sync() throws -> UInt64 {
        let plan = plan
        let done = DispatchSemaphore(value: 0)
        let result = Mutex<Result<UInt64, any Error>?>(nil)
        _ = running.service.writer.post(.step) { state in
            let published = Result<UInt64, any Error> {
                let batch = try plan.everything(in: state.publisher.store)
                return try state.publisher.publish(batch).revision.number
            }
            result.withLock { $0 = published }
            done.signal()
        }
        done.wait()
        return try #require(try result.withLock { try $0?.get() })
    }

    /// Makes or replaces a user, who sees every organization unless told otherwise.
    @discardableResult
    func put(
        _ id: String,
        _ role: V1.Role,
        _ change: (inout V1.User) -> Void = { _ in }
    ) throws -> V1.PutUserResponse {
        var user = V1.User {
            $0.id = id
            $0.role = role
            $0.allOrganizations = role != .lite && role != .clientUser
        }
        change(&user)
        return try administrator.call(
            V1.PrincipalsService.putUser,
            V1.PutUserRequest { $0.user = user }
        )
    }

    /// A client that calls as a user.
    func client(_ id: String) throws -> MusterClient {
        let made = try administrator.call(
            V1.PrincipalsService.createToken,
            V1.CreateTokenRequest { $0.principalID = id }
        )
        return try running.client(token: made.secret)
    }

    @discardableResult
    func putGroup(
        _ id: String,
        users: [String],
        denies: [V1.GroupKind] = []
    ) throws -> V1.PutUserGroupResponse {
        try administrator.call(
            V1.PrincipalsService.putUserGroup,
            V1.PutUserGroupRequest {
                $0.userGroup = V1.UserGroup {
                    $0.id = id
                    $0.userIDs = users
                    $0.deniedKinds = denies
                }
            }
        )
    }

    /// Lets only the listed users see groups; `nil` lets everyone.
    @discardableResult
    func restrict(
        _ groups: [DocumentedStore.PlannedGroup],
        to users: [String]?,
        userGroups: [String] = [],
        by client: MusterClient? = nil
    ) throws -> V1.SetAccessResponse {
        try (client ?? administrator).call(
            V1.GroupsService.setAccess,
            V1.SetAccessRequest {
                $0.ids = groups.map(\.publicID.text)
                $0.access = V1.GroupAccess {
                    $0.restricted = users != nil
                    $0.userIDs = users ?? []
                    $0.userGroupIDs = userGroups
                }
            }
        )
    }

    /// The rows of a list, archived ones included.
    func rows(_ kind: V1.GroupKind, _ client: MusterClient) throws -> [V1.GroupRow] {
        let call = try client.stream(
            V1.GroupsService.list,
            V1.ListGroupsRequest {
                $0.organizationID = DocumentedStore.organization
                $0.kind = kind
                $0.filter = V1.GroupFilter { $0.includeArchived = true }
            }
        )
        var rows: [V1.GroupRow] = []
        while let page = try call.next() { rows += page.rows }
        return rows
    }

    /// Why a call fails; empty when it does not.
    static func reason(_ body: () throws -> Void) -> String {
        do {
            try body()
            return ""
        } catch {
            return (error as? ClientError)?.reason ?? "\(error)"
        }
    }
}
