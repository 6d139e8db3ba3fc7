import Directory
import Testing

@testable import Store

@Suite struct InterningTests {
    @Test func keysKeepTheirIdsForEver() throws {
        let scratch = Scratch()
        let keys = (0..<50).map {
            ObjectKey(entraID: GUID(high: UInt64(50 - $0), low: 1), type: .device)
        }
        var store = try Store(directory: scratch.file("data"))
        let organization = try store.intern(organization: "contoso")
        let tenants = [
            try store.intern(tenant: GUID(high: 1, low: 1)),
            try store.intern(tenant: GUID(high: 1, low: 2)),
        ]
        let objects = try tenants.map { try store.intern(objects: keys, in: $0) }
        #expect(Set(objects.flatMap { $0 }).count == 100, "the same Entra id in two tenants")
        let contacts = try store.intern(contacts: ["a", "b", "a"], of: organization)
        #expect(contacts[0] == contacts[2])
        #expect(contacts[0] != contacts[1])
        let machines = try store.intern(configurations: ["a"], of: organization)
        store.close()
        store = try Store(directory: scratch.file("data"))
        #expect(try store.intern(organization: "contoso") == organization)
        #expect(try store.intern(objects: keys, in: tenants[1]) == objects[1])
        let more = try store.intern(contacts: ["c", "b", "a"], of: organization)
        #expect(more[1...] == [contacts[1], contacts[0]])
        #expect(!contacts.contains(more[0]))
        try store.read { reader throws(StoreError) in
            #expect(try reader.organizationID(key: "contoso") == organization)
            #expect(try reader.organizationID(key: "Contoso") == nil)
            #expect(try reader.organizationKey(of: organization) == "contoso")
            #expect(try reader.tenantID(entraID: GUID(high: 1, low: 2)) == tenants[1])
            #expect(try reader.entraID(of: tenants[0]) == GUID(high: 1, low: 1))
            let found = try reader.objectIDs(of: keys.map(\.entraID), in: tenants[0])
            #expect(found == objects[0])
            let unknown = [GUID(high: 9, low: 9)]
            #expect(try reader.objectIDs(of: unknown, in: tenants[0]) == [nil])
            let identity = try reader.identities(of: [objects[1][3], ObjectID(9999)])
            let expected = ObjectIdentity(
                tenant: tenants[1],
                entraID: keys[3].entraID,
                type: .device
            )
            #expect(identity == [expected, nil])
            #expect(try reader.contactID(externalID: "b", of: organization) == contacts[1])
            #expect(try reader.configurationID(externalID: "a", of: organization) == machines[0])
            #expect(try reader.configurationID(externalID: "b", of: organization) == nil)
        }
    }

    @Test func anAssetIsKnownByItsGroupAndByItsPublicID() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let organization = try store.intern(organization: "contoso")
        let entraTenant = GUID(high: 1, low: 1)
        let tenant = try store.intern(tenant: entraTenant)
        let group = ObjectKey(entraID: GUID(high: 2, low: 2), type: .group)
        let object = try store.intern(objects: [group], in: tenant)
        let asset = try store.intern(assetsOf: object, organization: organization)
        #expect(
            try store.intern(assetsOf: object + object, organization: organization)
                == asset + asset
        )
        let publicID = PublicIdentity.asset(tenant: entraTenant, group: group.entraID)
        let manual = PublicIdentity.random()
        let manualAsset = try store.intern(manualAsset: manual, organization: organization)
        #expect(try store.intern(manualAsset: manual, organization: organization) == manualAsset)
        try store.read { reader throws(StoreError) in
            #expect(try reader.assetID(publicID: publicID) == asset[0])
            #expect(try reader.assetIDs(of: object + [ObjectID(99)]) == [asset[0], nil])
            let identity = AssetIdentity(
                organization: organization,
                object: object[0],
                publicID: publicID
            )
            #expect(try reader.identity(of: asset[0]) == identity)
            #expect(try reader.identity(of: manualAsset)?.object == nil)
            #expect(try reader.identity(of: manualAsset)?.publicID == manual)
            #expect(try reader.identity(of: AssetID(99)) == nil)
        }
    }

    /// Clients keep these ids: they may never come out otherwise.
    @Test func publicIDsAreTheSameOnEveryStore() throws {
        let tenant = try #require(GUID("00112233-4455-6677-8899-aabbccddeeff"))
        let group = try #require(GUID("01234567-89ab-cdef-0123-456789abcdef"))
        let id = PublicIdentity.asset(tenant: tenant, group: group)
        #expect(id.text == "52016e14-ca3c-8f6d-8167-aff74c82516d")
        #expect(PublicIdentity.asset(tenant: group, group: tenant) != id)
        let random = PublicIdentity.random()
        #expect(random.high >> 12 & 0xF == 4)
        #expect(random.low >> 62 == 0b10)
        #expect(random != PublicIdentity.random())
    }
}
