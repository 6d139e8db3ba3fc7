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
    /// How fresh it was then: of each tenant the round that had brought it so far.
    let freshness: FreshnessTable
    /// The moment that was asked for; of a revision the moment of its publish.
    let time: Timestamp
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
                    call: context.call,
                    past: past
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
        let loaded: PastImage?
        let first: Revision
        do throws(StoreError) {
            loaded = try Self.load(organization, at: point, reader)
            first = loaded == nil ? try Self.firstRevision(of: organization, reader) : .none
        } catch {
            throw CallError(error)
        }
        guard let loaded else {
            throw CallError(
                .historyCompacted,
                "at: nothing was documented of this organization then; its history begins with revision "
                    + "\(first.number)",
                figures: ["floor": String(first.number)]
            )
        }
        self = loaded
    }

    /// The revision that made the organization.
    private static func firstRevision(
        of organization: OrganizationID,
        _ reader: StoreReader
    ) throws(StoreError) -> Revision {
        let head = try reader.head()
        var low = head.historyFloor.number
        var high = head.revision.number
        while low < high {
            let middle = (low + high) / 2
            if try reader.lastRevision(of: organization, at: Revision(middle)) == .none {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return Revision(low)
    }

    /// `nil` when the organization did not exist yet.
    private static func load(
        _ organization: OrganizationID,
        at point: V1.ReadPoint.Point,
        _ reader: StoreReader
    ) throws(StoreError) -> PastImage? {
        let revision: Revision
        var asked: Timestamp?
        switch point {
        case .revision(let number): revision = Revision(number)
        case .time(let time):
            // A time beyond the clock's range is before or after everything there is.
            let milliseconds = time.milliseconds ?? (time.seconds < 0 ? .min : .max)
            asked = Timestamp(milliseconds: milliseconds)
            revision = try reader.revision(at: Timestamp(milliseconds: milliseconds))
        }
        let policy = Policy(try reader.policy(at: revision))
        guard policy.organizations[organization] != nil,
            let published = try reader.info(of: revision)?.time
        else { return nil }
        let freshness = try FreshnessTable(
            of: organization,
            in: policy,
            at: asked ?? published,
            revision,
            publishedAt: published,
            reader: reader
        )
        let importing = Set(freshness.tenants.filter(\.value.isImporting).keys)
        let image = OrganizationSnapshot(
            image: try reader.image(of: organization, at: revision),
            context: policy.context(of: organization, importing: importing)
        )
        return PastImage(
            snapshot: Snapshot(
                revision: revision,
                chain: [],
                policy: policy,
                organizations: [organization: image]
            ),
            image: image,
            freshness: freshness,
            time: asked ?? published
        )
    }
}
