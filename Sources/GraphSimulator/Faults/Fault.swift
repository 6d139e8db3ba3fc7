import Directory

/// A fault with the requests that it hits: whose, which of them, how often, and when.
///
/// The requests that fit are counted. From the `call`-th on each is hit with `probability`, until
/// `count` have been.
public struct Fault: Codable, Sendable, Equatable {
    public var mode: FaultMode
    /// The identifier of the only tenant that is hit.
    public var tenant: String?
    /// What the path has to contain, in any case.
    public var path: String?
    /// The first request that may be hit, counted from 1 on.
    public var call = 1
    /// How many requests are hit at most; nil for no limit.
    public var count: Int?
    public var probability = 1.0
    /// When it begins, in seconds since 1970 UTC.
    public var fromSeconds: Int64?
    /// When it is over, in seconds since 1970 UTC.
    public var untilSeconds: Int64?
    /// A number whose meaning depends on the mode.
    public var value: Int?
    /// What the draws for the probability depend on.
    public var seed: UInt64 = 0

    /// A fault that hits everything that its mode fits.
    public init(_ mode: FaultMode) {
        self.mode = mode
    }

    /// Reads a fault of which only the mode need be there.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        mode = try values.decode(FaultMode.self, forKey: .mode)
        tenant = try values.decodeIfPresent(String.self, forKey: .tenant)
        path = try values.decodeIfPresent(String.self, forKey: .path)
        call = try values.decodeIfPresent(Int.self, forKey: .call) ?? call
        count = try values.decodeIfPresent(Int.self, forKey: .count)
        probability = try values.decodeIfPresent(Double.self, forKey: .probability) ?? probability
        fromSeconds = try values.decodeIfPresent(Int64.self, forKey: .fromSeconds)
        untilSeconds = try values.decodeIfPresent(Int64.self, forKey: .untilSeconds)
        value = try values.decodeIfPresent(Int.self, forKey: .value)
        seed = try values.decodeIfPresent(UInt64.self, forKey: .seed) ?? seed
    }

    /// Whether a request at this time is one of those that are counted.
    func fits(_ subject: FaultSubject, atSeconds seconds: Int64) -> Bool {
        guard subject.fits(mode.scope) else { return false }
        if let tenant, tenant.lowercased() != subject.tenant?.text { return false }
        if let path, !subject.path.contains(path.lowercased()) { return false }
        if let fromSeconds, seconds < fromSeconds { return false }
        if let untilSeconds, seconds >= untilSeconds { return false }
        return true
    }
}
