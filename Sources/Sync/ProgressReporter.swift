import Directory
import Graph
import Store
import Synchronization

/// Adds up what the three streams of a round report, and passes it on.
final class ProgressReporter<Host: RoundHost>: Sendable {
    private let progress: Mutex<SyncProgress>
    private let host: Host
    private let tally: RequestTally

    init(_ progress: SyncProgress, host: Host, tally: RequestTally) {
        self.progress = Mutex(progress)
        self.host = host
        self.tally = tally
    }

    func enter(_ phase: SyncProgress.Phase) {
        change { progress in
            progress.phase = phase
            progress.stream = nil
        }
    }

    func received(_ page: StagedPage, of stream: DirectoryStream) {
        change { progress in
            progress.stream = stream
            progress.pageCount += 1
            progress.objectCount += UInt64(page.objects.count)
            progress.membershipCount += UInt64(page.memberships.count)
        }
    }

    /// What an earlier attempt had received already.
    func resumed(_ round: StagedRound) {
        change { progress in
            progress.pageCount += UInt64(round.pageCount)
            progress.objectCount += UInt64(round.objectCount)
            progress.membershipCount += UInt64(round.membershipCount)
        }
    }

    /// How many objects there are to come, as Graph counts them.
    func expect(_ objectCount: UInt64, since started: Timestamp) {
        change { progress in
            progress.expectedObjectCount = objectCount
            progress.fetchingSince = started
        }
    }

    private func change(_ body: (inout SyncProgress) -> Void) {
        let changed = progress.withLock { progress in
            body(&progress)
            let counts = tally.counts
            progress.waitCount = counts.waitCount
            progress.waitMilliseconds = counts.waitMilliseconds
            return progress
        }
        host.report(changed)
    }
}
