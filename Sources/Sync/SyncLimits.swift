/// The bounds of a sync.
public enum SyncLimits {
    /// Rounds under way at the same time, over all tenants.
    public static let roundsMax = 16
    /// A shorter interval would spend the tenant's quota on nothing.
    public static let intervalSecondsMin: Int64 = 60
    /// Over how long the first rounds of many new tenants are spread.
    public static let firstRoundSpreadSeconds: Int64 = 30
    /// The pause after a first failure; it doubles with each further one, up to the interval.
    public static let retrySecondsMin: Int64 = 60
    /// Pages of one stream in one round: past it Graph is taken to loop.
    public static let pagesPerStreamMax = 200_000
    /// Staged objects that one publish takes.
    public static let objectsPerStepMax = 10_000
    /// Memberships that one publish takes; a single group may have more.
    public static let membershipsPerStepMax = 100_000
}
