import Cryptography
import Directory
import Graph
import TestSupport
import Testing

/// What most tests of this module start from.
enum GraphFixture {
    static let tenant = GUID(high: 0x1111_2222_3333_4444, low: 0x5555_6666_7777_8888)
    static let secret = "s3cret/+&="

    static func cloud() throws -> GraphCloud {
        try #require(
            GraphCloud(.global, loginBase: "https://login.test", graphBase: "https://graph.test/")
        )
    }

    static func client(
        _ transport: any GraphTransport,
        clock: FakeClock = FakeClock(),
        throttle: ThrottleState = ThrottleState(),
        limit: ConcurrencyLimit? = nil,
        tenant: GUID = tenant,
        credential: GraphCredential = .secret(secret)
    ) throws -> GraphClient {
        GraphClient(
            tenant: tenant,
            applicationID: "app-id",
            credential: credential,
            cloud: try cloud(),
            transport: transport,
            throttle: throttle,
            limit: limit,
            clock: clock,
            random: SplitMix64(seed: 7)
        )
    }

    static func guid(_ text: String) throws -> GUID { try #require(GUID(text)) }

    /// A page of groups with everything that such a page can hold.
    static let groupsPage = #"""
        {
          "@odata.context": "https://graph.test/v1.0/$metadata#groups(id,displayName,members)",
          "@odata.nextLink": "https://graph.test/v1.0/groups/delta?$skiptoken=7qB0pfm1Zk3vXy_%2F~'()",
          "value": [
            {
              "id": "0B5C2a5e-2b3f-4a53-9a39-6f0d8d9f0001",
              "displayName": "Tutti \u00e0 \ud83d\ude00 \"quoted\" \/ 日本",
              "description": null,
              "mail": "all@contoso.com",
              "mailEnabled": false,
              "securityEnabled": true,
              "groupTypes": ["Unified", "DynamicMembership"],
              "createdDateTime": "2021-03-12T10:36:14Z",
              "isAssignableToRole": null,
              "unknownProperty": {"a": [1, 2.5, -3, 18446744073709551615, {"b": null}]},
              "members@delta": [
                {"@odata.type": "#microsoft.graph.user", "id": "5d0e6a54-9d3e-4b60-8f54-000000000001"},
                {"@odata.type": "#microsoft.graph.device", "id": "5d0e6a54-9d3e-4b60-8f54-000000000002"},
                {"id": "5d0e6a54-9d3e-4b60-8f54-000000000001", "@odata.type": "#microsoft.graph.user",
                 "@removed": {"reason": "deleted"}},
                {"@odata.type": "#microsoft.graph.agentIdentity", "id": "5d0e6a54-9d3e-4b60-8f54-000000000003"},
                {"id": "5d0e6a54-9d3e-4b60-8f54-000000000004"}
              ]
            },
            {"id": "0b5c2a5e-2b3f-4a53-9a39-6f0d8d9f0004", "@removed": {"reason": "changed"}},
            {"@removed": {"reason": "Deleted"}, "id": "0b5c2a5e-2b3f-4a53-9a39-6f0d8d9f0007"},
            {"id": "0b5c2a5e-2b3f-4a53-9a39-6f0d8d9f0008", "@removed": {"reason": "vanished"}},
            {"id": "0b5c2a5e-2b3f-4a53-9a39-6f0d8d9f0003", "displayName": "", "groupTypes": []}
          ]
        }
        """#
}
