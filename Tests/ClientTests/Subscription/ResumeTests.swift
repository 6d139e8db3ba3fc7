import Client
import TestSupport
import Testing
import Transport
import Wire

/// Streams that break off anywhere: what comes out is every revision, once, in order, whole.
@Suite struct ResumeTests {
    /// What a server holds: a snapshot as of each revision, and what each revision changed.
    private struct Truth {
        /// The ids that a revision touched, by its number, which begins at 1.
        var touched: [[String]] = []

        init(_ random: inout SplitMix64) {
            for revision in 0..<30 {
                let count = Int(random.next() % 6)
                touched.append((0..<count).map { "\(revision + 1)/\($0)" })
            }
        }

        var newest: UInt64 { UInt64(touched.count) }

        /// All messages of a stream from `start` on, cut into random batches and parts.
        func messages(
            from start: V1.SubscribeRequest.Start?,
            _ random: inout SplitMix64
        ) -> [V1.SubscribeResponse] {
            var messages: [V1.SubscribeResponse] = []
            var complete: UInt64
            if case .resume(let point) = start {
                complete = point.completeThrough
                messages.append(Responses.opened(startRevision: complete))
            } else {
                complete = random.next() % 5 + 1
                messages.append(Responses.opened())
                messages.append(Responses.rows("1", "2"))
                messages.append(Responses.rows("3"))
                messages.append(Responses.snapshotEnd(complete))
            }
            while complete < newest {
                let to = min(newest, complete + random.next() % 4 + 1)
                let ids = touched[Int(complete)..<Int(to)].flatMap { $0 }
                let half = ids.count / 2
                if ids.isEmpty {
                    messages.append(Responses.bookmark(to))
                } else {
                    if half > 0, random.next() % 2 == 0 {
                        let first = Array(ids[..<half])
                        messages.append(
                            Responses.changes(complete + 1...to, first, moreAfter: complete)
                        )
                        messages.append(Responses.changes(complete + 1...to, Array(ids[half...])))
                    } else {
                        messages.append(Responses.changes(complete + 1...to, ids))
                    }
                }
                complete = to
            }
            return messages
        }
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func everyRevisionComesOnceWhateverIsCut(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let truth = Truth(&random)
        var state = SubscriptionState(.init())
        var told: [String] = []
        var snapshot: UInt64 = 0
        var kept: V1.ResumePoint?
        var attempts = 0
        while kept?.completeThrough != truth.newest {
            attempts += 1
            guard attempts < 1000, case .subscribe(let request) = state.begin() else {
                Issue.record("seed \(seed): it does not come to an end")
                return
            }
            let messages = truth.messages(from: request.start, &random)
            // Now and then a stream comes through; else it is cut after any message.
            let isWhole = random.next() % 8 == 0
            let count = isWhole ? messages.count : Int(random.next() % UInt64(messages.count + 1))
            for message in messages.prefix(count) {
                for step in state.received(message).steps {
                    apply(step.event, &told, &snapshot)
                    kept = step.point ?? kept
                }
            }
            let action = state.failed(ClientError(.unavailable, "cut"), spread: 0.5)
            if count == 0, kept == nil, action.delay == nil {
                // Never reached: its owner begins again.
                state = SubscriptionState(.init())
            }
        }
        let expected = truth.touched[Int(snapshot)...].flatMap { $0 }
        #expect(told == expected, "seed \(seed)")
    }

    private func apply(
        _ event: SubscriptionEvent,
        _ told: inout [String],
        _ snapshot: inout UInt64
    ) {
        switch event {
        case .began: told = []
        case .snapshotEnded(let end): snapshot = end.revision
        case .changes(let changes): told += changes.rows.map(\.id)
        case .opened, .snapshotRows, .progress, .closing, .disconnected: break
        }
    }
}
