public import Directory

extension GraphCloud {
    /// The application permissions that documentation needs: nothing is ever written to Entra.
    public static let leastPermissions = [
        "Group.Read.All", "GroupMember.Read.All", "User.Read.All", "Device.Read.All",
        "Organization.Read.All",
    ]
    /// Without it the members of groups with hidden membership stay unknown.
    public static let optionalPermissions = ["Member.Read.Hidden"]
    /// What the fallback asks for: far more than is needed, as it lets the application change the directory.
    public static let fallbackPermission = "Directory.ReadWrite.All"

    /// Where an administrator of the tenant grants what the app registration lists, and nothing beyond.
    public func leastConsentURL(tenant: GUID, applicationID: String, redirectURI: String) -> String
    {
        consentURL(tenant, applicationID, scope, redirectURI)
    }

    /// Where an administrator of the tenant grants `fallbackPermission`.
    public func fallbackConsentURL(
        tenant: GUID,
        applicationID: String,
        redirectURI: String
    ) -> String {
        let graph = scope.dropLast(".default".count)
        return consentURL(tenant, applicationID, graph + Self.fallbackPermission, redirectURI)
    }

    /// A query may hold the colon and the slashes of `scope` as they are (RFC 3986 section 3.4).
    private func consentURL(
        _ tenant: GUID,
        _ applicationID: String,
        _ scope: String,
        _ redirectURI: String
    ) -> String {
        var url =
            "\(loginBase)/\(tenant.text)/v2.0/adminconsent?client_id=\(applicationID)&scope=\(scope)"
        if !redirectURI.isEmpty { url += "&" + FormBody([("redirect_uri", redirectURI)]).text }
        return url
    }
}
