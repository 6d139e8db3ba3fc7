import Access
import Directory
import ReadModel
import Store
import Wire

/// Groups that people make, and what people write into groups.
extension GroupsService {
    static let editing: [Endpoint] = [
        .command(V1.GroupsService.create, needs: .create) {
            request,
            context,
            publisher throws(CallError) in
            try create(request, context, publisher)
        },
        .command(V1.GroupsService.update, needs: .editCustomFields) {
            request,
            context,
            publisher throws(CallError) in
            try update(request, context, publisher)
        },
    ]

    static func create(
        _ request: V1.CreateGroupRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.GroupResponse {
        let organization = try publisher.organization(request.organizationID, for: context.caller)
        let kind = try AssetTypesService.kind(request.kind, field: "kind")
        guard !context.caller.visible.deniedKinds.contains(kind) else {
            throw CallError(Refusal.capabilityMissing(.create))
        }
        let input = request.group ?? V1.GroupInput()
        let publicID = PublicIdentity.random()
        let facts = AssetFacts(
            publicID: publicID,
            organization: organization,
            kind: kind,
            object: nil,
            tenant: nil,
            reasons: .manual,
            updated: ObservedChange(time: context.now, source: .manual),
            manual: ManualGroup(name: "", created: context.now)
        )
        var edit = GroupEdit(facts, type: publisher.snapshot.policy.assetTypes[kind] ?? AssetType())
        for name in GroupEdit.syncedFields + ["custom_fields"] { try edit.take(name, from: input) }
        try edit.checkRequired()
        let asset: AssetID
        do throws(StoreError) {
            asset = try publisher.store.intern(manualAsset: publicID, organization: organization)
        } catch {
            throw CallError(error)
        }
        return try commit(edit, of: asset, "created", context, publisher)
    }

    static func update(
        _ request: V1.UpdateGroupRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.GroupResponse {
        guard !request.id.isEmpty else { throw .missing("id") }
        guard let id = GUID(request.id) else {
            throw .invalid("id", "\"\(request.id)\" is no GUID; use the id that a list gives")
        }
        guard let group = publisher.group(id, for: context.caller),
            !group.facts.reasons.contains(.deletedHere)
        else { throw .notFound("group", field: "id", request.id) }
        guard !request.updateFields.isEmpty else { throw .missing("update_fields") }
        let type = publisher.snapshot.policy.assetTypes[group.facts.kind] ?? AssetType()
        var edit = GroupEdit(group.facts, type: type)
        let input = request.group ?? V1.GroupInput()
        for name in request.updateFields { try edit.take(name, from: input) }
        if !edit.changes.isEmpty { try edit.checkRequired() }
        return try commit(edit, of: group.asset, "updated", context, publisher)
    }

    /// Publishes an edit with its row of the log; one that changes nothing leaves none.
    private static func commit(
        _ edit: GroupEdit,
        of asset: AssetID,
        _ word: String,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.GroupResponse {
        var batch = context.batch()
        var facts = edit.facts
        if !edit.changes.isEmpty {
            if facts.manual != nil {
                facts.updated = ObservedChange(time: context.now, source: .manual)
            }
            batch.changes = [.facts(asset, facts)]
            let known = publisher.group(facts.publicID, for: context.caller)
            var record = context.activity(
                word,
                subject: facts.manual?.name ?? known?.name ?? "",
                organization: facts.organization
            )
            record.asset = asset
            record.changes = edit.changes
            batch.activity = [record]
        }
        let published = try publisher.commit(batch)
        return V1.GroupResponse {
            $0.row = publisher.row(of: asset, in: facts.organization, for: context.caller)
            $0.customFields = GroupReply.customFields(
                of: facts,
                publisher.snapshot.policy.assetTypes[facts.kind]
            )
            $0.revision = published.revision.number
        }
    }
}

extension Publisher {
    /// The row of a group as lists show it to a caller now; `nil` when it has none.
    func row(
        of asset: AssetID,
        in organization: OrganizationID,
        for caller: Caller
    ) -> V1.GroupRow? {
        let image = snapshot.organizations[organization]
        guard let bytes = image?.row(of: asset, through: caller.visible) else { return nil }
        do {
            return try V1.GroupRow(decoding: bytes)
        } catch {
            preconditionFailure("a row that this program encoded cannot be read: \(error)")
        }
    }
}
