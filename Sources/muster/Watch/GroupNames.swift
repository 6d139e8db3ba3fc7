import Client
import Wire

/// The names and organizations of groups by asset id, for lines about members: learned from what was told, or
/// asked for once.
final class GroupNames {
    private let client: MusterClient?
    private var names: [String: String] = [:]
    private var organizations: [String: String] = [:]
    /// Beyond this everything is forgotten: a name is a courtesy and can be asked for again.
    private static let namesMax = 100_000

    /// - Parameter client: Where to ask; `nil` never asks.
    init(_ client: MusterClient? = nil) {
        self.client = client
    }

    func learn(_ row: V1.GroupRow?, id: String) {
        guard let row, !row.name.isEmpty else { return }
        if names.count >= Self.namesMax { names.removeAll() }
        names[id] = row.name
    }

    func learn(organization: String, id: String) {
        guard !organization.isEmpty else { return }
        if organizations.count >= Self.namesMax { organizations.removeAll() }
        organizations[id] = organization
    }

    /// The organization of a group; empty when nothing was told of it yet.
    func organization(of id: String) -> String { organizations[id] ?? "" }

    /// The name of a group, or its id when nobody knows better.
    func name(of id: String) -> String {
        if let name = names[id] { return name }
        let reply = try? client?.call(V1.GroupsService.get, .init { $0.id = id })
        learn(reply?.row, id: id)
        return names[id] ?? id
    }
}
