import Access
import Directory
import ReadModel
import Store
import Sync
import Transport
import Wire

/// Syncs on demand, and what syncs did.
extension IntegrationsService {
    static let syncNow = Endpoint(
        RPCMethod(path: V1.IntegrationsService.syncNow.path, kind: .serverStreaming)
    ) { state in
        .request { call, bytes in
            do throws(CallError) {
                let request = try V1.SyncNowRequest(callBytes: bytes)
                let context = try state.commandContext(for: call, needs: .configure)
                try CallRules(path: V1.IntegrationsService.syncNow.path)
                    .check(context.caller, under: state.snapshot.policy, changes: true)
                let tenants = try tenants(of: request, in: state.snapshot.policy)
                guard let handle = call.makeHandle() else { return }
                state.core.syncs.sync(tenants, full: request.full, watchedBy: handle)
            } catch {
                call.end(error.status)
            }
        }
    }

    private static func tenants(
        of request: V1.SyncNowRequest,
        in policy: Policy
    ) throws(CallError) -> [TenantID: GUID] {
        guard !request.integrationID.isEmpty else { throw .missing("integration_id") }
        guard let integration = policy.integrations[request.integrationID], !integration.isRemoved
        else {
            throw .notFound("integration", field: "integration_id", request.integrationID)
        }
        guard integration.credential != nil else {
            throw CallError(
                .syncRefused,
                "integration_id: this integration has no secret and no certificate; set one with Update"
            )
        }
        let managed = policy.tenants.filter {
            $0.value.integrationKey == integration.key && !$0.value.isRemoved
        }
        var tenants: [TenantID: GUID] = [:]
        for text in request.tenantIDs {
            guard let id = GUID(text), let tenant = managed.first(where: { $0.value.entraID == id })
            else {
                throw .notFound("tenant", field: "tenant_ids", text)
            }
            tenants[tenant.key] = id
        }
        if request.tenantIDs.isEmpty { tenants = managed.mapValues(\.entraID) }
        guard !tenants.isEmpty else {
            throw CallError(
                .syncRefused,
                "integration_id: this integration manages no tenant; add one with PutTenant"
            )
        }
        return tenants
    }

    // MARK: Runs

    static func runs(_ request: V1.ListRunsRequest, _ context: ReadContext) throws(CallError) {
        let policy = context.snapshot.policy
        guard !request.integrationID.isEmpty else { throw .missing("integration_id") }
        guard context.sees(policy.integrations[request.integrationID]) else {
            throw .notFound("integration", field: "integration_id", request.integrationID)
        }
        var tenant: TenantID?
        if !request.tenantID.isEmpty {
            guard let id = GUID(request.tenantID),
                let found = policy.tenants.first(where: { $0.value.entraID == id }),
                context.caller.visible.contains(found.value.organization)
            else { throw .notFound("tenant", field: "tenant_id", request.tenantID) }
            tenant = found.key
        }
        let rowsMax: Int
        do throws(InvalidField) {
            rowsMax =
                try ListQuery.rowsMax(
                    pageSize: request.pageSize,
                    hasToken: !request.pageToken.isEmpty
                ) ?? ReplyLimits.pageRowsMax
        } catch {
            throw CallError(error)
        }
        if !request.runID.isEmpty { return try run(request, context) }
        let page = try RecordPage(
            request.pageToken,
            query: ["runs", request.integrationID, request.tenantID],
            context
        )
        let before = page.last.flatMap { UInt32($0.externalID) }.map { RunID($0) }
        let only = tenant
        let key = request.integrationID
        let visible = context.caller.visible
        try context.pooled { reader, handle throws(CallError) in
            var found: [(id: RunID, run: RunRecord)] = []
            var last = before
            do throws(StoreError) {
                while found.count <= rowsMax {
                    let batch = try reader.runs(of: only, before: last, limit: rowsMax + 1)
                    guard let end = batch.last?.id else { break }
                    found += batch.filter { run in
                        policy.tenants[run.run.tenant].map {
                            $0.integrationKey == key && visible.contains($0.organization)
                        } ?? false
                    }
                    last = end
                    guard batch.count == rowsMax + 1 else { break }
                }
            } catch {
                throw CallError(error)
            }
            let response = V1.ListRunsResponse {
                $0.runs = found.prefix(rowsMax).map { V1.Run($0.id, $0.run, in: policy) }
                if found.count > rowsMax {
                    let last = String(found[rowsMax - 1].id.rawValue)
                    $0.nextPageToken = page.token(after: RecordPage.Key(name: "", externalID: last))
                }
            }
            _ = handle.send(MessageBytes(response.encoded()))
            handle.end(.ok)
        }
    }
}

