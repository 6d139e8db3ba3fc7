import struct Directory.GUID
import Testing

@testable import GraphSimulator

/// A simulation with one tenant, and a client that calls it without a network.
struct SimulatedClient {
    /// What came back: the response, and its body where that is JSON.
    struct Answer {
        let response: GraphResponse
        let json: JSON?

        var status: Int { response.status }
        var errorCode: String? { json?["error"]?["code"]?.string }
        var values: [JSON] { json?["value"]?.array ?? [] }
        var nextLink: String? { json?["@odata.nextLink"]?.string }
        var deltaLink: String? { json?["@odata.deltaLink"]?.string }
    }

    static let nowSeconds: Int64 = 1_760_000_000
    static let authority = "graph.test:4443"

    var simulation: Simulation
    var accessToken = ""
    private var random = SeededGenerator(seed: 7)

    init(
        profile: Profile = .small,
        seed: UInt64 = 1,
        behavior: DeltaBehavior = DeltaBehavior()
    ) throws {
        simulation = Simulation(seed: seed)
        simulation.behavior = behavior
        simulation.addTenant(profile: profile, name: "Contoso")
        try signIn()
    }

    /// Small pages, so that a small tenant has many.
    static var smallPages: DeltaBehavior {
        var behavior = DeltaBehavior()
        behavior.objectsPerPageMax = 7
        behavior.linksPerPageMax = 9
        return behavior
    }

    /// A delta that reports nothing but what it must.
    static var exact: DeltaBehavior {
        var behavior = DeltaBehavior()
        behavior.initialRemovedShare = 0
        behavior.replayShare = 0
        behavior.emptyPageShare = 0
        return behavior
    }

    var tenant: Tenant { simulation.tenants[0] }
    var application: AppRegistration { simulation.applications[0] }

    func id(_ kind: ObjectKind, _ ordinal: Int) -> String {
        tenant.guid(of: ObjectKey(kind: kind, ordinal: ordinal)).text
    }

    /// Changes the tenant behind the client's back.
    mutating func change(_ body: (inout Tenant) -> Void) {
        body(&simulation.tenants[0])
    }

    mutating func signIn() throws {
        let answer = requestToken()
        accessToken = try #require(answer.json?["access_token"]?.string)
    }

    mutating func requestToken(
        tenant name: String? = nil,
        form: String? = nil,
        headers: [(name: String, value: String)] = []
    ) -> Answer {
        let form =
            form
            ?? "client_id=\(application.id)&client_secret=\(application.secrets[0])"
            + "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&grant_type=client_credentials"
        return send(
            GraphRequest(
                method: "POST",
                scheme: "https",
                authority: SimulatedClient.authority,
                target: "/\(name ?? tenant.id.text)/oauth2/v2.0/token",
                headers: headers,
                body: Array(form.utf8)
            )
        )
    }

    /// Calls Graph; a target is a path after the version, or an absolute link.
    mutating func get(
        _ target: String,
        headers: [(name: String, value: String)] = []
    ) -> Answer {
        let base = "https://\(SimulatedClient.authority)"
        let path = target.hasPrefix(base) ? String(target.dropFirst(base.count)) : "/v1.0\(target)"
        return send(
            GraphRequest(
                method: "GET",
                scheme: "https",
                authority: SimulatedClient.authority,
                target: path,
                headers: headers + [("Authorization", "Bearer \(accessToken)")]
            )
        )
    }

    mutating func post(_ path: String, _ body: String) -> Answer {
        send(
            GraphRequest(
                method: "POST",
                scheme: "https",
                authority: SimulatedClient.authority,
                target: "/v1.0\(path)",
                headers: [("Authorization", "Bearer \(accessToken)")],
                body: Array(body.utf8)
            )
        )
    }

    mutating func send(
        _ request: GraphRequest,
        atSeconds seconds: Int64 = SimulatedClient.nowSeconds
    ) -> Answer {
        let response = GraphEndpoint(simulation: simulation)
            .respond(to: request, atSeconds: seconds, using: &random)
        return Answer(response: response, json: JSON(response.body))
    }

    /// All pages of a round or listing from a target on; the last answer is the last page.
    mutating func pages(
        _ target: String,
        headers: [(name: String, value: String)] = []
    ) throws -> [Answer] {
        var answers = [get(target, headers: headers)]
        while let next = answers.last?.nextLink {
            try #require(answers.count < 20_000, "the round does not end")
            answers.append(get(next, headers: headers))
        }
        for answer in answers { try #require(answer.status == 200, "\(answer.json as Any)") }
        return answers
    }
}
