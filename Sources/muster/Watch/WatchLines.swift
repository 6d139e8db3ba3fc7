import Client
import Glibc
import Transport
import Wire

/// What is heard, for people: a line for each thing that happened, on standard output; what becomes of the
/// connection, on standard error.
final class WatchLines: WatchOutput {
    private let names: GroupNames
    private let address: String
    private let isColoured: Bool
    private let output: StandardOutput
    private let notes: StandardOutput
    private var snapshotRows: UInt64 = 0

    init(
        names: GroupNames,
        address: String,
        isColoured: Bool,
        output: StandardOutput = StandardOutput(),
        notes: StandardOutput = StandardOutput(STDERR_FILENO)
    ) {
        self.names = names
        self.address = address
        self.isColoured = isColoured
        self.output = output
        self.notes = notes
    }

    func flush() -> Bool {
        output.flush()
        notes.flush()
        return output.hasReader
    }

    func show(_ step: SubscriptionStep) {
        switch step.event {
        case .opened(let opened):
            note(
                "connected to \(address), following what changes after revision \(opened.startRevision)"
            )
        case .began(let reason):
            snapshotRows = 0
            if let text = Self.text(reason) { note(text) }
        case .snapshotRows(let parts):
            for part in parts { show(part) }
        case .snapshotEnded(let end):
            note("\(end.count) groups as of revision \(end.revision); from here on, what changes")
        case .changes(let changes):
            for line in lines(changes) { output.line(line) }
        case .progress:
            break
        case .closing(let closing):
            if closing.reason == .draining { note("the server is going down") }
        case .disconnected(let error, let delay):
            let reason = CommandError(error).message
            note("connection lost: \(reason); trying again in \(Self.seconds(delay)) s")
        }
    }

    /// The lines of whole revisions: of each revision first its rows, then its members.
    func lines(_ changes: SubscriptionChanges) -> [String] {
        let members = Dictionary(grouping: changes.members, by: \.revision)
        let rows = Dictionary(grouping: changes.rows, by: \.revision)
        let infos = Dictionary(
            changes.revisions.map { ($0.revision, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var lines: [String] = []
        for revision in Set(rows.keys).union(members.keys).sorted() {
            let info = infos[revision]
            let told = members[revision] ?? []
            let groupsWithMembers = Set(told.map(\.groupID))
            for change in rows[revision] ?? [] {
                names.learn(change.row ?? change.old, id: change.id)
                names.learn(organization: change.organizationID, id: change.id)
                let phrases = ChangePhrases.of(
                    change,
                    membersAreTold: groupsWithMembers.contains(change.id)
                )
                for phrase in phrases {
                    lines.append(line(info, change.organizationID, change.id, phrase))
                }
            }
            for change in told {
                let organization = names.organization(of: change.groupID)
                lines.append(line(info, organization, change.groupID, ChangePhrases.of(change)))
            }
        }
        return lines
    }

    private func show(_ part: V1.OrganizationRows) {
        for row in part.rows {
            names.learn(row, id: row.id)
            names.learn(organization: part.organizationID, id: row.id)
            let status = GroupColumns.status(row)
            let phrase = ChangePhrase(.present, status.text)
            output.line(line(nil, part.organizationID, row.id, phrase))
        }
    }

    /// `time organization  sign group: what happened (why)`.
    private func line(
        _ info: V1.RevisionInfo?,
        _ organization: String,
        _ group: String,
        _ phrase: ChangePhrase
    ) -> String {
        var parts: [String] = []
        if let time = info?.publishedAt { parts.append(painted(TimeText.clock(time), .dim)) }
        if !organization.isEmpty { parts.append(painted(organization, .dim)) }
        parts.append(painted(phrase.sign.text, phrase.sign.paint))
        parts.append(painted(names.name(of: group), .bold) + ": " + painted(phrase.text, nil))
        if let cause = ChangePhrases.cause(info) { parts.append(painted("(\(cause))", .dim)) }
        return parts.joined(separator: " ")
    }

    private func painted(_ text: String, _ paint: Paint?) -> String {
        let plain = TerminalText.isolated(TerminalText.plain(text))
        guard isColoured, let paint else { return plain }
        return paint.applied(to: plain)
    }

    private func note(_ text: String) {
        let plain = "muster: \(TerminalText.plain(text))"
        notes.line(isColoured ? Paint.dim.applied(to: plain) : plain)
    }

    /// To a tenth.
    private static func seconds(_ delay: Duration) -> String {
        let (seconds, attoseconds) = delay.components
        return "\(seconds).\(attoseconds / 100_000_000_000_000_000)"
    }

    private static func text(_ reason: SnapshotReason) -> String? {
        switch reason {
        case .requested: nil
        case .interrupted: "beginning again with everything as it is"
        case .compacted:
            "the server has forgotten what happened meanwhile: everything as it is follows"
        case .accessChanged: "what may be seen has changed: everything as it is follows"
        case .storeChanged: "the server has another history: everything as it is follows"
        }
    }
}
