import Directory
import Store
import Synchronization

/// Adds up what the three streams of a round report, and passes it on.
final class ProgressReporter<Host: RoundHost>: Sendable {
    private let progress: Mutex<SyncProgress>
    private let host: Host

    init(_ progress: SyncProgress, host: Host) {
        self.progress = Mutex(progress)
        self.host = host
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

    private func change(_ body: (inout SyncProgress) -> Void) {
        let changed = progress.withLock { progress in
            body(&progress)
            return progress
        }
        host.report(changed)
    }
}
