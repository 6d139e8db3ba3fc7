import Directory

/// Graph's quotas: resource units of an application in one tenant and in all, and requests in all.
///
/// A quota is counted in windows that follow each other. What is refused is not counted.
struct RequestThrottle: Sendable {
    /// How the quotas are applied.
    struct Settings: Sendable, Equatable, Codable {
        /// The quotas in relation to the real ones; nil lets everything through.
        var share: Double?
        /// Whether answers say how much of the quota is used, once it is much.
        var showsPercentage = true
    }

    enum Verdict: Equatable {
        /// `share` of the quota that is used most.
        case passes(share: Double)
        case refused(scope: String, retryAfterSeconds: Int64)
    }

    private struct Window {
        var startSeconds: Int64
        var used = 0.0
    }

    private enum Quota: Hashable {
        case tenant(GUID, application: String)
        case units(application: String)
        case requests(application: String)

        var windowSeconds: Int64 {
            switch self {
            case .tenant, .requests: 10
            case .units: 20
            }
        }

        var scope: String {
            switch self {
            case .tenant: "Tenant_Application"
            case .units, .requests: "Application"
            }
        }
    }

    var settings = Settings()
    private var windows: [Quota: Window] = [:]

    /// Charges a request, or refuses it.
    mutating func charge(
        _ request: GraphRequest,
        of tenant: Tenant,
        atSeconds seconds: Int64
    ) -> Verdict {
        guard let share = settings.share else { return .passes(share: 0) }
        let units = Double(RequestCost.units(of: request))
        let charges: [(quota: Quota, cost: Double, limit: Double)] = [
            (
                .tenant(tenant.id, application: tenant.application), units,
                RequestThrottle.units(ofUsers: tenant.count(of: .user))
            ),
            (.units(application: tenant.application), units, 150_000),
            (.requests(application: tenant.application), 1, 130_000),
        ]
        var most = 0.0
        for (quota, cost, limit) in charges {
            let window = self.window(of: quota, atSeconds: seconds)
            let used = (window.used + cost) / (limit * share)
            guard used <= 1 else {
                let end = window.startSeconds + quota.windowSeconds
                return .refused(scope: quota.scope, retryAfterSeconds: max(1, end - seconds))
            }
            most = max(most, used)
        }
        for (quota, cost, _) in charges {
            var window = self.window(of: quota, atSeconds: seconds)
            window.used += cost
            windows[quota] = window
        }
        return .passes(share: most)
    }

    private func window(of quota: Quota, atSeconds seconds: Int64) -> Window {
        if let window = windows[quota], seconds < window.startSeconds + quota.windowSeconds {
            return window
        }
        return Window(startSeconds: seconds)
    }

    /// The units of an application in one tenant in ten seconds.
    private static func units(ofUsers count: Int) -> Double {
        count < 50 ? 3_500 : count <= 500 ? 5_000 : 8_000
    }
}
