import struct Directory.GUID
import Testing

@testable import GraphSimulator

/// What delta says when objects are deleted, restored and purged.
@Suite struct DeltaLifecycleTests {
    /// A client that has followed everything up to now, and a group with a member.
    private struct Follower {
        var client: SimulatedClient
        var links: [ObjectKind: String] = [:]
        let user = ObjectKey(kind: .user, ordinal: 2)
        let group = ObjectKey(kind: .group, ordinal: 1)
        let device = ObjectKey(kind: .device, ordinal: 3)

        init(_ behavior: DeltaBehavior = SimulatedClient.exact) throws {
            client = try SimulatedClient(behavior: behavior)
            client.change { [user, group, device] tenant in
                tenant.setMembership(ofGroup: group.ordinal, [user, device], isMember: true)
            }
            for (kind, select) in [
                (ObjectKind.user, "displayName"), (.group, "displayName,members"),
                (.device, "displayName"),
            ] {
                let pages = try client.pages("/\(kind.collectionName)/delta?$select=\(select)")
                links[kind] = pages.last?.deltaLink
            }
        }

        /// What the next round of a collection says about an object, nil if nothing.
        mutating func news(of key: ObjectKey) throws -> JSON? {
            let answers = try client.pages(try #require(links[key.kind]))
            links[key.kind] = answers.last?.deltaLink
            let id = client.id(key.kind, key.ordinal)
            return answers.flatMap(\.values).first { $0["id"]?.string == id }
        }

        func members(_ json: JSON?) -> [String: Bool] {
            var members: [String: Bool] = [:]
            for link in json?["members@delta"]?.array ?? [] {
                members[link["id"]?.string ?? ""] = link["@removed"] == nil
            }
            return members
        }
    }

    @Test func aDeletedUserKeepsItsMembershipsUntilItIsPurged() throws {
        var follower = try Follower()
        let user = follower.user
        let id = follower.client.id(.user, user.ordinal)
        follower.client.change { $0.delete(user, atSeconds: 0) }
        #expect(try follower.news(of: user)?["@removed"]?["reason"] == .string("changed"))
        #expect(try follower.news(of: follower.group) == nil)
        follower.client.change { $0.restore(user) }
        let restored = try #require(try follower.news(of: user))
        #expect(restored["@removed"] == nil && restored["displayName"] != nil)
        #expect(try follower.news(of: follower.group) == nil)
        follower.client.change { tenant in
            tenant.delete(user, atSeconds: 0)
            tenant.purge(user)
        }
        #expect(try follower.news(of: user)?["@removed"]?["reason"] == .string("deleted"))
        let group = try follower.news(of: follower.group)
        #expect(follower.members(group) == [id: false])
    }

    @Test func aPurgeMayGoUnreportedInMembers() throws {
        var behavior = SimulatedClient.exact
        behavior.purgeReportedInMembers = false
        var follower = try Follower(behavior)
        let user = follower.user
        follower.client.change { $0.purge(user) }
        #expect(try follower.news(of: user)?["@removed"]?["reason"] == .string("deleted"))
        #expect(try follower.news(of: follower.group) == nil)
        #expect(!follower.client.tenant.links(ofGroup: follower.group.ordinal).contains(user))
    }

    @Test func aDeviceIsDeletedForGood() throws {
        var follower = try Follower()
        let device = follower.device
        follower.client.change { $0.delete(device, atSeconds: 0) }
        #expect(try follower.news(of: device)?["@removed"]?["reason"] == .string("deleted"))
        let group = try follower.news(of: follower.group)
        #expect(follower.members(group) == [follower.client.id(.device, device.ordinal): false])
    }

    @Test(arguments: [true, false])
    func aRestoredGroupComesBack(withMembers: Bool) throws {
        var behavior = SimulatedClient.exact
        behavior.restoreResendsMembers = withMembers
        var follower = try Follower(behavior)
        let (user, device, group) = (follower.user, follower.device, follower.group)
        follower.client.change { $0.delete(group, atSeconds: 0) }
        let deleted = try #require(try follower.news(of: group))
        #expect(deleted["@removed"]?["reason"] == .string("changed"))
        #expect(deleted.keys == ["id", "@removed"])
        // A member that goes while the group is away must be known to be gone when it is back.
        follower.client.change { tenant in
            tenant.purge(user)
            tenant.restore(group)
        }
        let restored = try #require(try follower.news(of: group))
        #expect(restored["@removed"] == nil && restored["displayName"] != nil)
        let members = follower.members(restored)
        #expect(members[follower.client.id(.user, user.ordinal)] == false)
        #expect(members[follower.client.id(.device, device.ordinal)] == (withMembers ? true : nil))
        follower.client.change { tenant in
            tenant.delete(group, atSeconds: 0)
            tenant.purge(group)
        }
        #expect(try follower.news(of: group)?["@removed"]?["reason"] == .string("deleted"))
    }
}
