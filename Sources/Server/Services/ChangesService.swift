import Transport
import Wire

/// Subscriptions to what changes.
enum ChangesService {
    static let endpoints: [Endpoint] = [
        Endpoint(
            RPCMethod(
                path: V1.ChangesService.subscribe.path,
                kind: .serverStreaming,
                admission: .subscription
            )
        ) { _ in
            .request { call, _ in
                call.end(
                    CallError(.notSupported, "this server tells no changes; ask a newer one").status
                )
            }
        }
    ]
}
