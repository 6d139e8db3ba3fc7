import Cryptography
import Directory

/// The token service: discovery and the client credentials grant.
struct TokenEndpoint {
    let simulation: Simulation
    let request: GraphRequest
    let nowSeconds: Int64
    /// What makes the answer unlike every other.
    let identifier: GUID
    var fault: Fault?

    /// Answers a path of the token service, nil if it is none.
    func respond(_ segments: [String]) -> GraphResponse? {
        guard let tenantName = segments.first else { return nil }
        do throws(TokenFailure) {
            switch (request.method, segments.dropFirst().joined(separator: "/")) {
            case ("GET", "v2.0/.well-known/openid-configuration"):
                return ok(discovery(try tenant(tenantName)))
            case ("GET", "discovery/v2.0/keys"):
                return ok(Array("{\"keys\":[]}".utf8))
            case ("POST", "oauth2/v2.0/token"):
                if let failure = fault.flatMap({ TokenFailure($0) }) { throw failure }
                return ok(try token(for: try tenant(tenantName), named: tenantName))
            default:
                return nil
            }
        } catch {
            return refuse(error)
        }
    }

    private func tenant(_ name: String) throws(TokenFailure) -> Tenant {
        guard GUID(name) != nil || isDomain(name) else { throw .malformedTenant(name) }
        guard let tenant = simulation.tenant(name), !tenant.hasVanished else {
            throw .unknownTenant(name)
        }
        return tenant
    }

    private func isDomain(_ name: String) -> Bool {
        name.contains(".")
            && name.allSatisfy { character in
                character.isLetter || character.isNumber || character == "." || character == "-"
            }
    }

    private func token(for tenant: Tenant, named name: String) throws(TokenFailure) -> [UInt8] {
        let form = QueryParameters(String(decoding: request.body, as: UTF8.self))
        guard let grant = form["grant_type"] else { throw .missing("grant_type") }
        guard grant == "client_credentials" else { throw .unsupportedGrant(grant) }
        let basic = basicCredentials
        var assertion: ClientAssertion?
        if let text = form["client_assertion"] { assertion = try ClientAssertion(text) }
        guard let client = form["client_id"] ?? basic?.client ?? assertion?.client else {
            throw .missing("client_id")
        }
        // A client that no administrator of this tenant has installed is unknown here.
        guard let application = simulation.application(named: tenant.application),
            application.id == GUID(client)
        else { throw .unknownApplication(client, tenant: tenant.name) }
        guard let scope = form["scope"] else { throw .missing("scope") }
        guard isAccepted(scope) else { throw .badScope(scope) }
        if let assertion {
            let audiences = ["oauth2/v2.0/token", "v2.0"].flatMap { path in
                [name, tenant.id.text].map { tenant in
                    "\(request.scheme)://\(request.authority)/\(tenant)/\(path)".lowercased()
                }
            }
            try assertion.verify(
                by: application,
                audiences: Set(audiences),
                nowSeconds: nowSeconds
            )
        } else if let secret = form["client_secret"] ?? basic?.secret {
            let isRight = application.secrets.contains { known in
                constantTimeEquals(Array(known.utf8), Array(secret.utf8))
            }
            guard isRight else { throw .wrongSecret(client) }
            if let expiry = application.secretExpirySeconds, nowSeconds >= expiry {
                throw .expiredSecret(client)
            }
        } else {
            throw .noCredentials()
        }
        let token = AccessToken(
            tenant: tenant.id,
            application: application.id,
            permissions: tenant.consents,
            expirySeconds: nowSeconds + tenant.behavior.accessTokenSeconds
        )
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("token_type")
        writer.string("Bearer")
        writer.key("expires_in")
        writer.integer(tenant.behavior.accessTokenSeconds)
        writer.key("ext_expires_in")
        writer.integer(tenant.behavior.accessTokenSeconds)
        writer.key("access_token")
        writer.string(
            token.text(
                issuedAtSeconds: nowSeconds,
                identifier: identifier,
                usedCertificate: assertion != nil,
                key: simulation.accessTokenKey
            )
        )
        writer.endObject()
        return writer.bytes
    }

