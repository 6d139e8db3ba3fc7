import Client
import Transport
import Wire

/// What is heard, for programs: one JSON object a line, each with its `event`.
///
/// A `change` and a `member` are the messages of the protocol with when and why their revision came about;
/// after the last line of whole revisions a `progress` says how far everything has been told.
final class WatchJSON: WatchOutput {
    private let output: StandardOutput

    init(output: StandardOutput = StandardOutput()) {
        self.output = output
    }

    func flush() -> Bool {
        output.flush()
        return output.hasReader
    }

    func show(_ step: SubscriptionStep) throws {
        switch step.event {
        case .opened(let opened):
            // The token is in the state file, if one is wanted; here it would only be in the way.
            try line("opened", opened.with { $0.token = [] })
        case .began(let reason):
            line("snapshotBegan", [.init("reason", .string(Self.name(reason)))])
        case .snapshotRows(let parts):
            for part in parts {
                for row in part.rows {
                    line(
                        "row",
                        [
                            .init("organizationId", .string(part.organizationID)),
                            .init("row", try MessageJSON.value(row)),
                        ]
                    )
                }
            }
        case .snapshotEnded(let end):
            line(
                "snapshotEnded",
                [
                    .init("revision", .string(String(end.revision))),
                    .init("count", .string(String(end.count))),
                ]
            )
        case .changes(let changes):
            try show(changes)
            progress(step)
        case .progress:
            progress(step)
        case .closing:
            line("closing", [])
        case .disconnected(let error, let delay):
            disconnected(error, delay)
        }
    }

    private func show(_ changes: SubscriptionChanges) throws {
        let revisions = Dictionary(
            changes.revisions.map { ($0.revision, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for change in changes.rows {
            try line("change", change, revisions[change.revision])
        }
        for change in changes.members {
            try line("member", change, revisions[change.revision])
        }
    }

    private func progress(_ step: SubscriptionStep) {
        guard let point = step.point else { return }
        line("progress", [.init("completeThrough", .string(String(point.completeThrough)))])
    }

    private func disconnected(_ error: ClientError, _ delay: Duration) {
        let milliseconds =
            delay.components.seconds * 1000 + delay.components.attoseconds / 1_000_000_000_000_000
        line(
            "disconnected",
            [
                .init("code", .string(error.code.name)), .init("reason", .string(error.reason)),
                .init("message", .string(error.message)),
                .init("retryAfterMs", .number(String(milliseconds))),
            ]
        )
    }

    private func line(
        _ event: String,
        _ message: some Message,
        _ revision: V1.RevisionInfo? = nil
    ) throws(CommandError) {
        var members: [JSONValue.Member] = []
        for source in [try MessageJSON.value(message), try revision.map(MessageJSON.value)] {
            guard case .object(let more) = source else { continue }
            members += more.filter { one in !members.contains { $0.name == one.name } }
        }
        line(event, members)
    }

    private func line(_ event: String, _ members: [JSONValue.Member]) {
        output.line(JSONValue.object([.init("event", .string(event))] + members).text())
    }

    private static func name(_ reason: SnapshotReason) -> String {
        switch reason {
        case .requested: "requested"
        case .interrupted: "interrupted"
        case .compacted: "compacted"
        case .accessChanged: "accessChanged"
        case .storeChanged: "storeChanged"
        }
    }
}

extension V1.Opened {
    /// A copy with something else in it.
    fileprivate func with(_ change: (inout V1.Opened) -> Void) -> V1.Opened {
        var copy = self
        change(&copy)
        return copy
    }
}
