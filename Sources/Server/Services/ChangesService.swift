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
        ) { state in
            .request { call, _ in
                do throws(CallError) {
                    _ = try Authenticator.caller(of: call, in: state.snapshot, now: state.now)
                    throw CallError(.notSupported, "this server tells no changes; ask a newer one")
                } catch {
                    call.end(error.status)
                }
            }
        }
    ]
}
