import Directory
import ReadModel
import Store
import Sync
import Synchronization
import Transport
import Wire

/// The calls that follow rounds: each is told of its tenants' progress, and ends with the last of them.
final class SyncWatchers: Sendable {
    private struct Watcher {
        let handle: CallHandle
        let names: [TenantID: GUID]
        /// The first round of each tenant whose end is the answer.
        var waitingFor: [TenantID: UInt64] = [:]
        var sent: [TenantID: SyncProgress.Phase] = [:]
        var failure: RoundError?
    }

    private let watchers = Mutex<[Watcher]>([])

    /// Has `handle` told of the rounds that `ask` names, to their ends.
    ///
    /// No end is told while `ask` runs, so that none can be missed between asking and waiting for it.
    func add(
        _ handle: CallHandle,
        of tenants: [TenantID: GUID],
        ask: (TenantID) -> SyncSchedule.Asked
    ) {
        watchers.withLock { watchers in
            var watcher = Watcher(handle: handle, names: tenants)
            for (tenant, name) in tenants.sorted(by: { $0.key < $1.key }) {
                switch ask(tenant) {
                case .queued(let round), .running(let round): watcher.waitingFor[tenant] = round
                case .unknownTenant:
                    watcher.failure = .refused(
                        "tenant \(name) is not followed: its integration has no credential, or was removed"
                    )
                    _ = handle.send(MessageBytes(Self.unfollowed(name).encoded()))
                }
            }
            if watcher.waitingFor.isEmpty {
                handle.end(Self.end(watcher.failure))
            } else {
                watchers.append(watcher)
            }
        }
    }

    private static func unfollowed(_ tenant: GUID) -> V1.SyncProgress {
        V1.SyncProgress {
            $0.tenantID = tenant.text
            $0.phase = .finished
        }
    }

    func report(_ progress: SyncProgress, at now: Timestamp) {
        watchers.withLock { watchers in
            watchers.removeAll { $0.handle.isCancelled }
            for index in watchers.indices
            where watchers[index].waitingFor[progress.tenant] != nil {
                let watcher = watchers[index]
                // A slow reader gets every phase, but not every page.
                let isNews = watcher.sent[progress.tenant] != progress.phase
                guard isNews || watcher.handle.queuedByteCount == 0 else { continue }
                watchers[index].sent[progress.tenant] = progress.phase
                let message = Self.message(
                    progress,
                    tenant: watcher.names[progress.tenant],
                    at: now
                )
                _ = watcher.handle.send(MessageBytes(message.encoded()))
            }
        }
    }

    /// A round is over, or could not begin.
    func ended(_ round: SyncSchedule.Start, run: RunID?, record: RunRecord?, error: RoundError?) {
        let tenant = round.tenant
        watchers.withLock { watchers in
            for index in watchers.indices {
                guard let wanted = watchers[index].waitingFor[tenant], wanted <= round.round else {
                    continue
                }
                var watcher = watchers[index]
                watcher.waitingFor[tenant] = nil
                let message = V1.SyncProgress {
                    $0.tenantID = watcher.names[tenant]?.text ?? ""
                    $0.runID = run.map { String($0.rawValue) } ?? ""
                    $0.phase = .finished
                    guard let run, let record else { return }
                    $0.pages = record.pageCount
                    $0.objects = record.objectCount
                    $0.links = record.membershipCount
                    $0.finished = V1.Run(run, record, in: Policy())
                    $0.finished?.tenantID = watcher.names[tenant]?.text ?? ""
                }
                _ = watcher.handle.send(MessageBytes(message.encoded()))
                watcher.failure = watcher.failure ?? error
                if watcher.waitingFor.isEmpty { watcher.handle.end(Self.end(watcher.failure)) }
                watchers[index] = watcher
            }
            watchers.removeAll { $0.waitingFor.isEmpty }
        }
    }

    /// The server stops: the rounds go on at its next start.
    func endAll() {
        watchers.withLock { watchers in
            for watcher in watchers {
                watcher.handle.end(
                    CallError.stopping.status
                )
            }
            watchers = []
        }
    }

    /// A round that ran and failed is told in its record; one that could not begin is the call's error.
    private static func end(_ failure: RoundError?) -> RPCStatus {
        guard let failure else { return .ok }
        if case .store(let error) = failure { return CallError(error).status }
        return CallError(.syncRefused, failure.description).status
    }

    private static func message(
        _ progress: SyncProgress,
        tenant: GUID?,
        at now: Timestamp
    ) -> V1.SyncProgress {
        V1.SyncProgress {
            $0.runID = String(progress.run.rawValue)
            $0.tenantID = tenant?.text ?? ""
            $0.phase =
                switch progress.phase {
                case .waiting: .waiting
                case .fetching: .fetching
                case .comparing: .comparing
                case .publishing: .publishing
                // The end is told with the run's record.
                case .finished: .publishing
                }
            $0.stream =
                switch progress.stream {
                case nil: .unspecified
                case .users: .users
                case .devices: .devices
                case .groups: .groups
                }
            $0.pages = progress.pageCount
            $0.objects = progress.objectCount
            $0.links = progress.membershipCount
            $0.throttleWaits = progress.waitCount
            $0.throttleWaitMS = progress.waitMilliseconds
            $0.expectedObjects = progress.expectedObjectCount ?? 0
            $0.remainingSeconds = progress.remainingSeconds(at: now)
        }
    }
}
