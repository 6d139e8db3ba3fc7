import Directory
import TestSupport
import Testing

@testable import Store

/// Every point at which a publish can fail, one after the other.
@Suite struct PublishFaultTests {
    /// A store with some history, and a publication that touches every table.
    private struct Prepared {
        let scratch = Scratch()
        let directory: String
        let store: Store
        let universe: Universe
        let publication: Publication
        let before: StoreState

        init(seed: UInt64) throws {
            #expect(FaultyFiles.registered)
            directory = scratch.file("data")
            store = try Store(directory: directory)
            universe = try Universe(in: store)
            var random = SplitMix64(seed: seed)
            for number in 0..<20 {
                _ = try store.publish(universe.publication(number: number, using: &random))
            }
            let run = try store.beginRun(
                RunRecord(tenant: universe.tenants[0].id, started: Timestamp(milliseconds: 1))
            )
            publication = universe.richPublication(run: run, using: &random)
            before = try StoreState(of: store, in: universe)
        }

        /// What stands in a copy of the files, as after a crash at this moment.
        func stateAfterCrash(_ name: String) throws -> StoreState {
            let copy = scratch.file(name)
            Scratch.copy(directory, to: copy)
            let store = try Store(directory: copy)
            defer { store.close() }
            return try StoreState(of: store, in: universe)
        }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func aStepThatFailsLeavesThePreviousState(seed: UInt64) throws {
        let prepared = try Prepared(seed: seed)
        let store = prepared.store
        var failureCount = 0
        while true {
            try store.injectFault(atStep: failureCount)
            let failure = reason { _ = try store.publish(prepared.publication) }
            try store.injectFault(atStep: -1)
            guard let failure else { break }
            #expect(failure == .inputOutput)
            #expect(store.newest == prepared.before.head)
            let state = try StoreState(of: store, in: prepared.universe)
            #expect(state == prepared.before, "seed \(seed), step \(failureCount)")
            failureCount += 1
        }
        #expect(failureCount > 60, "a rich publication takes many steps")
        let after = try StoreState(of: store, in: prepared.universe)
        #expect(after.head.revision == prepared.before.head.revision.next)
        #expect(after.activity.count == 1)
        #expect(try prepared.stateAfterCrash("crash") == after)
    }

    @Test(arguments: [FaultyFiles.Kind.inputOutput, .diskFull])
    func aDiskThatFailsLeavesThePreviousState(kind: FaultyFiles.Kind) throws {
        let prepared = try Prepared(seed: 3)
        let store = prepared.store
        var crashed: [StoreState] = []
        var failureCount = 0
        while true {
            FaultyFiles.fail(prepared.directory, after: failureCount, kind: kind)
            let failure: StoreError?
            do throws(StoreError) {
                _ = try store.publish(prepared.publication)
                failure = nil
            } catch {
                failure = error
            }
            #expect(FaultyFiles.lift(prepared.directory) > 0)
            guard let failure else { break }
            #expect(failure.reason == (kind == .diskFull ? .diskFull : .inputOutput))
            #expect(failure.path.hasPrefix("\(prepared.directory)/muster.sqlite"))
            #expect(store.newest == prepared.before.head)
            let state = try StoreState(of: store, in: prepared.universe)
            #expect(state == prepared.before, "operation \(failureCount)")
            crashed.append(try prepared.stateAfterCrash("crash-\(failureCount)"))
            failureCount += 1
        }
        #expect(failureCount > 10, "a publish writes many pages")
        let after = try StoreState(of: store, in: prepared.universe)
        #expect(after.head.revision == prepared.before.head.revision.next)
        for state in crashed {
            // Only where the last sync failed may all of it have reached the disk.
            #expect(state == prepared.before || state == after)
        }
        #expect(crashed.filter { $0 == after }.count <= 1)
        #expect(try prepared.stateAfterCrash("crash") == after)
    }

    @Test func aFullDiskAtTheFirstStartIsToldAndForgotten() throws {
        #expect(FaultyFiles.registered)
        let scratch = Scratch()
        var failureCount = 0
        while true {
            FaultyFiles.fail(scratch.path, after: failureCount, kind: .diskFull)
            let failure = reason { try Store(directory: scratch.file("data")).close() }
            _ = FaultyFiles.lift(scratch.path)
            guard let failure else { break }
            #expect(failure == .diskFull, "operation \(failureCount)")
            failureCount += 1
        }
        #expect(failureCount > 10)
        let store = try Store(directory: scratch.file("data"))
        #expect(store.newest.revision == .none)
    }

    @Test func idsThatCouldNotBeStoredAreNotRemembered() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let tenant = try store.intern(tenant: GUID(high: 1, low: 1))
        let keys = (0..<5).map {
            ObjectKey(entraID: GUID(high: UInt64($0), low: 1), type: .user)
        }
        var step = 0
        var ids: [ObjectID] = []
        while true {
            try store.injectFault(atStep: step)
            let failure = reason { ids = try store.intern(objects: keys, in: tenant) }
            try store.injectFault(atStep: -1)
            if failure == nil { break }
            let found = try store.read { reader throws(StoreError) in
                try reader.objectIDs(of: keys.map(\.entraID), in: tenant)
            }
            // The last step only sets the connection back; the ids stand by then.
            #expect(found.allSatisfy { $0 == nil } || found.allSatisfy { $0 != nil })
            step += 1
        }
        #expect(step > 10)
        let found = try store.read { reader throws(StoreError) in
            try reader.objectIDs(of: keys.map(\.entraID), in: tenant)
        }
        #expect(found == ids)
        #expect(try store.intern(objects: keys.reversed(), in: tenant) == ids.reversed())
    }
}
