import Client
import Testing
import Transport
import Wire

@Suite struct SubscriptionStateTests {
    private static let broken = ClientError(.unavailable, "gone")

    /// A state whose stream is open, after a snapshot of revision 5.
    private static func live(_ settings: SubscriptionSettings = .init()) -> SubscriptionState {
        var state = SubscriptionState(settings)
        _ = state.begin()
        _ = state.received(Responses.opened(startRevision: 0))
        _ = state.received(Responses.snapshotEnd(5))
        return state
    }

    @Test func aSnapshotIsGivenOutInPartsAndLeavesAPointAtItsEnd() {
        var state = SubscriptionState(.init())
        #expect(state.begin().start == .snapshot(.init()))
        let opened = state.received(Responses.opened()).steps
        #expect(opened.map(\.point) == [nil, nil])
        #expect(opened.last?.event == .began(.requested))
        let rows = state.received(Responses.rows("a", "b")).steps
        #expect(rows.map(\.point) == [nil])
        guard case .snapshotRows(let parts) = rows.first?.event else {
            Issue.record("no rows: \(rows)")
            return
        }
        #expect(parts.flatMap(\.rows).map(\.id) == ["a", "b"])
        #expect(state.received(Responses.snapshotEnd(5)).steps.map(\.point) == [Responses.point(5)])
    }

    @Test func aRevisionInPartsIsGivenOutWhole() {
        var state = Self.live()
        #expect(state.received(Responses.changes(6...6, ["a"], moreAfter: 5)) == .deliver([]))
        #expect(state.received(Responses.changes(6...6, ["b"], moreAfter: 5)) == .deliver([]))
        let steps = state.received(Responses.changes(6...7, ["c"])).steps
        guard steps.count == 1, case .changes(let changes) = steps[0].event else {
            Issue.record("no changes: \(steps)")
            return
        }
        #expect(changes.rows.map(\.id) == ["a", "b", "c"])
        #expect(changes.fromRevision == 6)
        #expect(changes.toRevision == 7)
        #expect(steps[0].point == Responses.point(7))
    }

    @Test func aBrokenStreamGoesOnFromTheLastWholePoint() {
        var state = Self.live()
        _ = state.received(Responses.changes(6...6, ["a"]))
        _ = state.received(Responses.changes(7...7, ["b"], moreAfter: 6))
        let action = state.failed(Self.broken, spread: 0)
        #expect(action.steps.map(\.point) == [Responses.point(6)])
        #expect(state.begin().start == .resume(Responses.point(6)))
        _ = state.received(Responses.opened(startRevision: 6))
        let again = state.received(Responses.changes(7...7, ["b"])).steps
        #expect(again.map(\.point) == [Responses.point(7)])
    }

    @Test func theTokenOfTheNewStreamReplacesTheOldOne() {
        var state = Self.live()
        _ = state.failed(Self.broken, spread: 0)
        _ = state.begin()
        let opened = state.received(Responses.opened(startRevision: 5, token: [9])).steps
        #expect(opened.map(\.point) == [Responses.point(5, token: [9])])
    }

