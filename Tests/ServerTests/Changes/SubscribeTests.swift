import Client
import Glibc
import Testing
import Transport
import Wire

@testable import Server

/// Subscriptions over a socket: the rules themselves are tested in ChangeFeedTests.
@Suite(.serialized) struct SubscribeTests {
    typealias Stream = TypedCall<V1.SubscribeRequest, V1.SubscribeResponse>

    private func subscribe(
        _ client: MusterClient,
        deadline: ContinuousClock.Instant = .now + .seconds(300),
        _ assign: (inout V1.SubscribeRequest) -> Void = { _ in }
    ) throws -> Stream {
        try client.stream(
            V1.ChangesService.subscribe,
            V1.SubscribeRequest(assign),
            deadline: deadline
        )
    }

    @discardableResult
    private func put(_ client: MusterClient, _ id: String, name: String = "n") throws -> UInt64 {
        try client.call(
            V1.OrganizationsService.put,
            V1.PutOrganizationRequest {
                $0.organization = V1.Organization {
                    $0.id = id
                    $0.name = name
                }
            }
        ).revision
    }

    /// The next message that is not a bookmark.
    private func next(_ stream: Stream) throws -> V1.SubscribeResponse {
        while let message = try stream.next() {
            if case .bookmark = message.event { continue }
            return message
        }
        throw ClientError(RPCStatus(.unknown, "the stream has ended"))
    }

    /// Reads up to the end of the snapshot; the opening and the end.
    private func opened(_ stream: Stream) throws -> (V1.Opened, V1.SubscribeResponse) {
        guard case .opened(let opened)? = try stream.next()?.event else {
            throw ClientError(RPCStatus(.unknown, "Opened is not first"))
        }
        while true {
            let message = try next(stream)
            if case .snapshotEnd = message.event { return (opened, message) }
        }
    }

    /// Reads bookmarks until one says that everything up to `revision` was told.
    private func await(_ revision: UInt64, _ stream: Stream) throws -> V1.SubscribeResponse {
        while let message = try stream.next() {
            if message.completeThrough >= revision { return message }
        }
        throw ClientError(RPCStatus(.unknown, "the stream has ended"))
    }

    private func end(_ stream: Stream) -> ClientError? {
        do throws(ClientError) {
            while try stream.next() != nil {}
            return nil
        } catch {
            return error
        }
    }

    private func point(_ opened: V1.Opened, _ message: V1.SubscribeResponse) -> V1.ResumePoint {
        V1.ResumePoint {
            $0.token = opened.token
            $0.completeThrough = message.completeThrough
            $0.policyRevision = message.policyRevision
            $0.chain = message.chain
        }
    }

    @Test func aStreamOpensWithASnapshotAndGetsBookmarks() throws {
        let directory = ScratchDirectory()
        let running = try RunningService(in: directory)
        let client = try running.client()
        let revision = try put(client, "contoso")
        let stream = try subscribe(try running.client()) { $0.heartbeatMilliseconds = 1000 }
        let (opened, end) = try opened(stream)
        #expect(opened.storeID == (try client.call(V1.PrincipalsService.whoAmI, .init()).storeID))
        #expect(opened.heartbeatMilliseconds == 1000)
        #expect(end.completeThrough == revision)
        #expect(end.chain.count == 16)
        let later = try put(client, "fabrikam")
        #expect(try self.await(later, stream).completeThrough == later)
        stream.cancel()
    }

    @Test func aPointOutlivesTheServerAndTheLogBehindTheRing() throws {
        let directory = ScratchDirectory()
        var running = try RunningService(in: directory)
        let token = try running.administratorToken()
        let client = try running.client()
        try put(client, "contoso")
        let first = try subscribe(try running.client())
        let (opened, end) = try opened(first)
        first.cancel()
        var last: UInt64 = 0
        for step in 0..<5 { last = try put(client, "org-\(step)") }
        running.stop()
        running = try RunningService(in: directory)
        let resumed = try subscribe(try running.client(token: token)) {
            $0.start = .resume(point(opened, end))
            $0.untilRevision = last
        }
        guard case .opened(let again)? = try resumed.next()?.event else {
            Issue.record("not opened")
            return
        }
        #expect(again.token == opened.token)
        #expect(again.startRevision == end.completeThrough)
        let closing = try self.await(last, resumed)
        #expect(closing.completeThrough == last)
        #expect(self.end(resumed) == nil)
        // Another history: the same point with another chain.
        var elsewhere = point(opened, end)
        elsewhere.chain[0] ^= 1
        let refused = try subscribe(try running.client(token: token)) {
            $0.start = .resume(elsewhere)
        }
        #expect(self.end(refused)?.reason == "STORE_CHANGED")
    }

    @Test func aRevokedTokenEndsItsStreams() throws {
        let directory = ScratchDirectory()
        let running = try RunningService(in: directory)
        let client = try running.client()
        let made = try client.call(
            V1.PrincipalsService.createToken,
            V1.CreateTokenRequest {
                $0.principalID = "reader"
                $0.role = .readOnly
            }
        )
        let stream = try subscribe(try running.client(token: made.secret))
        _ = try opened(stream)
        let other = try subscribe(client)
        _ = try opened(other)
        _ = try running.client().call(
            V1.PrincipalsService.revokeToken,
            V1.RevokeTokenRequest { $0.id = made.token?.id ?? "" }
        )
        let error = end(stream)
        #expect(error?.code == .permissionDenied)
        #expect(error?.reason == "ACCESS_WITHDRAWN")
        other.cancel()
    }

