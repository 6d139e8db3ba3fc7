import Access
import Directory
import Matching
import ReadModel
import Store
import Transport
import Wire

/// Which contact each user is, and which configuration each device: lists, choices by hand, and why.
enum MatchingService {
    static let endpoints: [Endpoint] = [
        .answering(V1.MatchingService.list) { request, context throws(CallError) in
            try list(request, context)
        },
        .answering(V1.MatchingService.explain) { request, context throws(CallError) in
            try explain(request, context)
        },
        .command(V1.MatchingService.match, needs: .match) {
            request,
            context,
            publisher throws(CallError) in
            try choose(request.organizationID, request.entraID, context, publisher) {
                object,
                image throws(CallError) in
                try choice(of: request.externalID, for: object, in: image)
            }
        },
        .command(V1.MatchingService.unmatch, needs: .match) {
            request,
            context,
            publisher throws(CallError) in
            try choose(request.organizationID, request.entraID, context, publisher) { _, _ in
                (match: .unmatched, action: "unmatched")
            }
        },
        .command(V1.MatchingService.ignore, needs: .match) {
            request,
            context,
            publisher throws(CallError) in
            try choose(request.organizationID, request.entraID, context, publisher) { _, _ in
                (match: .ignored, action: "match ignored")
            }
        },
    ]

    // MARK: Choices

    private typealias Choice = (match: Match, action: String)

    /// Makes a choice for one object, with a row of the activity log when it changes anything.
    private static func choose(
        _ organizationKey: String,
        _ entraID: String,
        _ context: CommandContext,
        _ publisher: Publisher,
        _ choice: (OrganizationSnapshot.MatchedObject, OrganizationSnapshot) throws(CallError) ->
            Choice
    ) throws(CallError) -> V1.MatchResponse {
        let organization = try publisher.organization(organizationKey, for: context.caller)
        let image = publisher.image(of: organization)
        let object = try matchedObject(entraID, in: image)
        let (match, action) = try choice(object, image)
        var batch = context.batch()
        if object.match != match {
            batch.changes = [.choice(object.id, match)]
            batch.activity = [
                context.activity(
                    action,
                    subject: object.name,
                    organization: organization,
                    detail: "\(MatchText(image).standing(object.match, object.type)) → "
                        + MatchText(image).standing(match, object.type)
                )
            ]
        }
        let published = try publisher.commit(batch)
        let after = publisher.image(of: organization)
        return V1.MatchResponse {
            $0.row = after.matchedObject(object.id).map { MatchRows(after).row($0) }
            $0.revision = published.revision.number
        }
    }

    /// The record that is chosen for `object`.
    private static func choice(
        of externalID: String,
        for object: OrganizationSnapshot.MatchedObject,
        in image: OrganizationSnapshot
    ) throws(CallError) -> Choice {
        guard !externalID.isEmpty else { throw .missing("external_id") }
        let record: UInt32?
        let noun: String
        if object.type == .user {
            guard !object.isSwitchedOff else {
                throw CallError(
                    .usersNotSynced,
                    "entra_id: the integration does not sync users, so none of them is matched; "
                        + "switch the users sync on first"
                )
            }
            record = image.contact(withExternalID: externalID)?.rawValue
            noun = "contact"
        } else {
            record = image.configuration(withExternalID: externalID)?.rawValue
            noun = "configuration"
        }
        guard let record else { throw .notFound(noun, field: "external_id", externalID) }
        return (.matched(record: record, by: .manual), "matched")
    }

    /// The user or device with this object id.
    private static func matchedObject(
        _ entraID: String,
        in image: OrganizationSnapshot
    ) throws(CallError) -> OrganizationSnapshot.MatchedObject {
        guard !entraID.isEmpty else { throw .missing("entra_id") }
        guard let id = GUID(entraID) else {
            throw .invalid("entra_id", "\"\(entraID)\" is no GUID; use the id that Entra shows")
        }
        guard let object = image.object(withEntraID: id).flatMap(image.matchedObject) else {
            throw .notFound("user or device", field: "entra_id", entraID)
        }
        return object
    }

