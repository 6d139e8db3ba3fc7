import Access
import Directory
import ReadModel
import Wire

/// Where one page begins: on which image, after which key, and how the token for the next one is made.
struct Page {
    let image: OrganizationSnapshot
    let key: PageKey?
    /// The token's own image is gone, and the caller asked to go on all the same.
    let isOnPresent: Bool
    private let binding: PageToken.Binding

    fileprivate init(
        image: OrganizationSnapshot,
        key: PageKey?,
        isOnPresent: Bool,
        binding: PageToken.Binding
    ) {
        self.image = image
        self.key = key
        self.isOnPresent = isOnPresent
        self.binding = binding
    }

    /// The token for what follows `key`; empty when nothing does.
    func token(after key: PageKey?) -> String {
        guard let key else { return "" }
        return PageToken(revision: image.revision, key: key).sealed(for: binding)
    }
}

extension ReadContext {
    /// The page that `token` asks for, or the first one.
    func page(
        _ token: String,
        onExpired: V1.OnExpired,
        fingerprint: [UInt8],
        current: OrganizationSnapshot
    ) throws(CallError) -> Page {
        let binding = PageToken.Binding(
            code: state.core.pageTokenCode,
            storeID: state.core.storeID,
            principalKey: caller.principalKey,
            fingerprint: fingerprint
        )
        guard !token.isEmpty else {
            return Page(image: current, key: nil, isOnPresent: false, binding: binding)
        }
        do throws(PageTokenError) {
            let opened = try PageToken(opening: token, for: binding)
            let resumption = try state.recentImages.resume(
                opened,
                current: current,
                continuesOnPresent: onExpired == .continueOnPresent,
                at: now
            )
            return Page(
                image: resumption.image,
                key: opened.key,
                isOnPresent: resumption.isOnPresent,
                binding: binding
            )
        } catch {
            throw CallError(error)
        }
    }

    /// The organization of a group, if the caller sees the group now; whether it was there before is decided with the image.
    func group(_ id: String) throws(CallError) -> (OrganizationID, GUID) {
        guard !id.isEmpty else { throw .missing("id") }
        guard let publicID = GUID(id) else {
            throw .invalid("id", "\"\(id)\" is no GUID; use the id that a list gives")
        }
        guard let organization = state.groupHomes.organization(of: publicID, in: snapshot),
            let image = snapshot.organizations[organization],
            let asset = image.asset(withPublicID: publicID),
            let kind = image.facts(of: asset)?.kind,
            caller.visible.contains(asset, of: kind, in: organization)
        else { throw .notFound("group", field: "id", id) }
        return (organization, publicID)
    }
}

extension CallError {
    init(_ error: PageTokenError) {
        switch error {
        case .malformed:
            self = .invalid(
                "page_token",
                "this is no token of this server; start again without one",
                reason: .pageTokenMismatch
            )
        case .otherCaller:
            self = .invalid(
                "page_token",
                "it was given to another principal; start again without one",
                reason: .pageTokenMismatch
            )
        case .otherQuery:
            self = .invalid(
                "page_token",
                "it belongs to another query; send the same organization, kind, filter and sort as before",
                reason: .pageTokenMismatch
            )
        case .expired(let revision):
            self = CallError(
                .pageExpired,
                "page_token: the list has changed since revision \(revision.number) and that image is no "
                    + "longer kept; start again, or set on_expired to ON_EXPIRED_CONTINUE",
                figures: ["revision": String(revision.number)]
            )
        }
    }

    init(_ error: InvalidField) {
        self = .invalid(error.field, error.description)
    }
}

extension V1.ListGroupsRequest: RevisionedRequest {}
extension V1.GetGroupRequest: RevisionedRequest {}
extension V1.SearchGroupsRequest: RevisionedRequest {}
extension V1.GroupsOfPrincipalRequest: RevisionedRequest {}
extension V1.ListOrganizationsRequest: RevisionedRequest {}
extension V1.GetOrganizationRequest: RevisionedRequest {}
extension V1.ListRecordsRequest: RevisionedRequest {}
extension V1.GetRecordRequest: RevisionedRequest {}
extension V1.ListIntegrationsRequest: RevisionedRequest {}
extension V1.GetIntegrationRequest: RevisionedRequest {}
