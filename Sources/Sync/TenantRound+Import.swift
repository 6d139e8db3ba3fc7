import Directory
import Graph
import Store

/// A first import shows what there is while it still receives: objects at once, their members once all are known.
extension TenantRound {
    /// Publishes what comes through `feed`, until it ends.
    func show(_ feed: ImportFeed) async throws(RoundError) {
        let tenant = tenant
        let run = run
        try await feed.forEach { part throws(RoundError) in
            _ = try await host.step { publisher throws(StoreError) in
                let changes = try Reconciler.changes(
                    showing: part.objects,
                    of: part.stream,
                    in: tenant,
                    publisher.store
                )
                return try publisher.publish(
                    changes,
                    of: RoundWrites(run: run, isFirstImport: true)
                )
            }
        }
    }

    /// Asks how much there is to come, so that progress can say how long it takes; nothing depends on the answer.
    func expectObjects() async {
        var count: UInt64 = 0
        for stream in DirectoryStream.allCases {
            do throws(GraphError) {
                count += try await setup.client.count(of: stream.graph)
            } catch {
                return
            }
        }
        progress.expect(count, since: clock.now)
    }
}

extension Reconciler {
    /// Objects as a first import received them, without what else it may still say of them.
    static func changes(
        showing objects: [StagedObject],
        of stream: DirectoryStream,
        in tenant: TenantID,
        _ store: Store
    ) throws(StoreError) -> [Change] {
        let ids = try store.intern(
            objects: objects.map { ObjectKey(entraID: $0.id, type: stream.objectType) },
            in: tenant
        )
        return zip(ids, objects).map { id, object in
            .object(id, object.properties(in: stream, over: nil))
        }
    }
}
