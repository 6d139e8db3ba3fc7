/// Who calls: a person or a service, never a credential.
public struct Principal: Hashable, Sendable {
    public var key: String
    public var role: Role
    public var isDisabled: Bool

    public init(key: String, role: Role, isDisabled: Bool = false) {
        self.key = key
        self.role = role
        self.isDisabled = isDisabled
    }

    public enum Role: UInt8, Hashable, Sendable, CaseIterable {
        case administrator = 1
        case readOnly = 7
    }
}