    /// Graph's default scope, by its public name or by the address under which it is simulated.
    private func isAccepted(_ scope: String) -> Bool {
        let scopes = scope.split(separator: " ").filter {
            !["openid", "profile", "offline_access"].contains($0)
        }
        return scopes.count == 1
            && [
                "https://graph.microsoft.com/.default", "https://graph.microsoft.com//.default",
                "\(request.scheme)://\(request.authority)/.default",
            ].contains(String(scopes[0]))
    }

    private var basicCredentials: (client: String, secret: String)? {
        guard let field = request.headers["authorization"],
            field.lowercased().hasPrefix("basic "),
            let bytes = Base64.standard.decode(field.dropFirst(6))
        else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self)
            .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        return (
            QueryParameters.decode(parts[0], plusIsSpace: true),
            QueryParameters.decode(parts[1], plusIsSpace: true)
        )
    }

    private func discovery(_ tenant: Tenant) -> [UInt8] {
        let base = "\(request.scheme)://\(request.authority)/\(tenant.id)"
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in [
            ("token_endpoint", "\(base)/oauth2/v2.0/token"),
            ("jwks_uri", "\(base)/discovery/v2.0/keys"), ("issuer", "\(base)/v2.0"),
            ("authorization_endpoint", "\(base)/oauth2/v2.0/authorize"),
            ("device_authorization_endpoint", "\(base)/oauth2/v2.0/devicecode"),
            ("end_session_endpoint", "\(base)/oauth2/v2.0/logout"),
            ("tenant_region_scope", "EU"), ("cloud_instance_name", request.authority),
            ("cloud_graph_host_name", request.authority), ("msgraph_host", request.authority),
        ] {
            writer.key(name)
            writer.string(value)
        }
        for (name, values) in [
            (
                "token_endpoint_auth_methods_supported",
                ["client_secret_post", "private_key_jwt", "client_secret_basic"]
            ),
            ("response_modes_supported", ["query", "fragment", "form_post"]),
            ("subject_types_supported", ["pairwise"]),
            ("id_token_signing_alg_values_supported", ["RS256"]),
            ("response_types_supported", ["code", "id_token", "code id_token"]),
            ("scopes_supported", ["openid", "profile", "email", "offline_access"]),
        ] {
            writer.key(name)
            writer.strings(values)
        }
        writer.endObject()
        return writer.bytes
    }

    private func ok(_ body: [UInt8]) -> GraphResponse {
        GraphResponse(status: 200, headers: headers, body: body)
    }

    private func refuse(_ failure: TokenFailure) -> GraphResponse {
        let timestamp = Timestamp.tokenService(nowSeconds)
        let correlation = request.headers["client-request-id"] ?? identifier.text
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.string(failure.error)
        writer.key("error_description")
        writer.string(
            "AADSTS\(failure.number): \(failure.message) Trace ID: \(identifier) "
                + "Correlation ID: \(correlation) Timestamp: \(timestamp)"
        )
        writer.key("error_codes")
        writer.beginArray()
        writer.integer(failure.number)
        writer.endArray()
        writer.key("timestamp")
        writer.string(timestamp)
        writer.key("trace_id")
        writer.string(identifier.text)
        writer.key("correlation_id")
        writer.string(correlation)
        writer.key("error_uri")
        writer.string(
            "\(request.scheme)://\(request.authority)/error?code=\(failure.number)"
        )
        writer.endObject()
        return GraphResponse(
            status: failure.status,
            headers: headers + (failure.retryAfter.map { [("Retry-After", $0)] } ?? []),
            body: writer.bytes
        )
    }

    private var headers: [(name: String, value: String)] {
        [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Cache-Control", "no-store, no-cache"), ("Pragma", "no-cache"),
            ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
            ("x-ms-request-id", identifier.text),
            ("client-request-id", request.headers["client-request-id"] ?? identifier.text),
        ]
    }
}
