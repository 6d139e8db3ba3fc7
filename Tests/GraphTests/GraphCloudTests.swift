import Directory
import Testing

@testable import Graph

@Suite struct GraphCloudTests {
    /// Rule 35: the scope is that of the right cloud.
    @Test(arguments: [
        (
            Integration.Cloud.global, "https://login.microsoftonline.com",
            "https://graph.microsoft.com"
        ),
        (.usGovernmentL4, "https://login.microsoftonline.us", "https://graph.microsoft.us"),
        (.usGovernmentL5, "https://login.microsoftonline.us", "https://dod-graph.microsoft.us"),
        (
            .china, "https://login.chinacloudapi.cn",
            "https://microsoftgraph.chinacloudapi.cn"
        ),
    ])
    func everyCloudHasItsHosts(cloud: Integration.Cloud, login: String, graph: String) {
        let cloud = GraphCloud(cloud)
        #expect(cloud.loginBase == login)
        #expect(cloud.graphBase == graph)
        #expect(cloud.scope == graph + "/.default")
        #expect(
            cloud.tokenURL(tenant: GraphFixture.tenant)
                == "\(login)/11112222-3333-4444-5555-666677778888/oauth2/v2.0/token"
        )
        #expect(cloud.serves(graph + "/v1.0/groups/delta?$deltatoken=x"))
    }

    @Test func aSimulatorStandsInAtOtherAddresses() throws {
        let cloud = try #require(
            GraphCloud(.china, loginBase: "http://LOCALHOST:1/", graphBase: "https://127.0.0.1:2")
        )
        #expect(cloud.loginBase == "http://localhost:1")
        #expect(cloud.graphBase == "https://127.0.0.1:2")
        #expect(cloud.scope == "https://microsoftgraph.chinacloudapi.cn/.default")
        #expect(cloud.serves("https://127.0.0.1:2/v1.0/users/delta"))
        #expect(!cloud.serves("https://127.0.0.1/v1.0/users/delta"))
        #expect(GraphCloud(.global, loginBase: "localhost", graphBase: "https://a") == nil)
        #expect(GraphCloud(.global, loginBase: "https://a", graphBase: "ftp://a") == nil)
    }

    /// Rule 2: whatever could be read as another host is another host.
    @Test(arguments: [
        "https://graph.microsoft.com.evil.test/v1.0", "https://graph.microsoft.com@evil.test/",
        "https://evil.test/https://graph.microsoft.com/", "http://graph.microsoft.com/",
        "https://graph.microsoft.com:8443/", "https://graph.microsoft.com\\@evil.test/",
        "https://graph.microsoft.com:443@evil.test/", "https://evil.test#graph.microsoft.com",
        "//graph.microsoft.com/", "graph.microsoft.com", "/v1.0/groups/delta", "",
        "https://graph.microsoft.com :443/", "https://graph.microsoft.com\n/", "https:///v1.0",
        "https://grаph.microsoft.com/", "https://user:pw@graph.microsoft.com/",
        "https://graph.microsoft.com:+443/", "https://graph.microsoft.com:99999/",
        "https://[graph.microsoft.com]/", "https://graph.microsoft.com%2eevil.test/",
    ])
    func otherHostsAreNotServed(link: String) {
        #expect(!GraphCloud(.global).serves(link))
    }

    @Test(arguments: [
        "https://graph.microsoft.com", "https://GRAPH.microsoft.COM/v1.0",
        "HTTPS://graph.microsoft.com:443/x?y@z", "https://graph.microsoft.com?a",
        "https://graph.microsoft.com#a@b",
    ])
    func theSameHostInOtherWordsIsServed(link: String) {
        #expect(GraphCloud(.global).serves(link))
    }

    @Test func addressesAreOriginsToo() {
        #expect(URLOrigin("http://[::1]:80/a") == URLOrigin("http://[::1]"))
        #expect(URLOrigin("http://[::1") == nil)
        #expect(URLOrigin("http://127.0.0.1:8080/")?.port == 8080)
        #expect(URLOrigin("https://a")?.port == 443)
    }

    @Test func theConsentLinkIsEncoded() {
        let url = GraphCloud(.global).adminConsentURL(
            tenant: GraphFixture.tenant,
            applicationID: "a b",
            redirectURI: "https://x/?y=1&z"
        )
        #expect(
            url == "https://login.microsoftonline.com/11112222-3333-4444-5555-666677778888"
                + "/adminconsent?client_id=a%20b&redirect_uri=https%3A%2F%2Fx%2F%3Fy%3D1%26z"
        )
    }
}
