import Directory
import Access
import Transport
import Wire

/// The service of one kind of the platform's own records.
enum RecordsService<Kind: RecordKind> {
    private typealias Methods = V1.RecordsService<Kind.Row>

    static var endpoints: [Endpoint] {
        [
            Endpoint(
                RPCMethod(
                    path: Methods.import.path,
                    kind: .clientStreaming,
                    requestBytesMax: CallLimits.importMessageBytesMax
                )
            ) { state in
                .requestStream { call in ImportReceiver<Kind>(call, state) }
            },
            .answering(Methods.list, RecordQueries<Kind>.list),
            .answering(Methods.get, RecordQueries<Kind>.get),
            .command(Methods.delete, needs: .editRecords, RecordQueries<Kind>.delete),
        ]
    }
}
