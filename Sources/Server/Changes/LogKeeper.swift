import Directory
import Logging
import Store
import Transport

/// Forgets what the log of changes need not hold any more, now and then, in bounded steps of the writer.
final class LogKeeper: Sendable {
    private let retention: LogRetention
    private let intervalMilliseconds: Int64
    private let core: ServiceCore
    /// Tells every loop of the new floor.
    private let tell: @Sendable (Revision) -> Void
    /// Asks every loop to report how far its streams are behind.
    private let measure: @Sendable () -> Void

    init(
        _ settings: Settings.Changes,
        core: ServiceCore,
        tell: @escaping @Sendable (Revision) -> Void,
        measure: @escaping @Sendable () -> Void
    ) {
        retention = LogRetention(
            ageMilliseconds: Int64(settings.keepSeconds) * 1000,
            changesMax: settings.keepChanges,
            bytesMax: settings.keepBytes
        )
        intervalMilliseconds = Int64(settings.trimMilliseconds)
        self.core = core
        self.tell = tell
        self.measure = measure
    }

    /// Runs on the loop behind `mailbox`, for as long as it runs.
    func start(on mailbox: LoopMailbox) {
        mailbox.post { [self] context in schedule(context) }
    }

    private func schedule(_ context: LoopContext) {
        let next = context.now.adding(milliseconds: intervalMilliseconds)
        _ = context.schedule(at: next) { [self, unowned context] in
            trim()
            measure()
            schedule(context)
        }
    }

    private func trim() {
        _ = core.writer.post(.step) { [self] state in
            let store = state.publisher.store
            do throws(StoreError) {
                let before = store.newest.logFloor
                let needsMore = try store.trimLog(keeping: retention, now: core.clock())
                let after = store.newest.logFloor
                if after > before { tell(after) }
                if needsMore { trim() }
            } catch {
                core.logger.error("the log of changes was not trimmed: \(error)")
            }
        }
    }
}