    @Test func aBookmarkMovesThePoint() {
        var state = Self.live()
        #expect(
            state.received(Responses.bookmark(9))
                == .deliver([.init(.progress, point: Responses.point(9))])
        )
        _ = state.failed(Self.broken, spread: 0)
        #expect(state.begin().start == .resume(Responses.point(9)))
    }

    @Test func aBrokenSnapshotBeginsAgainAndSaysSo() {
        var state = SubscriptionState(.init())
        _ = state.begin()
        _ = state.received(Responses.opened())
        _ = state.received(Responses.rows("a"))
        _ = state.failed(Self.broken, spread: 0)
        #expect(state.begin().start == .snapshot(.init()))
        #expect(state.received(Responses.opened()).steps.last?.event == .began(.interrupted))
    }

    @Test func aSubscriptionFromTheTailGoesOnFromWhereItWas() {
        var state = SubscriptionState(.init(start: .tail))
        #expect(state.begin().start == .tail(.init()))
        #expect(
            state.received(Responses.opened(startRevision: 4)).steps.map(\.point) == [
                Responses.point(4)
            ]
        )
        _ = state.failed(Self.broken, spread: 0)
        #expect(state.begin().start == .resume(Responses.point(4)))
    }

    @Test func aSubscriptionAfterARevisionAsksForIt() {
        var state = SubscriptionState(.init(start: .after(3)))
        #expect(state.begin().start == .afterRevision(3))
    }

    @Test func aResetForgetsThePointUntilTheSnapshotIsWhole() {
        var state = Self.live()
        let began = state.received(Responses.reset(.access)).steps
        #expect(began == [.init(.began(.accessChanged), point: nil)])
        _ = state.received(Responses.rows("a"))
        _ = state.failed(Self.broken, spread: 0)
        #expect(state.begin().start == .snapshot(.init()))
        _ = state.received(Responses.opened(token: [3]))
        #expect(
            state.received(Responses.snapshotEnd(8)).steps.map(\.point) == [
                Responses.point(8, token: [3])
            ]
        )
    }

    @Test func theTokenOfAResetIsTheOneToKeep() {
        var state = Self.live()
        _ = state.received(Responses.reset(token: [7]))
        #expect(
            state.received(Responses.snapshotEnd(8)).steps.map(\.point) == [
                Responses.point(8, token: [7])
            ]
        )
    }

    @Test func aServerThatGoesDownIsLeftForAsLongAsItAsks() {
        var state = Self.live()
        let closing = state.received(Responses.closing(6, retryAfter: 7_000)).steps
        #expect(closing.map(\.point) == [Responses.point(6)])
        let delay = state.failed(Self.broken, spread: 0).delay
        #expect(delay == .seconds(7))
        #expect(state.begin().start == .resume(Responses.point(6)))
        _ = state.received(Responses.opened(startRevision: 6))
        #expect(
            state.failed(Self.broken, spread: 0).delay ?? .zero < .seconds(1),
            "asked once, heeded once"
        )
    }

    @Test func theEndThatWasAskedForIsTheEnd() {
        var state = Self.live(.init(.init { $0.untilRevision = 7 }))
        _ = state.received(Responses.changes(6...7, ["a"]))
        #expect(state.receivedEnd() == .end(nil))
    }

    @Test func anEndThatNobodyAskedForIsAFault() {
        var state = Self.live()
        #expect(state.receivedEnd().error?.code == .internalError)
    }

    @Test(arguments: [
        StatusCode.permissionDenied, .unauthenticated, .invalidArgument, .unimplemented,
    ])
    func whatWouldHappenAgainIsTheEnd(code: StatusCode) {
        var state = Self.live()
        let error = ClientError(code, "no")
        #expect(state.failed(error, spread: 0) == .end(error))
    }

    @Test func aServerThatWasNeverReachedIsTheEndUnlessAskedOtherwise() {
        var state = SubscriptionState(.init())
        _ = state.begin()
        #expect(state.failed(Self.broken, spread: 0) == .end(Self.broken))

        var patient = SubscriptionState(.init(keepsTrying: true))
        _ = patient.begin()
        #expect(patient.failed(Self.broken, spread: 0).delay != nil)
        #expect(patient.begin().start == .snapshot(.init()))
    }

    @Test(arguments: ["COMPACTED", "STORE_CHANGED", "FUTURE_REVISION"])
    func aPointThatIsOfNoUseIsTheEndUnlessAskedOtherwise(reason: String) {
        let error = ClientError(RPCStatus(.outOfRange, "no", details: Self.details(reason)))
        var state = Self.live()
        #expect(state.failed(error, spread: 0) == .end(error))

        var other = Self.live(.init(startsOver: true))
        #expect(other.failed(error, spread: 0).delay != nil)
        #expect(other.begin().start == .snapshot(.init()))
        let steps = other.received(Responses.opened()).steps
        #expect(steps.last?.event == .began(reason == "COMPACTED" ? .compacted : .storeChanged))
        // A snapshot that is refused for the same reason would be refused for ever.
        _ = other.failed(error, spread: 0)
        #expect(other.failed(error, spread: 0) == .end(error))
    }

    @Test func aServerThatOmitsTheSequenceIsLeft() {
        var state = Self.live()
        #expect(state.received(Responses.opened()).error?.code == .internalError)
        state = Self.live()
        #expect(state.received(.init()).error?.code == .internalError)
        state = Self.live()
        _ = state.received(Responses.changes(6...6, ["a"], moreAfter: 5))
        #expect(state.received(Responses.bookmark(6)).error?.code == .internalError)
        state = SubscriptionState(.init())
        _ = state.begin()
        _ = state.received(Responses.opened())
        #expect(state.received(Responses.changes(6...6, ["a"])).error?.code == .internalError)
    }

    @Test func patienceIsThreeHeartbeatsAndSomeMore() {
        var state = SubscriptionState(.init(openingPatience: .seconds(3)))
        #expect(state.patience == .seconds(3))
        _ = state.begin()
        #expect(state.patience == .seconds(3))
        _ = state.received(Responses.opened(heartbeat: 2_000))
        #expect(state.patience == .seconds(7))
    }

    private static func details(_ reason: String) -> [UInt8] {
        let info = Google.ErrorInfo {
            $0.reason = reason
            $0.domain = "muster"
        }
        return Google.Status { $0.details = [.init(info)] }.encoded()
    }
}
