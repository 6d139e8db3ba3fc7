import Directory

@testable import Store

/// The reason of the error that `body` throws; `nil` when it throws none.
func reason(_ body: () throws -> Void) -> StoreError.Reason? {
    do {
        try body()
        return nil
    } catch let error as StoreError {
        return error.reason
    } catch {
        return .refused
    }
}

extension Store {
    @discardableResult
    func image(of organization: OrganizationID, at revision: Revision) throws(StoreError)
        -> OrganizationImage
    {
        try read { reader throws(StoreError) in try reader.image(of: organization, at: revision) }
    }

    @discardableResult
    func changes(after revision: Revision) throws(StoreError) -> LogPage {
        try read { reader throws(StoreError) in
            try reader.changes(after: LogPosition(after: revision), limit: 1000)
        }
    }
}
