public import Access
public import Directory
public import Wire

/// What callers of one role may do with a row, encoded once for every set of facts that a row can have.
///
/// A view depends on the role and on the facts behind the row's status, and on nothing else.
public struct CallerViewTable: Sendable {
    public let role: Principal.Role
    /// Records (tag of `caller_views`, length, view), by the raw value of the facts.
    private let records: [UInt8]
    private let ends: [UInt32]

    private static let factBits = 8

    public init(role: Principal.Role) {
        self.role = role
        var records: [UInt8] = []
        var ends: [UInt32] = []
        for rawValue in 0..<UInt16(1 << Self.factBits) {
            let view = Self.view(for: role, on: StatusReasons(rawValue: rawValue))
            let bytes = view.encoded()
            records.append(2 << 3 | 2)
            RowRecord.appendVarint(UInt64(bytes.count), to: &records)
            records.append(contentsOf: bytes)
            ends.append(UInt32(records.count))
        }
        self.records = records
        self.ends = ends
    }

    /// What a caller of `role` may do with a group of which `reasons` hold.
    public static func view(for role: Principal.Role, on reasons: StatusReasons) -> V1.CallerView {
        var view = V1.CallerView()
        for action in GroupAction.allCases {
            switch action.verdict(for: role, on: reasons) {
            case .possible:
                view.allowed.append(V1.GroupAction(action))
            case .needless:
                break
            case .refused(let obstacle):
                view.refused.append(
                    V1.RefusedAction {
                        $0.action = V1.GroupAction(action)
                        $0.reason = V1.RefusalReason(obstacle)
                    }
                )
            }
        }
        return view
    }

    @inline(__always)
    func append(_ reasons: StatusReasons, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: record(for: reasons))
    }

    /// The view of a group of which `reasons` hold, as field 2 of a reply.
    @inline(__always)
    public func record(for reasons: StatusReasons) -> ArraySlice<UInt8> {
        let index = Int(reasons.rawValue) & ((1 << Self.factBits) - 1)
        let start = index == 0 ? 0 : Int(ends[index - 1])
        return records[start..<Int(ends[index])]
    }
}

extension V1.GroupAction {
    fileprivate init(_ action: GroupAction) {
        switch action {
        case .edit: self = .edit
        case .access: self = .access
        case .delete: self = .delete
        case .archive: self = .archive
        case .unarchive: self = .unarchive
        case .enableSync: self = .enableSync
        case .disableSync: self = .disableSync
        case .export: self = .export
        case .runbook: self = .runbook
        case .pdf: self = .pdf
        case .manage: self = .manage
        }
    }
}

extension V1.RefusalReason {
    public init(_ obstacle: GroupAction.Obstacle) {
        switch obstacle {
        case .capabilityMissing: self = .role
        case .syncEnabled: self = .stillEnabled
        case .alreadyArchived, .notArchived, .alreadyEnabled, .alreadyDisabled: self = .unspecified
        case .unarchiveFirst: self = .archived
        case .kindSwitchedOff: self = .kindSwitchedOff
        case .integrationRemoved: self = .integrationRemoved
        case .notSynced: self = .manualGroup
        }
    }
}
