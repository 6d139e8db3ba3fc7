import Directory
import Access
import Transport
import Wire

/// The platform's own records of people.
enum ContactsService {
    private typealias Queries = RecordQueries<ContactKind>

    static let endpoints: [Endpoint] = [
        Endpoint(
            RPCMethod(
                path: V1.ContactsService.import.path,
                kind: .clientStreaming,
                requestBytesMax: CallLimits.importMessageBytesMax
            )
        ) {
            state in
            .requestStream { call in
                ImportReceiver<ContactKind, V1.ImportContactsRequest>(call, state) {
                    request,
                    records throws(CallError) in
                    try records.add(
                        request.contacts,
                        organizationKey: request.organizationID,
                        deletesOthers: request.deleteOthers
                    )
                } answer: { result in
                    V1.ImportContactsResponse {
                        $0.created = result.created
                        $0.updated = result.updated
                        $0.unchanged = result.unchanged
                        $0.deleted = result.deleted
                        $0.rejected = result.rejected
                        $0.rejections = result.rejections
                        $0.revision = result.revision
                    }.encoded()
                }
            }
        },
        .answering(V1.ContactsService.list) { request, context throws(CallError) in
            try Queries.list(
                of: request.organizationID,
                containing: request.contains,
                pageSize: request.pageSize,
                pageToken: request.pageToken,
                context
            ) { answer in
                V1.ListContactsResponse {
                    $0.contacts = answer.rows
                    $0.nextPageToken = answer.nextPageToken
                    $0.revision = answer.revision
                }.encoded()
            }
        },
        .answering(V1.ContactsService.get) { request, context throws(CallError) in
            try Queries.get(request.externalID, of: request.organizationID, context) {
                row,
                revision in
                V1.GetContactResponse {
                    $0.contact = row
                    $0.revision = revision
                }.encoded()
            }
        },
        .command(V1.ContactsService.delete, needs: .editRecords) {
            request,
            context,
            publisher throws(CallError) in
            let deletion = try Queries.delete(
                request.externalIDs,
                of: request.organizationID,
                context,
                publisher
            )
            return V1.DeleteContactsResponse {
                $0.deleted = deletion.deleted
                $0.unknownExternalIDs = deletion.unknown
                $0.revision = deletion.revision
            }
        },
    ]
}

/// The platform's own records of machines.
enum ConfigurationsService {
    private typealias Queries = RecordQueries<ConfigurationKind>

    static let endpoints: [Endpoint] = [
        Endpoint(
            RPCMethod(
                path: V1.ConfigurationsService.import.path,
                kind: .clientStreaming,
                requestBytesMax: CallLimits.importMessageBytesMax
            )
        ) { state in
            .requestStream { call in
                ImportReceiver<ConfigurationKind, V1.ImportConfigurationsRequest>(call, state) {
                    request,
                    records throws(CallError) in
                    try records.add(
                        request.configurations,
                        organizationKey: request.organizationID,
                        deletesOthers: request.deleteOthers
                    )
                } answer: { result in
                    V1.ImportConfigurationsResponse {
                        $0.created = result.created
                        $0.updated = result.updated
                        $0.unchanged = result.unchanged
                        $0.deleted = result.deleted
                        $0.rejected = result.rejected
                        $0.rejections = result.rejections
                        $0.revision = result.revision
                    }.encoded()
                }
            }
        },
        .answering(V1.ConfigurationsService.list) { request, context throws(CallError) in
            try Queries.list(
                of: request.organizationID,
                containing: request.contains,
                pageSize: request.pageSize,
                pageToken: request.pageToken,
                context
            ) { answer in
                V1.ListConfigurationsResponse {
                    $0.configurations = answer.rows
                    $0.nextPageToken = answer.nextPageToken
                    $0.revision = answer.revision
                }.encoded()
            }
        },
        .answering(V1.ConfigurationsService.get) { request, context throws(CallError) in
            try Queries.get(request.externalID, of: request.organizationID, context) {
                row,
                revision in
                V1.GetConfigurationResponse {
                    $0.configuration = row
                    $0.revision = revision
                }.encoded()
            }
        },
        .command(V1.ConfigurationsService.delete, needs: .editRecords) {
            request,
            context,
            publisher throws(CallError) in
            let deletion = try Queries.delete(
                request.externalIDs,
                of: request.organizationID,
                context,
                publisher
            )
            return V1.DeleteConfigurationsResponse {
                $0.deleted = deletion.deleted
                $0.unknownExternalIDs = deletion.unknown
                $0.revision = deletion.revision
            }
        },
    ]
}
