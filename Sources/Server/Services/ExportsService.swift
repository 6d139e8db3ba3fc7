import Access
import Directory
import Documents
import ReadModel
import Transport
import Wire

/// Groups as documents and as files: decided on the loop, written on the export threads, sent as the client takes it.
enum ExportsService {
    static let endpoints: [Endpoint] = [
        .answering(V1.ExportsService.groupPdf) { request, context throws(CallError) in
            try groupPDF(request, context)
        },
        .answering(V1.ExportsService.runbook) { request, context throws(CallError) in
            try runbook(request, context)
        },
        .answering(V1.ExportsService.group) { request, context throws(CallError) in
            try group(request, context)
        },
        .answering(V1.ExportsService.list) { request, context throws(CallError) in
            try list(request, context)
        },
    ]

    // MARK: On paper

    private static func groupPDF(
        _ request: V1.GroupPdfRequest,
        _ context: ReadContext
    ) throws(CallError) {
        let paper = try paper(request.paper)
        let (organization, publicID) = try context.group(request.id)
        try context.reading(organization, at: request.at) { image, context throws(CallError) in
            let (asset, row) = try visibleGroup(request.id, publicID, in: image, context)
            let subject = context.exportSubject(image)
            try context.export(
                subject,
                fileName: "\(row.name).pdf",
                mediaType: "application/pdf",
                activity: nil
            ) { () throws(CallError) in
                try GroupPDFProducer(asset, id: request.id, subject: subject, paper: paper)
            }
        }
    }

    private static func runbook(
        _ request: V1.RunbookRequest,
        _ context: ReadContext
    ) throws(CallError) {
        let paper = try paper(request.paper)
        let organization = try context.organization(request.organizationID)
        try context.requireExport(in: organization)
        guard request.ids.count <= ExportLimits.runbookGroupsMax else {
            throw .invalid("ids", "must be at most \(ExportLimits.runbookGroupsMax)")
        }
        let kinds = try kinds(request.kind)
        try context.reading(organization, at: request.at) { image, context throws(CallError) in
            var selected: Set<AssetID> = []
            for id in request.ids {
                guard let publicID = GUID(id) else {
                    throw .invalid("ids", "\"\(id)\" is no GUID; use the ids that a list gives")
                }
                selected.insert(
                    try visibleGroup(id, publicID, in: image, context, field: "ids").asset
                )
            }
            let wanted = selected
            let includesArchived = request.includeArchived || !request.ids.isEmpty
            let subject = context.exportSubject(image)
            try context.export(
                subject,
                fileName: "Runbook \(subject.organization.name).pdf",
                mediaType: "application/pdf",
                activity: context.exportActivity(
                    "runbook made",
                    subject: subject.organization.name,
                    in: organization
                )
            ) { () throws(CallError) in
                var chapters: [RunbookProducer.Chapter] = []
                for kind in kinds {
                    let query = ListQuery(
                        organization: organization,
                        kind: kind,
                        filter: ListFilter(includesArchived: includesArchived),
                        rowsMax: nil
                    )
                    chapters += RunbookProducer.chapters(of: kind, query, subject)
                }
                if !wanted.isEmpty { chapters.removeAll { !wanted.contains($0.asset) } }
                return RunbookProducer(chapters, subject: subject, paper: paper)
            }
        }
    }

    // MARK: As files

    private static func group(
        _ request: V1.ExportGroupRequest,
        _ context: ReadContext
    ) throws(CallError) {
        let format = try format(request.format)
        let (organization, publicID) = try context.group(request.id)
        try context.reading(organization, at: request.at) { image, context throws(CallError) in
            let (asset, row) = try visibleGroup(request.id, publicID, in: image, context)
            try context.requireExport(in: organization)
            let subject = context.exportSubject(image)
            try context.export(
                subject,
                fileName: "\(row.name).\(format.suffix)",
                mediaType: format.mediaType,
                activity: context.exportActivity(
                    "group exported",
                    subject: row.name,
                    in: organization,
                    asset: asset
                )
            ) { () throws(CallError) in
                try GroupFileProducer(asset, id: request.id, subject: subject, format: format)
            }
        }
    }

    private static func list(
        _ request: V1.ExportListRequest,
        _ context: ReadContext
    ) throws(CallError) {
        let format = try format(request.format)
        let organization = try context.organization(request.organizationID)
        try context.requireExport(in: organization)
        let query: ListQuery
        do throws(InvalidField) {
            query = try ListQuery(
                V1.ListGroupsRequest {
                    $0.kind = request.kind
                    $0.filter = request.filter
                    $0.sort = request.sort
                },
                organization: organization
            )
        } catch {
            throw CallError(error)
        }
        try context.reading(organization, at: request.at) { image, context throws(CallError) in
            let subject = context.exportSubject(image)
            let kind = query.kind == .security ? "security groups" : "Microsoft 365 groups"
            try context.export(
                subject,
                fileName: "\(subject.organization.name) \(kind).\(format.suffix)",
                mediaType: format.mediaType,
                activity: context.exportActivity(
                    "list exported",
                    subject: "\(subject.organization.name): \(kind)",
                    in: organization
                )
            ) { () throws(CallError) in
                ListFileProducer(query, subject: subject, format: format)
            }
        }
    }

    // MARK: Requests

    private static func visibleGroup(
        _ id: String,
        _ publicID: GUID,
        in image: OrganizationSnapshot,
        _ context: ReadContext,
        field: String = "id"
    ) throws(CallError) -> (asset: AssetID, row: V1.GroupRow) {
        guard let asset = image.asset(withPublicID: publicID),
            let group = context.exportSubject(image).group(asset)
        else { throw .notFound("group", field: field, id) }
        return (asset, group.row)
    }

    private static func paper(_ size: V1.PaperSize) throws(CallError) -> Paper {
        switch size {
        case .unspecified, .a4: .a4
        case .letter: .letter
        case .unrecognized: throw .invalid("paper", "must be PAPER_SIZE_A4 or PAPER_SIZE_LETTER")
        }
    }

    private static func format(_ format: V1.ExportFormat) throws(CallError) -> FileFormat {
        guard let format = FileFormat(format) else {
            throw .invalid("format", "must be EXPORT_FORMAT_CSV or EXPORT_FORMAT_JSON")
        }
        return format
    }

    private static func kinds(_ kind: V1.GroupKind) throws(CallError) -> [GroupKind] {
        if kind == .unspecified { return [.security, .microsoft365] }
        guard let kind = GroupKind(kind) else {
            throw .invalid(
                "kind",
                "must be GROUP_KIND_MICROSOFT_365, GROUP_KIND_SECURITY or left out"
            )
        }
        return [kind]
    }
}

extension V1.GroupPdfRequest: RevisionedRequest {}
extension V1.RunbookRequest: RevisionedRequest {}
extension V1.ExportGroupRequest: RevisionedRequest {}
extension V1.ExportListRequest: RevisionedRequest {}
