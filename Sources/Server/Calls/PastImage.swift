import Access
import Directory
import ReadModel
import Store
import Transport
import Wire

/// An organization as it was, loaded for one call.
struct PastImage: Sendable {
    let snapshot: Snapshot
    let image: OrganizationSnapshot
}

extension ReadContext {
    /// Answers from the present image, or from the one at `point`, which the read pool loads first.
    ///
    /// `body` makes the answer, on the loop; `point` is a revision or a time, `nil` for now.
    func reading(
        _ organization: OrganizationID,
        at point: V1.ReadPoint?,
        _ body: @escaping (OrganizationSnapshot, ReadContext) throws(CallError) -> Void
    ) throws(CallError) {
        guard let point = point?.point else {
            try body(image(of: organization), self)
            return
        }
        let context = self
        let number = state.park { result in
            do throws(CallError) {
                let past = try result.get()
                let caller = try context.state.caller(of: context.call)
                let then = ReadContext(
                    caller: caller,
                    snapshot: past.snapshot,
                    state: context.state,
                    call: context.call
                )
                try body(past.image.guarding(for: caller.visible), then)
            } catch {
                context.call.end(error.status)
            }
        }
        let mailbox = state.context.mailbox
        let submitted = state.core.readPool.submit { reader in
            let result = Result { () throws(CallError) in
                try PastImage(of: organization, at: point, reader: reader)
            }
            mailbox.post { context in
                context.application(as: LoopState.self).resume(number, with: result)
            }
        }
        guard submitted == .queued else {
            let busy = CallError.busy("reads of the past")
            state.resume(number, with: .failure(busy))
            return
        }
    }
}

extension PastImage {
    /// Loads the organization as of a revision or a time.
    init(
        of organization: OrganizationID,
        at point: V1.ReadPoint.Point,
        reader: StoreReader
    ) throws(CallError) {
        do throws(StoreError) {
            let revision: Revision
            switch point {
            case .revision(let number): revision = Revision(number)
            case .time(let time):
                // A time beyond the clock's range is before or after everything there is.
                let milliseconds = time.milliseconds ?? (time.seconds < 0 ? .min : .max)
                revision = try reader.revision(at: Timestamp(milliseconds: milliseconds))
            }
            let policy = Policy(try reader.policy(at: revision))
            let context = policy.context(of: organization)
            image = OrganizationSnapshot(
                image: try reader.image(of: organization, at: revision),
                context: context
            )
            snapshot = Snapshot(
                revision: revision,
                chain: [],
                policy: policy,
                organizations: [organization: image]
            )
        } catch {
            throw CallError(error)
        }
    }
}
