/// The bounds of a sync.
public enum SyncLimits {
    /// Rounds under way at the same time, over all tenants.
    public static let roundsMax = 16
    /// Rounds that wait for Graph at the same time, beside those at work; each keeps a file open.
    public static let pausedRoundsMax = 48
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
    /// Groups of which one run tells what it changed; past it they are only counted.
    public static let runNotesMax = 10_000
    /// Groups with pending differences that one step looks at; each may bring all of its members.
    public static let pendingGroupsPerStepMax = 500
    /// Groups whose members one worker of a first import asks for before they are stored.
    public static let groupsPerListMax = 1000
    /// Members whom a round may look up because nothing has described them.
    public static let newcomersMax = 10_000
    /// Between two comparisons of groups with their own lists of members.
    public static let sampleSeconds: Int64 = 86_400
    /// Over how long the reconciling rounds of tenants that were added together are spread.
    public static let reconciliationSpreadSeconds: Int64 = 86_400
}
