/// A setting that cannot be used: which, why, and what to do.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key, the environment variable or the file at fault.
    public let setting: String
    public let reason: String
    public let remedy: String

    init(_ setting: String, _ reason: String, remedy: String) {
        self.setting = setting
        self.reason = reason
        self.remedy = remedy
    }

    public var description: String {
        "\(setting): \(reason); \(remedy)"
    }
}
