/// The kinds of directory objects that a tenant holds.
public enum ObjectKind: UInt8, CaseIterable, Sendable {
    case user
    case group
    case device
    case servicePrincipal
    case orgContact
    /// A kind that clients have not heard of.
    case agentUser

    /// The kind as Graph writes it in `@odata.type`.
    var typeName: String { "#microsoft.graph.\(self)" }

    /// The collection that holds objects of this kind, as it stands in paths and contexts.
    var collectionName: String {
        switch self {
        case .user: "users"
        case .group: "groups"
        case .device: "devices"
        case .servicePrincipal: "servicePrincipals"
        case .orgContact: "contacts"
        case .agentUser: "agentUsers"
        }
    }

    /// The kind named by the last part of a type name, in any case.
    init?(typeName: some StringProtocol) {
        let last = typeName.split(separator: ".").last.map { $0.lowercased() }
        guard let kind = ObjectKind.allCases.first(where: { "\($0)".lowercased() == last }) else {
            return nil
        }
        self = kind
    }
}

/// One object of a tenant: its kind, and its place among the objects of that kind.
///
/// Objects are counted from 0 in the order of their creation; a place is never used again.
struct ObjectKey: Hashable, Sendable {
    let kind: ObjectKind
    let ordinal: Int
}
