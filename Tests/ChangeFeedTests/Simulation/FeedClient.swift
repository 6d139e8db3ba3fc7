import Access
import ChangeFeed
import Cryptography
import Directory
import Wire

/// A subscriber that applies what it is told and doubts all of it.
///
/// The names I1 to I18 are those of `Tests/SubscriptionChecker/FORMAT.md`.
struct FeedClient {
    let request: V1.SubscribeRequest
    private(set) var rows: [String: [UInt8]] = [:]
    private(set) var point = V1.ResumePoint()
    private(set) var messageCount = 0
    private(set) var changeCount = 0
    /// How many changes beside rows were looked for.
    var partCount = 0
    private(set) var faults: [String] = []
    private(set) var hasClosed = false
    /// The rows told of one revision whose last message has not come.
    private var staged: [V1.RowChange] = []
    private var stagedRevision: UInt64 = 0
    private var snapshot: [String: [UInt8]]?
    private var snapshotBytes: [UInt8] = []
    private var isOpened = false
    private var toldInStream: Set<String> = []
    private var lastRevision: UInt64 = 0
    /// The member changes since the last complete revision, in order.
    private(set) var members: [V1.MemberChange] = []
    /// What each row change since the last complete revision said to have changed, by revision and group.
    private var toldParts: [String: [V1.ChangedPart]] = [:]

    init(_ request: V1.SubscribeRequest) {
        self.request = request
    }

    /// The connection is gone: what was not complete is forgotten.
    mutating func cut() {
        staged = []
        stagedRevision = 0
        snapshot = nil
        snapshotBytes = []
        isOpened = false
        hasClosed = false
        toldInStream = []
        lastRevision = 0
        members = []
        toldParts = [:]
    }

    mutating func expect(_ holds: Bool, _ fault: String) {
        if !holds { faults.append("\(fault) (message \(messageCount))") }
    }

    /// Applies one message, sent while the principal could see `visible`.
    mutating func receive(_ bytes: [UInt8], _ world: FeedWorld, visible: VisibleSet) {
        messageCount += 1
        guard let message = try? V1.SubscribeResponse(decoding: bytes), let event = message.event
        else {
            faults.append("I18: a message cannot be read")
            return
        }
        expect(!hasClosed, "a message after the goodbye")
        if case .opened = event {} else { expect(isOpened, "Opened is not the first message") }
        let before = point.completeThrough
        let start = point
        switch event {
        case .opened(let opened):
            expect(!isOpened, "Opened twice")
            isOpened = true
            point.token = opened.token
            if message.completeThrough > 0 { lastRevision = message.completeThrough }
        case .reset(let reset):
            point.token = reset.token
            rows = [:]
            staged = []
            stagedRevision = 0
            snapshot = nil
            snapshotBytes = []
            toldInStream = []
            lastRevision = 0
            expect(message.completeThrough == 0, "something is complete after a Reset")
        case .snapshot(let chunk):
            receive(chunk, visible: visible, world)
        case .snapshotEnd(let end):
            finishSnapshot(end)
        case .changes(let batch):
            receive(batch, step: step(message, batch), world, visible: visible)
        case .bookmark:
            expect(stagedRevision == 0, "I6: a bookmark inside a revision")
        case .closing:
            hasClosed = true
        }
        if case .reset = event {
        } else if case .opened = event, message.completeThrough == 0 {
        } else {
            expect(
                message.completeThrough >= before || message.completeThrough == 0,
                "I2: complete_through went back from \(before) to \(message.completeThrough)"
            )
        }
        note(message, world)
        switch event {
        case .changes(let batch):
            // What is complete with the first part of a revision came before it, without a word.
            checkParts(batch.more ? [:] : toldParts, since: start, world)
            toldParts = [:]
        case .bookmark:
            checkParts([:], since: start, world)
        case .opened, .snapshot, .snapshotEnd, .reset, .closing:
            break
        }
    }

    /// Keeps the new point, and compares the fold with the view whenever something is complete.
    private mutating func note(_ message: V1.SubscribeResponse, _ world: FeedWorld) {
        point.completeThrough = message.completeThrough
        point.policyRevision = message.policyRevision
        point.chain = message.chain
        guard message.completeThrough > 0, stagedRevision == 0, snapshot == nil else { return }
        let revision = Revision(message.completeThrough)
        guard revision <= world.head, Revision(message.policyRevision) <= world.head else {
            faults.append("I12: a revision that does not exist")
            return
        }
        expect(message.chain == world.chain(at: revision), "the chain is not that of \(revision)")
        expect(message.policyRevision >= message.completeThrough, "q is older than r")
        let visible = world.state(at: Revision(message.policyRevision)).visible
        // Who may look at a group's groups is decided by what that group is now.
        let view = FeedModel.view(
            world.state(at: revision),
            request,
            visible: visible,
            hiddenPrincipals: world.present.hiddenPrincipals
        )
        expect(
            rows == view,
            "I5: the fold at \(message.completeThrough)/\(message.policyRevision) has \(rows.count) rows, the view \(view.count)"
        )
    }

