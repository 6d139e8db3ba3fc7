/// How one user or device stands to the platform's records: one record, several that fit equally, or none.
public enum Match: Hashable, Sendable {
    case unmatched
    /// `record` is a contact's id for a user, a configuration's id for a device.
    case matched(record: UInt32, by: MatchStage)
    /// The stage that found several, and which; later stages were not tried.
    case ambiguous(candidates: [UInt32], by: MatchStage)
    /// A person said that this one has no record.
    case ignored

    /// The matched record, if there is exactly one.
    public var record: UInt32? {
        guard case .matched(let record, _) = self else { return nil }
        return record
    }
}

/// What made a match; the stages are tried in this order.
public enum MatchStage: UInt8, Hashable, Sendable, CaseIterable, Comparable {
    /// A person chose it: it beats every rule.
    case manual = 1
    /// One of the user's mail addresses is one of the contact's.
    case email = 2
    /// The user principal name is one of the contact's addresses.
    case userPrincipalName = 3
    case fullName = 4
    /// The device's name is the configuration's name or host name.
    case deviceName = 5

    public static func < (left: MatchStage, right: MatchStage) -> Bool {
        left.rawValue < right.rawValue
    }
}