    // MARK: Reading

    private static func list(
        _ request: V1.ListMatchesRequest,
        _ context: ReadContext
    ) throws(CallError) {
        let organization = try context.organization(request.organizationID)
        if let refusal = context.caller.refusal(of: .match) { throw CallError(refusal) }
        let filter = try MatchFilter(request)
        let rowsMax: Int?
        do throws(InvalidField) {
            rowsMax = try ListQuery.rowsMax(
                pageSize: request.pageSize,
                hasToken: !request.pageToken.isEmpty
            )
        } catch {
            throw CallError(error)
        }
        let page = try RecordPage(
            request.pageToken,
            query: ["matches", request.organizationID] + filter.fingerprint,
            context
        )
        let image = context.image(of: organization)
        let revision = context.snapshot.revision.number
        // Sorting whole tenants is nothing for a loop.
        context.computing { _ in
            filter.objects(of: image)
        } then: { all in
            let rows = MatchRows(image)
            var found = all[...]
            if let last = page.last {
                found = found.drop {
                    ($0.key.name, $0.key.externalID) <= (last.name, last.externalID)
                }
            }
            var nextPageToken = ""
            if let rowsMax, found.count > rowsMax {
                found = found.prefix(rowsMax)
                if let last = found.last { nextPageToken = page.token(after: last.key) }
            }
            var isFinished = false
            let source = StepSource {
                guard !isFinished else { return .end(.ok) }
                var message = V1.ListMatchesResponse()
                var byteCount = 0
                while byteCount < CallLimits.rowBytesPerMessage, let next = found.popFirst() {
                    let row = rows.row(next.object)
                    byteCount += row.encoded().count
                    message.rows.append(row)
                }
                if found.isEmpty {
                    isFinished = true
                    message.nextPageToken = nextPageToken
                    message.totalCount = UInt64(all.count)
                    message.revision = revision
                }
                return .message(MessageBytes(message.encoded()))
            }
            context.call.stream(source)
        }
    }

    private static func explain(
        _ request: V1.ExplainMatchRequest,
        _ context: ReadContext
    ) throws(CallError) {
        let organization = try context.organization(request.organizationID)
        if let refusal = context.caller.refusal(of: .match) { throw CallError(refusal) }
        let image = context.image(of: organization)
        let object = try matchedObject(request.entraID, in: image)
        let revision = context.snapshot.revision.number
        try context.pooled { reader, handle throws(CallError) in
            let explanation: MatchExplanation
            do throws(StoreError) {
                explanation = try Self.explanation(of: object.id, organization, reader)
            } catch {
                throw CallError(error)
            }
            let rows = MatchRows(image)
            let response = V1.ExplainMatchResponse {
                $0.row = rows.row(object)
                $0.stages = rows.stages(explanation, of: object)
                $0.revision = revision
            }
            handle.respond(MessageBytes(response.encoded()))
        }
    }

    private static func explanation(
        of object: ObjectID,
        _ organization: OrganizationID,
        _ reader: StoreReader
    ) throws(StoreError) -> MatchExplanation {
        switch try reader.mirrored([object])[0]?.documented {
        case .user(let user):
            let contacts = try reader.contacts(of: organization).map { ($0.id, $0.contact) }
            return MatchExplanation(of: user, contacts: contacts)
        case .device(let device):
            let configurations = try reader.configurations(of: organization)
                .map { ($0.id, $0.configuration) }
            return MatchExplanation(of: device, configurations: configurations)
        case .group, .other, nil:
            return MatchExplanation(of: Device(displayName: ""), configurations: [])
        }
    }
}

extension V1.ListMatchesRequest: RevisionedRequest {}
extension V1.ExplainMatchRequest: RevisionedRequest {}

extension Publisher {
    /// The organization's present image.
    func image(of organization: OrganizationID) -> OrganizationSnapshot {
        snapshot.organizations[organization]
            ?? OrganizationSnapshot(
                empty: organization,
                revision: .none,
                context: snapshot.policy.context(of: organization)
            )
    }
}
