import Directory
import Testing
import Wire

@testable import Server

/// What every event makes of every status, cell by cell (rows 54 to 61, 81 to 84, 92 to 96, 102 to 105 and 112).
@Suite struct EventTableTests {
    /// How a group can stand before the event.
    enum Column: CaseIterable, Sendable {
        case enabled, orphanedBySource, orphanedByArchive, disabledByPerson, disabledBySetting
        case disabledByRemoval

        /// What brings a new group there.
        var events: [StatusEvent] {
            switch self {
            case .enabled: []
            case .orphanedBySource: [.deletedInEntra]
            case .orphanedByArchive: [.archive]
            case .disabledByPerson: [.disableSync]
            case .disabledBySetting: [.settingCleared]
            case .disabledByRemoval: [.integrationRemoved]
            }
        }
    }

    /// What an event makes of a group: its status, the facts behind it, and how the command ended.
    struct Cell: Sendable {
        var status: SyncStatus
        var reasons: StatusReasons
        var outcome: V1.GroupCommandOutcome?
        var isListed = true

        static func orphaned(
            _ reasons: StatusReasons,
            _ outcome: V1.GroupCommandOutcome? = nil
        ) -> Cell { Cell(status: .orphaned, reasons: reasons, outcome: outcome) }

        static func disabled(
            _ reasons: StatusReasons,
            _ outcome: V1.GroupCommandOutcome? = nil
        ) -> Cell { Cell(status: .disabled, reasons: reasons, outcome: outcome) }

        static func enabled(_ outcome: V1.GroupCommandOutcome? = nil) -> Cell {
            Cell(status: .enabled, reasons: [], outcome: outcome)
        }

        static func tombstone(_ reasons: StatusReasons) -> Cell {
            Cell(
                status: .disabled,
                reasons: reasons.union(.deletedHere),
                outcome: .done,
                isListed: false
            )
        }
    }

    struct Line: Sendable, CustomTestStringConvertible {
        var event: StatusEvent
        /// In the order of `Column`.
        var cells: [Cell]

        var testDescription: String { "\(event)" }
    }

    static let table: [Line] = [
        Line(
            event: .disableSync,
            cells: [
                .disabled(.syncDisabled, .done), .disabled([.syncDisabled, .sourceDeleted], .done),
                .orphaned([.archived, .syncDisabled], .done),
                .disabled(.syncDisabled, .unchanged),
                .disabled([.syncDisabled, .kindSwitchedOff], .done),
                .disabled([.syncDisabled, .integrationRemoved], .done),
            ]
        ),
        Line(
            event: .enableSync,
            cells: [
                .enabled(.unchanged), .orphaned(.sourceDeleted, .unchanged),
                .orphaned(.archived, .refused), .enabled(.done),
                .disabled(.kindSwitchedOff, .refused), .disabled(.integrationRemoved, .refused),
            ]
        ),
        Line(
            event: .archive,
            cells: [
                .orphaned(.archived, .done), .orphaned([.archived, .sourceDeleted], .done),
                .orphaned(.archived, .unchanged), .orphaned([.archived, .syncDisabled], .done),
                .orphaned([.archived, .kindSwitchedOff], .done),
                .orphaned([.archived, .integrationRemoved], .done),
            ]
        ),
        Line(
            event: .unarchive,
            cells: [
                .enabled(.unchanged), .orphaned(.sourceDeleted, .unchanged), .enabled(.done),
                .disabled(.syncDisabled, .unchanged), .disabled(.kindSwitchedOff, .unchanged),
                .disabled(.integrationRemoved, .unchanged),
            ]
        ),
        Line(
            event: .delete,
            cells: [
                .enabled(.refused), .tombstone(.sourceDeleted), .tombstone(.archived),
                .tombstone(.syncDisabled), .tombstone(.kindSwitchedOff),
                .tombstone(.integrationRemoved),
            ]
        ),
        Line(
            event: .deletedInEntra,
            cells: [
                .orphaned(.sourceDeleted), .orphaned(.sourceDeleted),
                .orphaned([.archived, .sourceDeleted]),
                .disabled([.syncDisabled, .sourceDeleted]),
                .disabled([.kindSwitchedOff, .sourceDeleted]),
                // Nobody looks any more.
                .disabled(.integrationRemoved),
            ]
        ),
        Line(
            event: .restoredInEntra,
            cells: [
                .enabled(), .enabled(), .orphaned(.archived), .disabled(.syncDisabled),
                .disabled(.kindSwitchedOff), .disabled(.integrationRemoved),
            ]
        ),
        Line(
            event: .settingCleared,
            cells: [
                .disabled(.kindSwitchedOff), .disabled([.kindSwitchedOff, .sourceDeleted]),
                .orphaned([.archived, .kindSwitchedOff]),
                .disabled([.syncDisabled, .kindSwitchedOff]), .disabled(.kindSwitchedOff),
                .disabled([.kindSwitchedOff, .integrationRemoved]),
            ]
        ),
        Line(
            event: .settingTicked,
            cells: [
                .enabled(), .orphaned(.sourceDeleted), .orphaned(.archived),
                .disabled(.syncDisabled), .enabled(), .disabled(.integrationRemoved),
            ]
        ),
        Line(
            event: .integrationRemoved,
            cells: [
                .disabled(.integrationRemoved), .disabled([.integrationRemoved, .sourceDeleted]),
                .orphaned([.archived, .integrationRemoved]),
                .disabled([.syncDisabled, .integrationRemoved]),
                .disabled([.kindSwitchedOff, .integrationRemoved]),
                .disabled(.integrationRemoved),
            ]
        ),
        Line(
            event: .integrationAdded,
            cells: [
                .enabled(), .orphaned(.sourceDeleted), .orphaned(.archived),
                .disabled(.syncDisabled), .disabled(.kindSwitchedOff), .enabled(),
            ]
        ),
    ]