    private mutating func receive(
        _ chunk: V1.SnapshotChunk,
        visible: VisibleSet,
        _ world: FeedWorld
    ) {
        if snapshot == nil { snapshot = [:] }
        for part in chunk.organizations {
            for row in part.rows {
                let bytes = row.encoded()
                expect(snapshot?[row.id] == nil, "I1: a row stands twice in the snapshot")
                snapshot?[row.id] = bytes
                let count = UInt32(bytes.count)
                snapshotBytes += [24, 16, 8, 0]
                    .map { UInt8(truncatingIfNeeded: count >> UInt32($0)) }
                snapshotBytes += bytes
                expect(Self.isVisible(row.id, world, visible), "I10: a hidden row in a snapshot")
            }
        }
    }

    private mutating func finishSnapshot(_ end: V1.SnapshotEnd) {
        rows = snapshot ?? [:]
        snapshot = nil
        expect(end.count == UInt64(rows.count), "I1: the count is \(end.count)")
        expect(end.checksum == SHA256.digest(of: snapshotBytes), "I1: the checksum differs")
        snapshotBytes = []
        lastRevision = end.revision
        toldInStream = []
    }

    /// What a stream of the latest state tells a group once in: the step from one complete revision to the next.
    private func step(_ message: V1.SubscribeResponse, _ batch: V1.ChangeBatch) -> String {
        if batch.more { return "\(message.completeThrough)/\(message.policyRevision)" }
        let policy = stagedRevision > 0 ? point.policyRevision : message.policyRevision
        return "\(point.completeThrough)/\(policy)"
    }

    private mutating func receive(
        _ batch: V1.ChangeBatch,
        step: String,
        _ world: FeedWorld,
        visible: VisibleSet
    ) {
        expect(
            !batch.rows.isEmpty || !batch.members.isEmpty || stagedRevision > 0 && !batch.more,
            "an empty batch"
        )
        expect(
            stagedRevision == 0 || stagedRevision == batch.toRevision,
            "I4: another revision before the end of one"
        )
        let told = Set(batch.revisions.map(\.revision))
        expect(told.count == batch.revisions.count, "the details of a revision twice")
        for info in batch.revisions {
            let time = world.revisions[Int(info.revision) - 1].details.first?.time
            expect(
                info.publishedAt == time.map { Google.Timestamp(milliseconds: $0.milliseconds) },
                "I5: revision \(info.revision) is told with another time than it has"
            )
        }
        for change in batch.rows {
            changeCount += 1
            expect(
                change.revision >= lastRevision,
                "I2: revision \(change.revision) after \(lastRevision)"
            )
            lastRevision = max(lastRevision, change.revision)
            let when = request.delivery == .latestPerKey ? step : "\(change.revision)"
            expect(
                toldInStream.insert("\(when) \(change.id)").inserted,
                "I3: \(change.id) twice at \(change.revision)"
            )
            if change.row != nil {
                expect(Self.isVisible(change.id, world, visible), "I10: a hidden row was told")
            }
        }
        members += batch.members
        staged += batch.rows
        stagedRevision = batch.toRevision
        guard !batch.more else { return }
        let complete = staged
        staged = []
        stagedRevision = 0
        for change in complete {
            toldParts["\(change.revision) \(change.id)"] = change.parts
            apply(change)
        }
    }

    private mutating func apply(_ change: V1.RowChange) {
        let known = rows[change.id]
        switch change.kind {
        case .enter:
            expect(known == nil, "I9: ENTER of a row that is there")
            expect(change.row != nil, "I9: ENTER without a row")
            rows[change.id] = change.row?.encoded()
        case .update:
            expect(known != nil, "I9: UPDATE of a row that is not there")
            let isBesideRow =
                request.fields.isEmpty && !Self.partsBesideRows.isDisjoint(with: change.parts)
            expect(
                known != change.row?.encoded() || isBesideRow,
                "I9: UPDATE that changes nothing"
            )
            if request.includeOld {
                expect(change.old?.encoded() == known, "I9: old is not what the row was")
            } else {
                expect(change.old == nil, "old without being asked for")
            }
            rows[change.id] = change.row?.encoded()
        case .leave:
            expect(known != nil, "I9: LEAVE of a row that is not there")
            expect(change.row == nil && change.old == nil, "a LEAVE with a row")
            expect(change.reason != .unspecified, "a LEAVE without a reason")
            rows[change.id] = nil
        case .unspecified, .unrecognized:
            faults.append("a change without a kind")
        }
    }

    mutating func takeMembers() -> [V1.MemberChange] {
        defer { members = [] }
        return members
    }

    private static func isVisible(_ id: String, _ world: FeedWorld, _ visible: VisibleSet) -> Bool {
        // The group may be gone by now: who it was stays.
        guard let identity = world.identities[id] else { return false }
        return visible.contains(identity.asset, of: identity.kind, in: identity.organization)
    }
}
