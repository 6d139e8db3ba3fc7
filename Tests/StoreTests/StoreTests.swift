import Directory
import Testing

@testable import Store

@Suite struct StoreTests {
    @Test func aNewStoreIsEmptyAndKeepsItsIdentity() throws {
        let scratch = Scratch()
        let first = try Store(directory: scratch.file("data"))
        let id = first.storeID
        #expect(id.count == 16)
        #expect(first.newest.revision == .none)
        #expect(first.newest.chain == .empty)
        first.close()
    }

    @Test func whatIsPublishedIsThereAfterReopening() throws {
        let scratch = Scratch()
        let organization: OrganizationID
        let image: OrganizationImage
        let id: [UInt8]
        do {
            let store = try Store(directory: scratch.file("data"))
            id = store.storeID
            organization = try store.intern(organization: "contoso")
            let tenant = try store.intern(tenant: GUID(high: 1, low: 1))
            let objects = try store.intern(
                objects: [
                    ObjectKey(entraID: GUID(high: 2, low: 2), type: .group),
                    ObjectKey(entraID: GUID(high: 3, low: 3), type: .user),
                ],
                in: tenant
            )
            var publication = Publication(
                time: Timestamp(milliseconds: 1000),
                cause: .sync,
                organizations: [organization]
            )
            publication.add(
                .policy(
                    .tenant(
                        tenant,
                        Tenant(
                            entraID: GUID(high: 1, low: 1),
                            integrationKey: "main",
                            organization: organization
                        )
                    )
                )
            )
            publication.add(.object(objects[0], .group(Group(displayName: "Sales"))))
            publication.add(.membership(group: objects[0], member: objects[1], isMember: true))
            let published = try store.publish(publication)
            #expect(published.madeRevision)
            #expect(published.revision == Revision(1))
            image = try store.read { reader throws(StoreError) in
                try reader.image(of: organization)
            }
            #expect(image.objects.map(\.id) == objects)
            #expect(
                image.memberships == [Membership(group: objects[0], member: objects[1])]
            )
            store.close()
        }
        let store = try Store(directory: scratch.file("data"))
        #expect(store.storeID == id)
        #expect(store.newest.revision == Revision(1))
        let again = try store.read { reader throws(StoreError) in
            try reader.image(of: organization)
        }
        #expect(again == image)
    }
}
