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

    public init(run: RunID, tenant: TenantID, phase: Phase = .waiting) {
        self.run = run
        self.tenant = tenant
        self.phase = phase
    }

    public enum Phase: UInt8, Hashable, Sendable {
        case waiting = 1
        case fetching = 2
        case comparing = 3
        case publishing = 4
        case finished = 5
    }
}
