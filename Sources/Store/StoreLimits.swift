/// Every bound of the store.
public enum StoreLimits {
    /// What the writer keeps of the file in memory: the upper levels of every tree of a large tenant.
    public static let writerCacheBytes = 256 << 20
    /// A reader passes through much and returns to little.
    public static let readerCacheBytes = 32 << 20
    /// A staging file is written once in order of arrival and read once in order of keys.
    public static let stagingCacheBytes = 64 << 20
    /// Up to this size a file is checked as a whole at every start: about a second's work.
    public static let checkedBytesMax = 256 << 20
    /// Jobs that wait for a reader; more are refused.
    public static let readJobsMax = 4096
    /// Records of the change log that are forgotten in one transaction: a few milliseconds of the writer.
    public static let trimmedRecordsMax = 20_000
    /// Identities kept in memory, about 40 bytes each: those of the largest tenant known.
    public static let cachedIdentitiesMax = 2_000_000
    /// Threads that a pool of readers may have.
    public static let readersMax = 16
    /// The frames that the write-ahead log gathers before they are copied into the file.
    static let checkpointPages = 4096
    /// What the write-ahead log is cut back to after a large publish.
    static let journalBytesMax = 64 << 20
    /// A list field, a text or a row that claims to be longer is damage.
    static let fieldBytesMax = 64 << 20
}
