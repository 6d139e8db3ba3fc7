import ChangeFeed
import Directory
import TestSupport
import Wire

// What goes wrong, or changes, while subscribers follow.

extension FeedSimulation {
    mutating func publish() {
        let isLarge = random.next() % 12 == 0
        attempt { world, random in Self.publish(&world, &random, isLarge: isLarge) }
    }

    /// Drafts the next revision and keeps it, unless there is no room for it on the disk.
    @discardableResult
    private mutating func attempt(
        _ draft: (inout FeedWorld, inout SplitMix64) -> Void
    ) -> Bool {
        clock += Int64(random.next() % 5000)
        var next = world
        next.clock = clock
        draft(&next, &random)
        guard !isDiskFull else {
            undoneCount += 1
            // Somebody makes room again.
            isDiskFull = random.next() % 3 > 0
            return false
        }
        world = next
        brought()
        return true
    }

    /// Many groups in one revision: they come, all of them change, and all of them go.
    mutating func publishBurst() {
        guard let burstRows else { return }
        let stage = burst
        let isKept = attempt { world, random in
            world.publish(&random) { state, nextAsset in
                switch stage {
                case .none: Self.addBurst(burstRows, to: &state, &nextAsset)
                case .made: Self.changeBurst(of: &state)
                case .changed, .over: Self.removeBurst(from: &state)
                }
            }
        }
        if isKept { burst = stage == .none ? .made : stage == .made ? .changed : .over }
    }

    mutating func brought() {
        guard let last = world.revisions.last else { return }
        rowsMax = max(rowsMax, last.rows.count)
        feed.published(last, image: WorldImage(world))
    }

    mutating func flipAccess() {
        guard hasAccessFlips else { return }
        let isKept = attempt { world, random in
            var generator = random
            world.publish(&random) { state, nextAsset in
                state.visible = Self.randomVisible(&generator)
                if generator.next() % 2 == 0 { Self.mutate(&state, &nextAsset, &generator) }
            }
            random = generator
        }
        guard isKept else { return }
        flipCount += 1
        for index in subscribers.indices {
            subscribers[index].subscription?.accessChanged(
                to: world.present.visible,
                at: world.head
            )
        }
    }

    /// A group whose groups are asked for becomes one that may not be seen, or can be seen again.
    mutating func hidePrincipal() {
        let principal = Self.innerGroups[Int(random.next() % UInt64(Self.innerGroups.count))]
        let isKept = attempt { world, random in
            var generator = random
            world.publish(&random) { state, nextAsset in
                state.hiddenPrincipals.formSymmetricDifference([principal])
                if generator.next() % 2 == 0 { Self.mutate(&state, &nextAsset, &generator) }
            }
            random = generator
        }
        guard isKept else { return }
        hiddenCount += 1
        for index in subscribers.indices {
            guard let plan = subscribers[index].subscription?.plan else { continue }
            var asked = plan
            asked.filter.principal = FeedModel.principal(
                subscribers[index].client.request.filter?.principal
            )
            asked.filter = seen(asked.filter)
            subscribers[index].subscription?.principalChanged(
                to: asked.filter.principal,
                token: tokens.seal(asked, principalKey: "p")
            )
        }
    }

    /// The filter as it holds for someone who may not see every group.
    func seen(_ filter: ChangeFilter) -> ChangeFilter {
        guard case .object(.group, let id)? = filter.principal,
            world.present.hiddenPrincipals.contains(id)
        else { return filter }
        return filter.withHiddenPrincipal
    }

    /// The machine's clock is set, by up to a month in either direction.
    mutating func stepClock() {
        clockStepCount += 1
        let step = Int64(random.next() % (30 * 86_400_000))
        clock += random.next() % 2 == 0 ? step : -step
    }

    mutating func trim() {
        // Forgetting is writing, too.
        guard !isDiskFull else { return }
        let target =
            random.next() % 2 == 0 ? Revision(random.next() % (world.head.number + 1)) : floorByAge
        logFloor = max(logFloor, target)
        feed.trimmed(to: logFloor)
    }

    private static let keepMilliseconds: Int64 = 20_000

    /// The newest revision that is older than what is kept, by what the clock shows now.
    private var floorByAge: Revision {
        let oldest = clock - Self.keepMilliseconds
        let old = world.revisions.compactMap { revision in
            revision.details.first.map { (time: $0.time.milliseconds, number: revision.number) }
        }
        return old.filter { $0.time < oldest }.max { $0 < $1 }?.number ?? .none
    }

    mutating func cut(_ index: Int) {
        subscribers[index].subscription = nil
        subscribers[index].pendingRead = nil
        subscribers[index].client.cut()
    }

    mutating func deliverRead(_ index: Int) {
        guard let position = subscribers[index].pendingRead else { return }
        subscribers[index].pendingRead = nil
        // What was trimmed meanwhile cannot be read any more.
        guard position.complete >= logFloor else { return }
        let rowsMax = 1 + Int(random.next() % 60)
        feed.received(world.parts(from: position, rowsMax: rowsMax), at: position)
    }
}