    @Test func aTokenThatIsOverEndsItsStreamsAfterABookmark() throws {
        let directory = ScratchDirectory()
        let running = try RunningService(in: directory)
        let client = try running.client()
        let now = Int64(time(nil)) * 1000
        let made = try client.call(
            V1.PrincipalsService.createToken,
            V1.CreateTokenRequest {
                $0.principalID = "reader"
                $0.role = .readOnly
                $0.expiresAt = Google.Timestamp(milliseconds: now + 3000)
            }
        )
        let stream = try subscribe(try running.client(token: made.secret))
        let (_, snapshot) = try opened(stream)
        let last = try stream.next()
        #expect(last?.completeThrough == snapshot.completeThrough)
        if case .bookmark? = last?.event {} else { Issue.record("\(String(describing: last))") }
        let error = end(stream)
        #expect(error?.code == .unauthenticated)
        #expect(error?.reason == "TOKEN_INVALID")
    }

    @Test func aServerThatGoesDownSaysGoodbye() throws {
        let directory = ScratchDirectory()
        let running = try RunningService(in: directory)
        let stream = try subscribe(try running.client())
        let (opened, snapshot) = try opened(stream)
        let stopping = Gate()
        // The service is stopped once, there; this thread waits for that before it lets go of it.
        nonisolated(unsafe) let stopped = running
        Thread.start {
            stopped.stopUnderClients()
            stopping.open()
        }
        let message = try next(stream)
        guard case .closing(let closing) = message.event else {
            Issue.record("\(message)")
            return
        }
        #expect(closing.reason == .draining)
        #expect(closing.token == opened.token)
        #expect(closing.retryAfterMilliseconds > 0)
        #expect(message.completeThrough == snapshot.completeThrough)
        let error = end(stream)
        #expect(error?.code == .unavailable)
        #expect(error?.reason == "DRAINING")
        stopping.wait()
    }

    @Test func aStreamWaitsForTheRevisionThatItNames() throws {
        let directory = ScratchDirectory()
        let running = try RunningService(in: directory)
        let client = try running.client()
        let revision = try put(client, "contoso") + 1
        let stream = try subscribe(try running.client()) { $0.minRevision = revision }
        #expect(try put(client, "fabrikam") == revision)
        #expect(try opened(stream).1.completeThrough == revision)
        stream.cancel()
        let future = try subscribe(client) { $0.start = .afterRevision(revision + 1) }
        let error = end(future)
        #expect(error?.reason == "FUTURE_REVISION")
        #expect(error?.metadata["newest_revision"] == String(revision))
    }

    @Test func aPointBelowTheLogsFloorIsToldTheFloor() throws {
        let directory = ScratchDirectory()
        let running = try RunningService(
            in: directory,
            flags: ["changes.keep-seconds": "1", "changes.trim-ms": "20"]
        )
        let client = try running.client()
        let revision = try put(client, "contoso")
        // The floor moves by the clock: the log is asked until it has.
        var error: ClientError?
        let patience = ContinuousClock.now + .seconds(300)
        while error == nil, ContinuousClock.now < patience {
            let stream = try subscribe(try running.client()) {
                $0.start = .afterRevision(revision - 1)
                $0.untilRevision = revision
            }
            error = end(stream)
            if error == nil {
                _ = try put(client, "contoso", name: "n\(Int.random(in: 0...(1 << 40)))")
            }
        }
        #expect(error?.code == .outOfRange)
        #expect(error?.reason == "COMPACTED")
        #expect(UInt64(error?.metadata["floor"] ?? "") ?? 0 >= revision)
        let again = try subscribe(client) {
            $0.start = .afterRevision(revision - 1)
            $0.onCompacted = .resnapshot
        }
        _ = try again.next()
        guard case .reset(let reset)? = try again.next()?.event else {
            Issue.record("no Reset")
            return
        }
        #expect(reset.reason == .compacted)
        again.cancel()
    }

    @Test func aWrongRequestIsRefusedByField() throws {
        let directory = ScratchDirectory()
        let running = try RunningService(in: directory)
        let client = try running.client()
        let wrong = end(try subscribe(client) { $0.fields = ["nonsense"] })
        #expect(wrong?.code == .invalidArgument)
        #expect(wrong?.reason == "FIELD_INVALID")
        let unknown = end(
            try subscribe(client) {
                $0.filter = V1.ChangeFilter { $0.organizationIDs = ["nowhere"] }
            }
        )
        #expect(unknown?.reason == "NOT_FOUND")
        let forged = end(
            try subscribe(client) {
                $0.start = .resume(
                    V1.ResumePoint {
                        $0.token = Array(repeating: 1, count: 50)
                        $0.completeThrough = 1
                    }
                )
            }
        )
        #expect(forged?.reason == "STORE_CHANGED")
    }
}
