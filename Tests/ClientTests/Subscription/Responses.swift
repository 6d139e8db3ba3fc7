import Wire

@testable import Client

/// Messages of a subscription as a server would send them, in a few words.
enum Responses {
    static func opened(
        startRevision: UInt64 = 0,
        token: [UInt8] = [1],
        heartbeat: UInt32 = 10_000
    ) -> V1.SubscribeResponse {
        response(
            startRevision,
            .opened(
                V1.Opened {
                    $0.token = token
                    $0.startRevision = startRevision
                    $0.currentRevision = startRevision
                    $0.heartbeatMilliseconds = heartbeat
                }
            )
        )
    }

    static func rows(_ ids: String...) -> V1.SubscribeResponse {
        let rows = ids.map { id in V1.GroupRow { $0.id = id } }
        let part = V1.OrganizationRows { $0.rows = rows }
        return response(0, .snapshot(.init { $0.organizations = [part] }))
    }

    static func snapshotEnd(_ revision: UInt64) -> V1.SubscribeResponse {
        response(revision, .snapshotEnd(.init { $0.revision = revision }))
    }

    static func bookmark(_ revision: UInt64) -> V1.SubscribeResponse {
        response(revision, .bookmark(.init()))
    }

    /// A batch; with `more`, the progress is still that of `complete`.
    static func changes(
        _ revisions: ClosedRange<UInt64>,
        _ ids: [String],
        moreAfter complete: UInt64? = nil
    ) -> V1.SubscribeResponse {
        let batch = V1.ChangeBatch {
            $0.fromRevision = revisions.lowerBound
            $0.toRevision = revisions.upperBound
            $0.more = complete != nil
            $0.rows = ids.map { id in
                V1.RowChange {
                    $0.kind = .update
                    $0.revision = revisions.upperBound
                    $0.id = id
                }
            }
        }
        return response(complete ?? revisions.upperBound, .changes(batch))
    }

    static func reset(
        _ reason: V1.ResetReason = .compacted,
        token: [UInt8] = [2]
    ) -> V1.SubscribeResponse {
        response(
            0,
            .reset(
                .init {
                    $0.reason = reason
                    $0.token = token
                }
            )
        )
    }

    static func closing(_ revision: UInt64, retryAfter: UInt32 = 0) -> V1.SubscribeResponse {
        let closing = V1.Closing {
            $0.reason = .draining
            $0.retryAfterMilliseconds = retryAfter
        }
        return response(revision, .closing(closing))
    }

    static func point(_ revision: UInt64, token: [UInt8] = [1]) -> V1.ResumePoint {
        V1.ResumePoint {
            $0.token = token
            $0.completeThrough = revision
            $0.policyRevision = revision
            $0.chain = [UInt8(truncatingIfNeeded: revision)]
        }
    }

    private static func response(
        _ revision: UInt64,
        _ event: V1.SubscribeResponse.Event
    ) -> V1.SubscribeResponse {
        V1.SubscribeResponse {
            $0.completeThrough = revision
            $0.policyRevision = revision
            $0.chain = [UInt8(truncatingIfNeeded: revision)]
            $0.event = event
        }
    }
}

extension SubscriptionState.Action {
    /// The steps that it gives out.
    var steps: [SubscriptionStep] {
        switch self {
        case .deliver(let steps): steps
        case .retry(let step, _): [step]
        case .subscribe, .end: []
        }
    }

    /// What it asks the server for.
    var start: V1.SubscribeRequest.Start? {
        guard case .subscribe(let request) = self else { return nil }
        return request.start
    }

    var delay: Duration? {
        guard case .retry(_, let delay) = self else { return nil }
        return delay
    }

    /// The error that it ends with.
    var error: ClientError? {
        guard case .end(let error) = self else { return nil }
        return error
    }
}
