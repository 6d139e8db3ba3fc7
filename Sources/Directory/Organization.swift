/// A client whose directory is documented.
public struct Organization: Hashable, Sendable {
    /// Chosen by the caller that made it, for instance `contoso`; the same for ever.
    public var key: String
    public var name: String

    public init(key: String, name: String) {
        self.key = key
        self.name = name
    }
}
