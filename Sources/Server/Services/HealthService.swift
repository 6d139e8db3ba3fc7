import Transport
import Wire

/// gRPC's health checking: needs no token, because whoever balances load has none.
enum HealthService {
    static let endpoints: [Endpoint] = [check, list, watch]

    private static let check = Endpoint(
        RPCMethod(path: GRPC.HealthService.check.path, kind: .unary, admission: .free)
    ) { state in
        .request { call, bytes in
            do throws(CallError) {
                let request = try GRPC.HealthCheckRequest(callBytes: bytes)
                let status = state.health.status(of: request.service)
                guard status != .serviceUnknown else {
                    throw .notFound("service", field: "service", request.service)
                }
                call.respond(MessageBytes(message(status).encoded()))
            } catch {
                call.end(error.status)
            }
        }
    }

    private static let list = Endpoint(
        RPCMethod(path: GRPC.HealthService.list.path, kind: .unary, admission: .free)
    ) { state in
        .request { call, _ in
            let response = GRPC.HealthListResponse {
                for service in [""] + Contract.serviceNames {
                    $0.statuses[service] = message(state.health.status(of: service))
                }
            }
            call.respond(MessageBytes(response.encoded()))
        }
    }

    private static let watch = Endpoint(
        RPCMethod(
            path: GRPC.HealthService.watch.path,
            kind: .serverStreaming,
            admission: .subscription
        )
    ) { state in
        .request { call, bytes in
            do throws(CallError) {
                let request = try GRPC.HealthCheckRequest(callBytes: bytes)
                let watcher = HealthWatcher(of: request.service, state.health)
                call.stream(watcher)
                state.health.add(watcher, call)
            } catch {
                call.end(error.status)
            }
        }
    }

    static func message(
        _ status: GRPC.HealthCheckResponse.ServingStatus
    ) -> GRPC.HealthCheckResponse {
        GRPC.HealthCheckResponse { $0.status = status }
    }
}

/// What one loop tells of the server's health, and to whom.
final class HealthWatchers {
    private var isServing = true
    private var watchers: [ObjectIdentifier: (watcher: HealthWatcher, call: Call)] = [:]

    func status(of service: String) -> GRPC.HealthCheckResponse.ServingStatus {
        guard service.isEmpty || Contract.serviceNames.contains(service) else {
            return .serviceUnknown
        }
        return isServing ? .serving : .notServing
    }

    func add(_ watcher: HealthWatcher, _ call: Call) {
        watchers[ObjectIdentifier(watcher)] = (watcher, call)
    }

    func remove(_ watcher: HealthWatcher) {
        watchers[ObjectIdentifier(watcher)] = nil
    }

    /// The server drains: everyone is told, and every watch ends.
    func drain() {
        isServing = false
        for (watcher, call) in watchers.values {
            watcher.isLast = true
            call.wake()
        }
    }
}

/// One watch of one service's health: a message at once, and one with each change.
final class HealthWatcher: ResponseSource {
    private let service: String
    private unowned let health: HealthWatchers
    private var told: GRPC.HealthCheckResponse.ServingStatus?
    /// The next message is the last one.
    var isLast = false

    init(of service: String, _ health: HealthWatchers) {
        self.service = service
        self.health = health
    }

    func next(_ call: Call) -> ResponseStep {
        let status = health.status(of: service)
        if status != told {
            told = status
            return .message(MessageBytes(HealthService.message(status).encoded()))
        }
        guard isLast else { return .wait }
        health.remove(self)
        return .end(RPCStatus(.unavailable, "the server is stopping; watch another one"))
    }

    func cancelled(_ reason: CancellationReason) {
        health.remove(self)
    }
}
