import Access
import Directory
import ReadModel
import Transport
import Wire

/// A search by name on its way: organization after organization, until the limit is reached.
final class GroupSearch: ResponseSource {
    private let request: V1.SearchGroupsRequest
    private let kinds: [GroupKind]
    private let context: ReadContext
    private var organizations: ArraySlice<OrganizationID>
    private var rowsLeft: Int
    private var current: (organization: OrganizationID, selection: RowSelection)?
    private var isFinished = false
    private var limitReached = false

    init(
        _ request: V1.SearchGroupsRequest,
        kinds: [GroupKind],
        organizations: [OrganizationID],
        context: ReadContext,
        rowsMax: Int
    ) {
        self.request = request
        self.kinds = kinds
        self.organizations = organizations[...]
        self.context = context
        rowsLeft = rowsMax
    }

    func next(_ call: Call) -> ResponseStep {
        while !isFinished {
            guard let organization = current?.organization, var selection = current?.selection
            else {
                begin()
                continue
            }
            guard var message = selection.next() else {
                current = nil
                continue
            }
            current = (organization, selection)
            rowsLeft -= message.rowCount
            if message.isLast {
                limitReached = limitReached || selection.nextPage != nil
                current = nil
            }
            guard message.rowCount > 0 else { continue }
            message.append(fields(of: organization))
            return .message(MessageBytes(message))
        }
        return .end(.ok)
    }

    func cancelled(_ reason: CancellationReason) {}

    private func begin() {
        guard rowsLeft > 0, let organization = organizations.popFirst() else {
            isFinished = true
            return
        }
        let selection = RowSelection(
            namesContaining: request.nameContains,
            kinds: kinds,
            in: context.image(of: organization),
            includesArchived: request.includeArchived,
            caller: context.caller,
            views: context.state.callerViews(for: context.caller.role),
            rowsMax: rowsLeft
        )
        current = (organization, selection)
    }

    private func fields(of organization: OrganizationID) -> [UInt8] {
        V1.SearchGroupsResponse {
            $0.organizationID = context.snapshot.policy.organizations[organization]?.key ?? ""
            $0.freshness = context.freshness(of: organization)
            $0.limitReached = limitReached
        }.encoded()
    }
}
