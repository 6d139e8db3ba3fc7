import struct Directory.GUID
import Testing

@testable import GraphSimulator

/// A running simulator with one tenant, and a client that calls it without a network.
struct FaultClient {
    /// What came back: the response, and its body where that is JSON.
    typealias Answer = SimulatedClient.Answer

    let simulator: Simulator
    private(set) var accessToken = ""

    init(behavior: DeltaBehavior = SimulatedClient.exact) throws {
        var simulation = Simulation(seed: 1)
        simulation.behavior = behavior
        simulation.addTenant(profile: .small, name: "Contoso")
        simulator = try Simulator(simulation) { SimulatedClient.nowSeconds }
        try signIn()
    }

    var tenant: Tenant { simulator.simulation.tenants[0] }

    func id(_ kind: ObjectKind, _ ordinal: Int) -> String {
        tenant.guid(of: ObjectKey(kind: kind, ordinal: ordinal)).text
    }

    mutating func signIn() throws {
        let answer = requestToken()
        accessToken = try #require(answer.json?["access_token"]?.string)
    }

    func requestToken() -> Answer {
        let application = simulator.simulation.applications[0]
        let form =
            "client_id=\(application.id)&client_secret=\(application.secrets[0])"
            + "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&grant_type=client_credentials"
        return send("POST", "/\(tenant.id.text)/oauth2/v2.0/token", body: form)
    }

    /// Calls Graph; a target is a path after the version, or an absolute link.
    func get(_ target: String) -> Answer {
        let base = "https://\(SimulatedClient.authority)"
        return send(
            "GET",
            target.hasPrefix(base) ? String(target.dropFirst(base.count)) : "/v1.0\(target)"
        )
    }

    func send(_ method: String, _ target: String, body: String = "") -> Answer {
        let response = simulator.respond(
            to: GraphRequest(
                method: method,
                scheme: "https",
                authority: SimulatedClient.authority,
                target: target,
                headers: [("Authorization", "Bearer \(accessToken)")],
                body: Array(body.utf8)
            )
        )
        return Answer(response: response, json: JSON(response.body))
    }

    func mutate(_ action: Mutation.Action, _ kind: ObjectKind, _ ordinal: Int) throws {
        try simulator.apply(
            .mutate(tenant: tenant.id.text, Mutation(action, id: id(kind, ordinal)))
        )
    }

    func set(_ property: String, of user: Int, to value: Mutation.Value) throws {
        var mutation = Mutation(.set, id: id(.user, user), value: value)
        mutation.property = property
        try simulator.apply(.mutate(tenant: tenant.id.text, mutation))
    }

    /// All pages from a target on; a round that does not end is cut off.
    func pages(_ target: String) -> [Answer] {
        var answers = [get(target)]
        while let next = answers.last?.nextLink, answers.count < 200 { answers.append(get(next)) }
        return answers
    }
}
