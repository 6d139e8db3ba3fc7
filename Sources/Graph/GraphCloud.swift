public import Directory

/// One of Microsoft's clouds: where to sign in, and where its Graph is.
///
/// A token is asked for one Graph and never sent to any other host.
public struct GraphCloud: Sendable, Equatable {
    /// Scheme, host and port of the sign-in service, without a slash at the end.
    public let loginBase: String
    /// Scheme, host and port of Graph, without a slash at the end.
    public let graphBase: String
    /// What a token is asked for: every permission that was granted in advance.
    public let scope: String

    /// The cloud as Microsoft runs it.
    public init(_ cloud: Integration.Cloud) {
        let (login, graph) =
            switch cloud {
            case .global: ("login.microsoftonline.com", "graph.microsoft.com")
            case .usGovernmentL4: ("login.microsoftonline.us", "graph.microsoft.us")
            case .usGovernmentL5: ("login.microsoftonline.us", "dod-graph.microsoft.us")
            case .china: ("login.chinacloudapi.cn", "microsoftgraph.chinacloudapi.cn")
            }
        loginBase = "https://\(login)"
        graphBase = "https://\(graph)"
        scope = "https://\(graph)/.default"
    }

    /// The same cloud at other addresses, as a simulator serves it; the scope stays.
    ///
    /// It is nil unless both are absolute `http` or `https` URLs without path.
    public init?(_ cloud: Integration.Cloud, loginBase: String, graphBase: String) {
        guard let login = URLOrigin(loginBase), let graph = URLOrigin(graphBase) else { return nil }
        self.loginBase = login.text
        self.graphBase = graph.text
        scope = GraphCloud(cloud).scope
    }

    /// Whether `link` leads to this Graph, so that the token may go with it.
    public func serves(_ link: String) -> Bool {
        guard let origin = URLOrigin(link) else { return false }
        return origin == URLOrigin(graphBase)
    }

    /// Where a tenant's tokens come from; also the audience of a client assertion.
    public func tokenURL(tenant: GUID) -> String {
        "\(loginBase)/\(tenant.text)/oauth2/v2.0/token"
    }

    /// Where an administrator of the tenant grants the application what it asks for.
    public func adminConsentURL(tenant: GUID, applicationID: String, redirectURI: String) -> String
    {
        let query = FormBody([("client_id", applicationID), ("redirect_uri", redirectURI)]).text
        return "\(loginBase)/\(tenant.text)/adminconsent?\(query)"
    }
}
