import Directory
import Foundation
import Store
import Testing

@testable import muster_bench

/// Tenants that are written straight into a store.
@Suite struct StoredTenantTests {
    private func folder() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("stored-\(UUID())").path
    }

    @Test func theImageInTheStoreIsTheShape() throws {
        let path = folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let shape = TenantShape(.xs)
        let tenant = try StoredTenant.kept(.xs, in: path) { _ in }
        let store = try Store(directory: path)
        defer { store.close() }
        let organization = try store.intern(organization: StoredTenant.organization)
        let image = try store.read { reader throws(StoreError) in
            try reader.image(of: organization)
        }
        let wanted = (1...shape.groupCount).map { shape.members(ofGroup: $0).count }
        #expect(image.memberships.count == wanted.reduce(0, +))
        #expect(image.memberships.count == tenant.membershipCount)
        var found: [Int] = Array(repeating: 0, count: shape.groupCount)
        let groups = Set(image.memberships.map(\.group)).sorted()
        for membership in image.memberships {
            found[groups.firstIndex(of: membership.group) ?? 0] += 1
        }
        #expect(found.sorted() == wanted.sorted())
        #expect(image.assets.count == shape.groupCount)
        #expect(image.contacts.count == shape.userCount / 10 * 9)
        let matched = image.objects.filter { $0.match.record != nil }
        #expect(matched.count == image.contacts.count)
        // The server counts revisions from here on.
        #expect(store.newest.revision.number == UInt64(tenant.revisionCount) + 1)
    }

    @Test func aTenantThatIsThereIsNotBuiltAgain() throws {
        let path = folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        var notes: [String] = []
        let first = try StoredTenant.kept(.xs, in: path) { notes.append($0) }
        let second = try StoredTenant.kept(.xs, in: path) { notes.append($0) }
        #expect(notes.count == 1)
        #expect(first.largestGroup == second.largestGroup)
        #expect(first.membershipCount == second.membershipCount)
        #expect(throws: BenchFailure.self) { try StoredTenant.kept(.s, in: path) { _ in } }
    }

    @Test func membersAreTheSameInEveryRunAndEachOnce() {
        let shape = TenantShape(.s)
        for group in [1, 2, 10, 50, 699] {
            let members = shape.members(ofGroup: group)
            #expect(members == shape.members(ofGroup: group))
            #expect(Set(members).count == members.count && members == members.sorted())
            #expect(members.allSatisfy { (1...shape.userCount).contains($0) })
        }
        #expect(shape.members(ofGroup: 1).count == 2000)
        #expect(shape.members(ofGroup: 50).contains(TenantShape.busiestUser))
    }
}
