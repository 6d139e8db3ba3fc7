import Client
import Glibc
import Testing
import Transport
import Wire

@testable import muster

@Suite struct WatchOutputTests {
    private static let changes = SubscriptionChanges(
        fromRevision: 6,
        toRevision: 7,
        rows: [
            V1.RowChange {
                $0.kind = .enter
                $0.revision = 6
                $0.id = "g1"
                $0.organizationID = "contoso"
                $0.parts = [.created]
                $0.row = V1.GroupRow {
                    $0.id = "g1"
                    $0.name = "Sales\u{1B}[31m"
                    $0.kind = .security
                }
            },
            V1.RowChange {
                $0.kind = .leave
                $0.revision = 7
                $0.id = "g2"
                $0.organizationID = "contoso"
                $0.reason = .deleted
            },
        ],
        members: [
            V1.MemberChange {
                $0.kind = .added
                $0.revision = 6
                $0.groupID = "g1"
                $0.entraID = "u1"
                $0.type = .user
                $0.name = "Ann"
            }
        ],
        revisions: [
            V1.RevisionInfo {
                $0.revision = 6
                $0.publishedAt = Google.Timestamp { $0.seconds = 1_700_000_000 }
                $0.cause = .sync
                $0.runID = "3"
            }
        ]
    )

    private static func step(_ event: SubscriptionEvent, at revision: UInt64? = nil)
        -> SubscriptionStep
    {
        .init(
            event,
            point: revision.map { revision in V1.ResumePoint { $0.completeThrough = revision } }
        )
    }

    @Test func linesSayWhenWhereWhatAndWhy() {
        let output = WatchLines(names: GroupNames(), address: "", isColoured: false)
        #expect(
            output.lines(Self.changes) == [
                "2023-11-14 22:13:20 contoso + Sales\u{FFFD}[31m: documented, Security (sync run 3)",
                "2023-11-14 22:13:20 contoso + Sales\u{FFFD}[31m: Ann joined (sync run 3)",
                "contoso − g2: deleted",
            ]
        )
    }

    @Test func coloursAreOurOwn() {
        let output = WatchLines(names: GroupNames(), address: "", isColoured: true)
        for line in output.lines(Self.changes) {
            #expect(!line.contains("\u{1B}[31m["), "a name must not colour the line")
            #expect(line.contains("\u{1B}[1m"))
        }
    }

    @Test func peopleAreToldOfTheConnectionBesideTheLines() throws {
        let (output, notes) = (try TemporaryFile(), try TemporaryFile())
        let lines = WatchLines(
            names: GroupNames(),
            address: "http://here",
            isColoured: false,
            output: StandardOutput(output.descriptor),
            notes: StandardOutput(notes.descriptor)
        )
        lines.show(Self.step(.opened(V1.Opened { $0.startRevision = 5 }), at: 5))
        lines.show(Self.step(.changes(Self.changes), at: 7))
        let error = ClientError(.unavailable, "gone")
        lines.show(Self.step(.disconnected(error, retryAfter: .milliseconds(1250)), at: 7))
        #expect(lines.flush())
        #expect(output.text.split(separator: "\n").count == 3)
        #expect(
            notes.text.contains("connected to http://here, following what changes after revision 5")
        )
        #expect(notes.text.contains("connection lost: gone; trying again in 1.2 s"))
    }

    @Test func programsGetOneObjectALine() throws {
        let file = try TemporaryFile()
        let output = WatchJSON(output: StandardOutput(file.descriptor))
        let rows = V1.OrganizationRows {
            $0.organizationID = "contoso"
            $0.rows = [V1.GroupRow { $0.id = "g1" }]
        }
        try output.show(Self.step(.opened(V1.Opened { $0.token = [1, 2] })))
        try output.show(Self.step(.began(.requested)))
        try output.show(Self.step(.snapshotRows([rows])))
        try output.show(Self.step(.snapshotEnded(V1.SnapshotEnd { $0.revision = 5 }), at: 5))
        try output.show(Self.step(.changes(Self.changes), at: 7))
        try output.show(Self.step(.progress, at: 8))
        let error = ClientError(.unavailable, "gone")
        try output.show(Self.step(.disconnected(error, retryAfter: .milliseconds(1250)), at: 8))
        #expect(output.flush())
        let lines = try file.text.split(separator: "\n").map { try JSONParser.parse(String($0)) }
        let events = lines.map { $0["event"] }
        let names = [
            "opened", "snapshotBegan", "row", "snapshotEnded", "change", "change", "member",
            "progress",
            "progress", "disconnected",
        ]
        #expect(events == names.map { .string($0) })
        #expect(!file.text.contains("token"))
        #expect(lines[4]["revision"] == .string("6"))
        #expect(lines[4]["cause"] == .string("CHANGE_CAUSE_SYNC"))
        #expect(lines[4]["kind"] == .string("ROW_CHANGE_KIND_ENTER"))
        #expect(lines[5]["cause"] == nil)
        #expect(lines[6]["groupId"] == .string("g1"))
        #expect(lines[8]["completeThrough"] == .string("8"))
        #expect(lines[9]["retryAfterMs"] == .number("1250"))
    }

    @Test func whatNobodyReadsIsNotTakenForShown() throws {
        let output = WatchJSON(output: StandardOutput(-1))
        try output.show(Self.step(.progress, at: 8))
        #expect(!output.flush())
    }
}

@Suite struct WatchStateTests {
    private static let point = V1.ResumePoint {
        $0.token = [1, 2, 3]
        $0.completeThrough = 5
        $0.policyRevision = 4
        $0.chain = [9]
    }

    @Test func aPointIsReadAsItWasNoted() throws {
        let folder = try TemporaryFolder()
        let state = try WatchState("\(folder.path)/state")
        #expect(try state.read() == nil)
        try state.write(Self.point)
        #expect(try state.read() == Self.point)
        var later = Self.point
        later.completeThrough = 6
        try state.write(later)
        #expect(try state.read() == later)
        #expect(folder.names == ["state"], "nothing else is left behind")
    }

    @Test func aDraftThatACrashLeftIsOverwritten() throws {
        let folder = try TemporaryFolder()
        let state = try WatchState("\(folder.path)/state")
        try folder.write("half a po", to: "state.new")
        #expect(try state.read() == nil)
        try state.write(Self.point)
        #expect(try state.read() == Self.point)
    }

    @Test(arguments: ["", "{", "[]", "{}", #"{"completeThrough": "5"}"#, #"{"token": 5}"#])
    func whatIsNoStateIsRefused(text: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "state")
        let state = try WatchState("\(folder.path)/state")
        let error = #expect(throws: CommandError.self) { try state.read() }
        #expect(error?.status == .usage)
    }

    @Test func aFolderThatIsNotThereIsRefusedAtOnce() {
        let error = #expect(throws: CommandError.self) { try WatchState("/nonexistent/state") }
        #expect(error?.status == .usage)
    }
}