extension IntegrationsService {
    /// One run with what it changed of each group.
    private static func run(
        _ request: V1.ListRunsRequest,
        _ context: ReadContext
    ) throws(CallError) {
        let unknown = CallError.notFound("run", field: "run_id", request.runID)
        guard let id = UInt32(request.runID).map({ RunID($0) }) else { throw unknown }
        let snapshot = context.snapshot
        let key = request.integrationID
        let visible = context.caller.visible
        context.streamPooled { reader throws(CallError) -> PooledReply.Part in
            let found: (run: RunRecord?, notes: [RunNote])
            do throws(StoreError) {
                found = (
                    try reader.run(id),
                    try reader.notes(of: id, limit: SyncLimits.runNotesMax)
                )
            } catch {
                throw CallError(error)
            }
            guard let record = found.run,
                let tenant = snapshot.policy.tenants[record.tenant], tenant.integrationKey == key,
                visible.contains(tenant.organization)
            else { throw unknown }
            let image = snapshot.organizations[tenant.organization]
            // What is hidden from the caller is not told of either.
            let notes = found.notes.filter { note in
                guard let asset = note.asset else { return true }
                return image?.facts(of: asset).map {
                    visible.contains(asset, of: $0.kind, in: tenant.organization)
                } ?? true
            }
            return part(of: notes[...], of: V1.Run(id, record, in: snapshot.policy), image)
        }
    }

    /// The run with the first of `notes` as a message, and the rest as what follows: the run comes again with each part.
    private static func part(
        of notes: ArraySlice<RunNote>,
        of run: V1.Run,
        _ image: OrganizationSnapshot?
    ) -> PooledReply.Part {
        let rest = notes.dropFirst(ReplyLimits.pageRowsMax)
        let message = V1.ListRunsResponse {
            var part = run
            part.items = notes.prefix(ReplyLimits.pageRowsMax).map { V1.RunItem($0, in: image) }
            $0.runs = [part]
        }
        let step: PooledReply.Step = { _ throws(CallError) in Self.part(of: rest, of: run, image) }
        return PooledReply.Part(
            message: MessageBytes(message.encoded()),
            next: rest.isEmpty ? nil : step
        )
    }
}

extension V1.RunItem {
    fileprivate init(_ note: RunNote, in image: OrganizationSnapshot?) {
        self.init()
        changes = note.mask.words
        guard let asset = note.asset, let facts = image?.facts(of: asset) else { return }
        groupID = facts.publicID.text
        name = facts.object.flatMap { image?.name(of: $0) } ?? ""
    }
}

extension ChangeMask {
    /// The words of the contract for the parts that changed.
    fileprivate var words: [String] {
        let all: [(ChangeMask, String)] = [
            (.created, "created"), (.deleted, "deleted"), (.properties, "properties"),
            (.members, "members"), (.devices, "devices"), (.nestedGroups, "nested_groups"),
            (.matches, "matches"), (.status, "status"), (.access, "access"),
            (.customFields, "custom_fields"), (.related, "related"),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }
}

extension V1.ListRunsRequest: RevisionedRequest {
    /// Runs stand outside revisions.
    var minRevision: UInt64 { 0 }
}

extension V1.Run {
    init(_ id: RunID, _ run: RunRecord, in policy: Policy) {
        self.init()
        self.id = String(id.rawValue)
        let tenant = policy.tenants[run.tenant]
        integrationID = tenant?.integrationKey ?? ""
        tenantID = tenant?.entraID.text ?? ""
        trigger =
            switch run.trigger {
            case .schedule, .notification: .schedule
            case .request: .manual
            case .reconciliation: .reconciliation
            }
        outcome =
            switch run.outcome {
            case .running: .running
            case .succeeded: .succeeded
            case .failed: .failed
            case .held: .held
            case .cancelled: .interrupted
            }
        startedAt = Google.Timestamp(run.started)
        completedAt = run.ended.map(Google.Timestamp.init)
        pages = run.pageCount
        objectsChanged = run.changedCount
        membershipsAdded = run.membershipsAdded
        membershipsRemoved = run.membershipsRemoved
        full = run.isFull
        firstRevision = run.firstRevision?.number ?? 0
        lastRevision = run.revision?.number ?? 0
        error = run.message
        errorClass = run.errorClass.map(V1.RunErrorClass.init) ?? .unspecified
        groupsAdded = run.groupsAdded
        groupsChanged = run.groupsChanged
        groupsRemoved = run.groupsRemoved
        findings = run.findingCount
        objects = run.objectCount
        links = run.membershipCount
        fetchingMS = run.phases.fetching
        comparingMS = run.phases.comparing
        publishingMS = run.phases.publishing
        throttleWaits = run.traffic.waitCount
        throttleWaitMS = run.traffic.waitMilliseconds
        requests = run.traffic.requestCount
        retries = run.traffic.retryCount
        resourceUnits = run.traffic.resourceUnits
        failures = run.traffic.failures.map { failure in
            V1.RunFailure {
                $0.operation = failure.operation
                $0.status = failure.status
                $0.code = failure.code
                $0.requestID = failure.requestID
            }
        }
    }
}

extension V1.RunErrorClass {
    fileprivate init(_ errorClass: RunRecord.ErrorClass) {
        self =
            switch errorClass {
            case .credentials: .credentials
            case .consent: .consent
            case .throttled: .throttled
            case .transient: .transient
            case .data: .data
            case .storage: .storage
            case .refused: .refused
            }
    }
}