    @Test("every cell of the event table", arguments: table)
    func everyCellHolds(_ line: Line) throws {
        #expect(line.cells.count == Column.allCases.count)
        for (column, cell) in zip(Column.allCases, line.cells) {
            let directory = ScratchDirectory()
            let world = try StatusWorld(in: directory)
            for event in column.events { try world.apply(event) }
            let before = try world.activity.count
            let id = try world.facts.publicID
            let outcome = try world.apply(line.event)
            let comment: Comment = "\(line.event) on \(column)"
            #expect(outcome == cell.outcome, comment)
            #expect(try world.reasons == cell.reasons, comment)
            #expect(try world.reasons.status == cell.status, comment)
            #expect(try (world.row != nil) == cell.isListed, comment)
            #expect(try world.row?.listIcon == (cell.isListed ? icon(cell.status) : nil), comment)
            #expect(try (world.facts.frozenAt == nil) == (cell.status == .enabled), comment)
            // Whatever happens, it stays the same asset, and only what a person did is logged.
            #expect(try world.facts.publicID == id, comment)
            #expect(try world.activity.count - before == (cell.outcome == .done ? 1 : 0), comment)
            #expect(try world.equalsStore, comment)
            world.side.stop()
        }
    }

    private func icon(_ status: SyncStatus) -> V1.IconColour {
        switch status {
        case .none: .unspecified
        case .enabled: .grey
        case .orphaned: .yellow
        case .disabled: .red
        }
    }

    @Test("a deleted group comes back disabled, and enabled again it is up to date (rows 94, 105)")
    func aRestoredGroupIsDisabledUntilItIsEnabled() throws {
        let directory = ScratchDirectory()
        let world = try StatusWorld(in: directory)
        for event in [.archive, .delete, .renamedInEntra, .memberCameOrWent] as [StatusEvent] {
            try world.apply(event)
        }
        #expect(try world.row == nil)
        #expect(try world.apply(.restore) == .done)
        #expect(try world.reasons == .syncDisabled)
        #expect(try world.row?.name == "Group 0")
        #expect(try world.documentedMembers.isEmpty)
        #expect(try world.apply(.restore) == .refused)
        #expect(try world.apply(.enableSync) == .done)
        #expect(try world.row?.name == "Group 1")
        #expect(try world.documentedMembers.count == 1)
        #expect(try world.equalsStore)
        world.side.stop()
    }
}
