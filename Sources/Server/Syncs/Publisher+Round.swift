import Directory
import Store
import Sync

/// A round publishes like every other producer of changes.
extension Publisher: RoundPublisher {
    func publish(_ changes: [Change], of round: RoundWrites) throws(StoreError)
        -> Published
    {
        var batch = ChangeBatch(.sync, changes, run: round.run)
        batch.isFirstImport = round.isFirstImport
        if let (tenant, state) = round.state { batch.tenantStates[tenant] = state }
        if let record = round.record { batch.runs[round.run] = record }
        return try publish(batch)
    }
}
