import Directory
import Graph
import Store

/// Members of whom no stream has told anything: they are looked up.
extension TenantRound {
    /// Users and devices whom a group has named before their own stream did, if it ever does.
    ///
    /// They are asked for by delta queries: a look-up by id may be answered by a replica that is behind, and would show
    /// somebody as there whose deletion the stream has told already, and will not tell again. Groups are not looked up:
    /// they would seem to have no members.
    func describeNewcomers(gone: Set<GUID>, _ summary: inout Summary) async throws(RoundError) {
        let newcomers = others.newcomers.filter { !gone.contains($0) }
        guard !newcomers.isEmpty else { return }
        let unknown = try await read { reconciler throws(StoreError) in
            try reconciler.known(newcomers).values.filter {
                $0.properties == nil && $0.pending == nil
            }
        }
        func ids(_ type: ObjectType) -> [GUID] {
            unknown.filter { $0.type == type }.map(\.entraID).sorted()
        }
        let users: [StagedObject]
        let devices: [StagedObject]
        do throws(GraphError) {
            users = try await setup.client.users(ids(.user)).map { StagedObject($0) }
            devices = try await setup.client.devices(ids(.device)).map { StagedObject($0) }
        } catch {
            throw .graph(error)
        }
        let (tenant, run) = (tenant, run)
        let described: [(DirectoryStream, [StagedObject])] = [(.users, users), (.devices, devices)]
        for (stream, objects) in described where !objects.isEmpty {
            let step = try await host.step { publisher throws(StoreError) -> Step in
                let changes = try Reconciler.changes(
                    showing: objects,
                    of: stream,
                    in: tenant,
                    publisher.store
                )
                var step = Step()
                step.count(changes, try publisher.publish(changes, of: RoundWrites(run: run)))
                return step
            }
            summary.add(step)
        }
    }

    /// Members of no stream have no properties but those that are asked for: service principals, organizational contacts.
    ///
    /// - Returns: The types of which the application may read none, of those that were asked for; `nil` when none was.
    func describeOthers(_ summary: inout Summary) async throws(RoundError) -> Set<ObjectType>? {
        let tenant = tenant
        let run = run
        let isFirstImport = setup.state.isImporting
        let asksAgain = summary.isFull
        let unknown = try await host.step { publisher throws(StoreError) in
            try publisher.store.read { reader throws(StoreError) in
                try reader.undescribedMembers(
                    of: tenant,
                    includingNameless: asksAgain,
                    limit: SyncLimits.objectsPerStepMax
                )
            }
        }
        guard !unknown.isEmpty else { return nil }
        let found: [GraphDirectoryObject]
        do {
            found = try await setup.client.objects(unknown.map(\.entraID))
        } catch {
            throw .graph(error)
        }
        var described: [GUID: OtherObject] = [:]
        for case .other(let id, let odataType, let name) in found {
            described[id] = OtherObject(odataType: odataType, displayName: name.value ?? "")
        }
        var named: Set<ObjectType> = []
        for member in unknown {
            if let known = described[member.entraID] {
                if !known.displayName.isEmpty { named.insert(member.type) }
            } else if let type = others.type(of: member.entraID) {
                described[member.entraID] = OtherObject(odataType: type, displayName: "")
            }
        }
        let objects = described
        let step = try await host.step { publisher throws(StoreError) -> Step in
            let changes = try Self.changes(describing: objects, tenant: tenant, publisher.store)
            var step = Step()
            let published = try publisher.publish(
                changes,
                of: RoundWrites(run: run, isFirstImport: isFirstImport)
            )
            step.count(changes, published)
            return step
        }
        summary.add(step)
        return Set(unknown.map(\.type)).subtracting(named)
    }

    private static func changes(
        describing objects: [GUID: OtherObject],
        tenant: TenantID,
        _ store: Store
    ) throws(StoreError) -> [Change] {
        let sorted = objects.sorted { $0.key < $1.key }
        let ids = try store.intern(
            objects: sorted.map {
                ObjectKey(entraID: $0.key, type: ObjectType(odataType: $0.value.odataType))
            },
            in: tenant
        )
        return zip(ids, sorted).map { id, object in .object(id, .other(object.value)) }
    }
}
