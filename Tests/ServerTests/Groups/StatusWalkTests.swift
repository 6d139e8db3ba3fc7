import Directory
import TestSupport
import Testing
import Wire

@testable import Server

/// The status of a group in six flags: the plain version that a random walk is held against.
private struct StatusModel {
    var isArchived = false
    var isDeletedHere = false
    var isDisabled = false
    var isGone = false
    var isSwitchedOff = false
    var isRemoved = false
    /// What is documented, of what was told last.
    var name = "Group 0"
    var members: Set<ObjectID> = []
    var logged = 0

    var status: SyncStatus {
        if isDeletedHere { return .disabled }
        if isArchived { return .orphaned }
        if isRemoved || isSwitchedOff || isDisabled { return .disabled }
        return isGone ? .orphaned : .enabled
    }

    var reasons: StatusReasons {
        var reasons: StatusReasons = []
        if isArchived { reasons.insert(.archived) }
        if isDeletedHere { reasons.insert(.deletedHere) }
        if isDisabled { reasons.insert(.syncDisabled) }
        if isGone { reasons.insert(.sourceDeleted) }
        if isSwitchedOff { reasons.insert(.kindSwitchedOff) }
        if isRemoved { reasons.insert(.integrationRemoved) }
        return reasons
    }

    mutating func apply(_ event: StatusEvent) -> V1.GroupCommandOutcome? {
        let outcome = outcome(of: event)
        if outcome == .done { logged += 1 }
        return outcome
    }

    private mutating func outcome(of event: StatusEvent) -> V1.GroupCommandOutcome? {
        switch event {
        case .restore:
            guard isDeletedHere else { return .refused }
            (isDeletedHere, isArchived, isDisabled) = (false, false, true)
            return .done
        case .deletedInEntra where !isRemoved: isGone = true
        case .restoredInEntra where !isRemoved: isGone = false
        case .settingCleared: isSwitchedOff = true
        case .settingTicked: isSwitchedOff = false
        case .integrationRemoved: isRemoved = true
        case .integrationAdded: isRemoved = false
        case .deletedInEntra, .restoredInEntra, .renamedInEntra, .memberCameOrWent: break
        case .disableSync, .enableSync, .archive, .unarchive, .delete: return command(event)
        }
        return nil
    }

    private mutating func command(_ event: StatusEvent) -> V1.GroupCommandOutcome {
        if isDeletedHere { return .notFound }
        switch event {
        case .archive:
            defer { isArchived = true }
            return isArchived ? .unchanged : .done
        case .unarchive:
            guard isArchived else { return .unchanged }
            (isArchived, isDisabled) = (false, false)
        case .disableSync:
            defer { isDisabled = true }
            return isDisabled ? .unchanged : .done
        case .enableSync:
            if isArchived || isRemoved || isSwitchedOff { return .refused }
            defer { isDisabled = false }
            return isDisabled ? .done : .unchanged
        default:
            guard status != .enabled else { return .refused }
            isDeletedHere = true
        }
        return .done
    }
}

/// Rows 57, 82, 94, 103 and 112: whatever happens, a group that stands still does, and one that is followed is up to date.
@Suite struct StatusWalkTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func aRandomWalkOverAllEventsAgreesWithThePlainModel(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let directory = ScratchDirectory()
        let world = try StatusWorld(in: directory)
        var model = StatusModel()
        var seen: Set<StatusReasons> = []
        var path: [StatusEvent] = []
        for step in 0..<150 {
            let event = StatusEvent.allCases.randomElement(using: &random) ?? .archive
            path.append(event)
            let comment: Comment = "seed \(seed), step \(step): \(path.suffix(8))"
            let outcome = try world.apply(event)
            #expect(outcome == model.apply(event), comment)
            if model.status == .enabled {
                (model.name, model.members) = world.lastTold
            }
            #expect(try world.reasons == model.reasons, comment)
            #expect(try world.reasons.status == model.status, comment)
            #expect(try world.row?.name == (model.isDeletedHere ? nil : model.name), comment)
            #expect(try world.documentedMembers == model.members, comment)
            #expect(try (world.facts.frozenAt == nil) == (model.status == .enabled), comment)
            #expect(try world.activity.count == model.logged, comment)
            let equalsStore = try world.equalsStore
            try #require(equalsStore, comment)
            seen.insert(model.reasons)
        }
        #expect(seen.count > 10, "seed \(seed): the walk comes around")
        world.side.stop()
    }
}
