public import Directory
public import Store

/// How far the round of one tenant has come.
public struct SyncProgress: Hashable, Sendable {
    public var run: RunID
    public var tenant: TenantID
    public var phase: Phase
    /// The stream that was last heard of, while pages come in.
    public var stream: DirectoryStream?
    public var pageCount: UInt64 = 0
    public var objectCount: UInt64 = 0
    public var membershipCount: UInt64 = 0
    /// How often Graph or a failure made the round wait, and for how long in all.
    public var waitCount: UInt64 = 0
    public var waitMilliseconds: UInt64 = 0
    /// How many objects a first import will receive, as Graph counts them; `nil` when that is not known.
    public var expectedObjectCount: UInt64?
    /// When a first import began to receive them.
    public var fetchingSince: Timestamp?

    public init(run: RunID, tenant: TenantID, phase: Phase = .waiting) {
        self.run = run
        self.tenant = tenant
        self.phase = phase
    }

    /// Seconds that a first import will still receive pages for, going by what it took so far.
    public func remainingSeconds(at now: Timestamp) -> UInt64? {
        guard phase == .fetching, let expectedObjectCount, let fetchingSince, objectCount > 0 else {
            return nil
        }
        let elapsed = UInt64(max(0, now.milliseconds - fetchingSince.milliseconds)) / 1000
        let rest = expectedObjectCount > objectCount ? expectedObjectCount - objectCount : 0
        let (product, overflow) = elapsed.multipliedReportingOverflow(by: rest)
        return overflow ? nil : product / objectCount
    }

    public enum Phase: UInt8, Hashable, Sendable {
        case waiting = 1
        case fetching = 2
        case comparing = 3
        case publishing = 4
        case finished = 5
    }
}
