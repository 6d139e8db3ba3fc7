import Directory
import Synchronization

/// Which tenants, or the whole application, Graph has asked to keep quiet, and until when.
///
/// All clients of one application share one: a 429 that one stream gets holds for every stream of
/// the tenant. A pause only ever grows.
public final class ThrottleState: Sendable {
    /// What a 429 counts for, from `x-ms-throttle-scope`.
    enum Scope: Equatable {
        case tenant
        case application

        /// Only a scope that names the application alone is taken for all tenants.
        init(header: String?) {
            let first = header?.prefix { $0 != "/" }.lowercased()
            self = first == "application" ? .application : .tenant
        }
    }

    private struct Pauses {
        var application = Timestamp(milliseconds: 0)
        var tenants: [GUID: Timestamp] = [:]
    }

    private let pauses = Mutex(Pauses())

    public init() {}

    func pause(_ scope: Scope, tenant: GUID, until: Timestamp, now: Timestamp) {
        pauses.withLock { pauses in
            switch scope {
            case .application:
                pauses.application = max(pauses.application, until)
            case .tenant:
                // Pauses that are over are dropped here, so that the table stays small.
                pauses.tenants = pauses.tenants.filter { $0.value > now }
                pauses.tenants[tenant] = max(pauses.tenants[tenant] ?? until, until)
            }
        }
    }

    /// How long requests of `tenant` have to wait from `now` on.
    func waitMilliseconds(tenant: GUID, now: Timestamp) -> Int64 {
        pauses.withLock { pauses in
            let until = max(pauses.application, pauses.tenants[tenant] ?? pauses.application)
            return max(0, until.milliseconds - now.milliseconds)
        }
    }
}
