/// One named change to a tenant, as a test or a person asks for it over the control port.
public struct Mutation: Codable, Sendable, Equatable {
    public enum Action: String, Codable, Sendable, CaseIterable {
        /// Gives `id` the display name `value`.
        case rename
        /// Gives `property` of `id` the value `value`, which may be null.
        case set
        /// Gives `id` the address `value`, or none.
        case changeMail
        /// Makes the group `id` dynamic, or takes its rule away.
        case toggleDynamic
        /// Adds `members` to the group `id`.
        case addMembers
        /// Removes `members` from the group `id`.
        case removeMembers
        /// Creates an object of `kind` with the display name `value`, or a generated one.
        case create
        case delete
        case restore
        case purge
        /// Makes `value` the only secret of the tenant's app registration.
        case setSecret
        /// Makes the secrets of the tenant's app registration expire `seconds` from now.
        case expireSecret
        /// Registers the certificate `value`, as PEM, with the tenant's app registration.
        case addCertificate
        /// Takes back `permission`, or all.
        case revokeConsent
        /// Grants `permission`, or all that are granted at first.
        case grantConsent
        /// Makes the tenant unknown.
        case vanish
        /// Makes it known again.
        case reappear
    }

    /// A JSON value that a property can have.
    public enum Value: Codable, Sendable, Equatable {
        case null
        case bool(Bool)
        case text(String)
        case texts([String])

        public init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let flag = try? container.decode(Bool.self) {
                self = .bool(flag)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .texts(try container.decode([String].self))
            }
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .bool(let flag): try container.encode(flag)
            case .text(let text): try container.encode(text)
            case .texts(let texts): try container.encode(texts)
            }
        }

        var text: String? {
            guard case .text(let text) = self else { return nil }
            return text
        }

        var property: PropertyValue {
            switch self {
            case .null: .null
            case .bool(let flag): .bool(flag)
            case .text(let text): .text(text)
            case .texts(let texts): .texts(texts)
            }
        }
    }

    public var action: Action
    /// The object's identifier, or a user's principal name.
    public var id: String?
    /// `user`, `group` or `device`.
    public var kind: String?
    public var property: String?
    public var value: Value?
    public var members: [String]?
    public var permission: Permission?
    public var seconds: Int64?

    public init(_ action: Action, id: String? = nil, value: Value? = nil) {
        self.action = action
        self.id = id
        self.value = value
    }
}
