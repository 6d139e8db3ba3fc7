/// How large the tenant of a measurement is: the profiles after which the targets are named.
enum BenchSize: String, CaseIterable, Sendable {
    /// Small enough for a test.
    case xs = "XS"
    case s = "S"
    case m = "M"
    case l = "L"
    /// A million users and a million contacts: what the target of the full matcher speaks of.
    case million = "1M"
    /// The largest tenant that was ever reported: twenty million memberships.
    case xl = "XL"

    var userCount: Int {
        switch self {
        case .xs: 400
        case .s: 2_000
        case .m: 20_000
        case .l: 150_000
        case .million: 1_000_000
        case .xl: 1_200_000
        }
    }

    /// The groups of one list; the largest has as many as the target of filtered lists speaks of.
    var groupCount: Int {
        switch self {
        case .xs: 130
        case .s: 700
        case .m: 7_000
        case .l: 50_000
        case .million: 250_000
        case .xl: 340_000
        }
    }
}
