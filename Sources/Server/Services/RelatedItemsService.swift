import Access
import Directory
import ReadModel
import Store
import Transport
import Wire

/// What belongs together: by membership, which nobody can take away here, or because a person said so.
enum RelatedItemsService {
    static let endpoints: [Endpoint] = [
        .answering(V1.RelatedItemsService.list) { request, context throws(CallError) in
            try list(request.organizationID, request.of, request.includeArchived, context)
        },
        .answering(V1.ContactsService.relatedItems) { request, context throws(CallError) in
            guard !request.externalID.isEmpty else { throw .missing("external_id") }
            let key = V1.RelatedKey {
                $0.kind = .contact
                $0.id = request.externalID
            }
            try list(
                request.organizationID,
                key,
                request.includeArchived,
                context,
                field: "external_id"
            )
        },
        .answering(V1.ConfigurationsService.relatedItems) { request, context throws(CallError) in
            guard !request.externalID.isEmpty else { throw .missing("external_id") }
            let key = V1.RelatedKey {
                $0.kind = .configuration
                $0.id = request.externalID
            }
            try list(
                request.organizationID,
                key,
                request.includeArchived,
                context,
                field: "external_id"
            )
        },
        .command(V1.RelatedItemsService.add, needs: .editCustomFields) {
            request,
            context,
            publisher throws(CallError) in
            try add(request, context, publisher)
        },
        .command(V1.RelatedItemsService.update, needs: .editCustomFields) {
            request,
            context,
            publisher throws(CallError) in
            try change(request.organizationID, request.id, note: request.note, context, publisher)
        },
        .command(V1.RelatedItemsService.remove, needs: .editCustomFields) {
            request,
            context,
            publisher throws(CallError) in
            try change(request.organizationID, request.id, note: nil, context, publisher)
        },
    ]

    // MARK: Reading

    private static func list(
        _ organizationKey: String,
        _ key: V1.RelatedKey?,
        _ includesArchived: Bool,
        _ context: ReadContext,
        field: String = "of.id"
    ) throws(CallError) {
        let organization = try context.organization(organizationKey)
        guard let key else { throw .missing("of") }
        let things = RelatedThings(
            image: context.image(of: organization),
            organization: context.snapshot.policy.organizations[organization]
                ?? Organization(key: organizationKey, name: ""),
            caller: context.caller,
            items: context.snapshot.policy.relatedItems
        )
        let end = try things.end(key, field: field)
        let revision = context.snapshot.revision.number
        // A group may have tens of thousands of members.
        context.computing { _ in
            things.items(of: end, key, includesArchived: includesArchived)
        } then: { items in
            var left = items[...]
            var isFinished = false
            let source = StepSource {
                guard !isFinished else { return .end(.ok) }
                var message = V1.ListRelatedItemsResponse()
                var byteCount = 0
                while byteCount < CallLimits.rowBytesPerMessage, let item = left.popFirst() {
                    byteCount += item.encoded().count
                    message.items.append(item)
                }
                if left.isEmpty {
                    isFinished = true
                    message.revision = revision
                }
                return .message(MessageBytes(message.encoded()))
            }
            context.call.stream(source)
        }
    }

    // MARK: Commands

    private static func add(
        _ request: V1.AddRelatedItemRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.RelatedItemResponse {
        let organization = try publisher.organization(request.organizationID, for: context.caller)
        let things = things(of: organization, context, publisher)
        guard let firstKey = request.first else { throw .missing("first") }
        guard let secondKey = request.second else { throw .missing("second") }
        let first = try things.end(firstKey, field: "first.id")
        let second = try things.end(secondKey, field: "second.id")
        guard first != second else {
            throw .invalid("second", "is the same as first; relate it to something else")
        }
        try check(request.note)
        let known = publisher.snapshot.policy.relatedItems.filter {
            $0.value.organization == organization
        }
        if let same = known.first(where: { $0.value.other(than: first) == second }) {
            throw .alreadyExists("related item", field: "second", same.key)
        }
        guard known.count < CallLimits.relatedItemsMax else {
            throw CallError(
                .limitReached,
                "the organization has \(CallLimits.relatedItemsMax) related items; remove some first"
            )
        }
        let key = PublicIdentity.random().text
        let item = RelatedItem(
            organization: organization,
            first: first,
            second: second,
            note: request.note,
            created: context.now,
            creator: context.caller.principalKey
        )
        var batch = context.batch()
        batch.changes = [.policy(.relatedItem(key, item))]
        batch.activity = [
            context.activity(
                "related item added",
                subject: "\(firstKey.id) – \(secondKey.id)",
                organization: organization,
                detail: request.note
            )
        ]
        let published = try publisher.commit(batch)
        return V1.RelatedItemResponse {
            $0.id = key
            $0.note = request.note
            $0.revision = published.revision.number
        }
    }

    /// Gives an item another note, or removes it.
    private static func change(
        _ organizationKey: String,
        _ id: String,
        note: String?,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.RelatedItemResponse {
        let organization = try publisher.organization(organizationKey, for: context.caller)
        guard !id.isEmpty else { throw .missing("id") }
        guard !id.hasPrefix(RelatedThings.automaticPrefix) else {
            throw CallError(
                .automaticItem,
                "id: this item says who is in a group; it goes when the membership ends in Entra"
            )
        }
        let things = things(of: organization, context, publisher)
        guard var item = publisher.snapshot.policy.relatedItems[id],
            item.organization == organization, things.isVisible(item)
        else { throw .notFound("related item", field: "id", id) }
        let before = item.note
        var batch = context.batch()
        if let note {
            try check(note)
            item.note = note
            if note != before { batch.changes = [.policy(.relatedItem(id, item))] }
        } else {
            batch.changes = [.policy(.relatedItem(id, nil))]
        }
        if !batch.changes.isEmpty {
            batch.activity = [
                context.activity(
                    note == nil ? "related item removed" : "related item updated",
                    subject: things.subject(item),
                    organization: organization,
                    detail: note.map { "\(before) → \($0)" } ?? before
                )
            ]
        }
        let published = try publisher.commit(batch)
        return V1.RelatedItemResponse {
            $0.id = id
            $0.note = note ?? ""
            $0.revision = published.revision.number
        }
    }

    private static func things(
        of organization: OrganizationID,
        _ context: CommandContext,
        _ publisher: Publisher
    ) -> RelatedThings {
        RelatedThings(
            image: publisher.image(of: organization),
            organization: publisher.snapshot.policy.organizations[organization]
                ?? Organization(key: "", name: ""),
            caller: context.caller,
            items: publisher.snapshot.policy.relatedItems
        )
    }

    private static func check(_ note: String) throws(CallError) {
        guard note.utf8.count <= CallLimits.textBytesMax else {
            throw .invalid("note", "must be at most \(CallLimits.textBytesMax) bytes")
        }
    }
}

extension V1.ListRelatedItemsRequest: RevisionedRequest {}
extension V1.RelatedItemsOfRecordRequest: RevisionedRequest {}
