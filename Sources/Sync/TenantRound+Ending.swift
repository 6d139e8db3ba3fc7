public import Directory
import Graph
public import Store

extension TenantRound {
    /// What a round has done.
    public struct Summary: Sendable {
        public var pageCount: UInt64 = 0
        public var objectCount: UInt64 = 0
        public var membershipCount: UInt64 = 0
        public var isFull = false
        /// What it brought is held back.
        public var isHeld = false
        public var firstRevision: Revision?
        public var lastRevision: Revision?
        public var objectsChanged: UInt64 = 0
        public var membershipsAdded: UInt64 = 0
        public var membershipsRemoved: UInt64 = 0
        public var groupsAdded: UInt64 = 0
        public var groupsChanged: UInt64 = 0
        public var groupsRemoved: UInt64 = 0
        /// What delta queries had not told and this round found.
        public var findingCount: UInt64 = 0
        public var phases = RunRecord.Phases()
    }

    /// What one step of the writer did.
    struct Step: Sendable {
        var last: GUID?
        var revision: Revision?
        var objectsChanged: UInt64 = 0
        var membershipsAdded: UInt64 = 0
        var membershipsRemoved: UInt64 = 0
        var groupsAdded: UInt64 = 0
        var groupsChanged: UInt64 = 0
        var groupsRemoved: UInt64 = 0

        /// What made no revision changed nothing.
        mutating func count(_ changes: [Change], _ done: RoundPublished) {
            guard done.published.madeRevision else { return }
            revision = done.published.revision
            groupsAdded += done.groupsAdded
            groupsChanged += done.groupsChanged
            groupsRemoved += done.groupsRemoved
            for change in changes {
                switch change {
                case .object: objectsChanged += 1
                case .membership(_, _, true): membershipsAdded += 1
                case .membership(_, _, false): membershipsRemoved += 1
                case .contact, .configuration, .facts, .choice, .policy: break
                }
            }
        }
    }

    /// What the round learned of the application's permissions; `nil` leaves what was known before.
    struct Health: Sendable {
        var lacksHiddenMembers: Bool?
        var unreadableTypes: Set<ObjectType>?
        /// A restored group could not be read: the next round of groups reads everything.
        var rereadsGroups = false

        func missingPermissions(before: [String]) -> [String] {
            var missing = Set(before)
            if let lacksHiddenMembers {
                missing.remove(Permissions.hiddenMembers)
                if lacksHiddenMembers { missing.insert(Permissions.hiddenMembers) }
            }
            if let unreadableTypes {
                missing.subtract(Permissions.byType.values)
                missing.formUnion(unreadableTypes.compactMap { Permissions.byType[$0] })
            }
            return missing.sorted()
        }
    }

    /// The last publish: with it the links move, and the round is over.
    func finish(
        _ rounds: [DirectoryStream: StagedRound],
        _ record: RunRecord,
        hold: Hold,
        _ health: Health,
        _ sampling: Sampling,
        _ summary: inout Summary
    ) async throws(RoundError) {
        var held: HoldSummary?
        var isReleased = false
        switch hold {
        case .none: break
        case .begun(let begun): held = begun
        case .goesOn:
            held = try await remeasureHold()
            isReleased = held == nil
        }
        // A person may have released it meanwhile; then it is over, whatever is measured.
        let isHeld = held != nil
        summary.isHeld = isHeld
        if isReleased {
            try await changeState { $0.releaseHold() }
            try await release(&summary)
        }
        let now = clock.now
        var finished = summary.applied(to: record, ended: now)
        finished.add(setup.client.tally.counts)
        let closing = finished
        let measured = held
        let run = run
        try await changeState(record: closing) { state in
            for (stream, round) in rounds {
                state[stream].deltaLink = round.deltaLink
                state[stream].issued = round.ended
                if round.isFull { state[stream].lastFullRound = round.ended }
            }
            if health.rereadsGroups { state.groups.deltaLink = nil }
            state.isImporting = false
            state.sampling = sampling
            state.missingPermissions = health.missingPermissions(before: state.missingPermissions)
            if state.heldSince != nil {
                state.hold = measured ?? state.hold
            } else {
                state.lastSuccess = now
                state.watermark = record.started
                state.lastRun = run
            }
        }
    }
}

/// The application permissions without which something stays unknown.
enum Permissions {
    static let hiddenMembers = "Member.Read.Hidden"
    static let byType: [ObjectType: String] = [
        .servicePrincipal: "Application.Read.All",
        .organizationalContact: "OrgContact.Read.All",
    ]
}

extension TenantRound.Summary {
    /// The run's record with what the round did.
    func applied(to record: RunRecord, ended: Timestamp) -> RunRecord {
        var record = record
        record.ended = ended
        record.outcome = isHeld ? .held : .succeeded
        record.pageCount = pageCount
        record.objectCount = objectCount
        record.membershipCount = membershipCount
        record.changedCount = objectsChanged
        record.membershipsAdded = membershipsAdded
        record.membershipsRemoved = membershipsRemoved
        record.groupsAdded = groupsAdded
        record.groupsChanged = groupsChanged
        record.groupsRemoved = groupsRemoved
        record.findingCount = findingCount
        if record.trigger == .reconciliation {
            // The round before it has just told all that delta queries tell.
            record.findingCount = objectsChanged + membershipsAdded + membershipsRemoved
        }
        record.phases = phases
        record.isFull = isFull
        record.firstRevision = firstRevision
        record.revision = lastRevision
        return record
    }

    mutating func add(_ step: TenantRound.Step) {
        objectsChanged += step.objectsChanged
        membershipsAdded += step.membershipsAdded
        membershipsRemoved += step.membershipsRemoved
        groupsAdded += step.groupsAdded
        groupsChanged += step.groupsChanged
        groupsRemoved += step.groupsRemoved
        guard let revision = step.revision else { return }
        firstRevision = firstRevision ?? revision
        lastRevision = revision
    }
}
