import Directory

/// A change to the simulation that a journal can hold and a restarted simulator apply again.
public enum ControlCommand: Codable, Sendable, Equatable {
    case createTenant(CreateTenant)
    case mutate(tenant: String, Mutation)
    case churn(Churn)

    public struct CreateTenant: Codable, Sendable, Equatable {
        public var profile: Profile
        public var name: String
        public var seed: UInt64?
        /// The name of the app registration that manages the tenant.
        public var application: String?
        public var behavior: DeltaBehavior?

        public init(profile: Profile, name: String, seed: UInt64? = nil) {
            self.profile = profile
            self.name = name
            self.seed = seed
        }
    }

    /// Random changes of every kind.
    public struct Churn: Codable, Sendable, Equatable {
        public var tenant: String
        public var count: Int
        public var seed: UInt64

        public init(tenant: String, count: Int, seed: UInt64) {
            self.tenant = tenant
            self.count = count
            self.seed = seed
        }
    }
}

/// A command that could not be applied, and why.
public struct ControlFailure: Error, Equatable {
    public let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

extension Simulation {
    /// Applies a command and gives the identifiers of what it created.
    ///
    /// - Parameters:
    ///   - command: what to change.
    ///   - seconds: the time of the change, in seconds since 1970 UTC.
    /// - Returns: the identifiers of new tenants or objects.
    /// - Throws: `ControlFailure`; then nothing has changed.
    @discardableResult
    public mutating func apply(
        _ command: ControlCommand,
        atSeconds seconds: Int64
    ) throws(ControlFailure) -> [String] {
        settle(atSeconds: seconds)
        switch command {
        case .createTenant(let create):
            let previous = behavior
            behavior = create.behavior ?? behavior
            defer { behavior = previous }
            let id = addTenant(
                profile: create.profile,
                name: create.name,
                seed: create.seed,
                application: create.application ?? Simulation.defaultApplication
            )
            return [id.text]
        case .mutate(let name, let mutation):
            let index = try index(ofTenant: name)
            let before = tenants[index]
            let created = try mutate(index, mutation, atSeconds: seconds)
            changed(index, from: before, atSeconds: seconds)
            return created
        case .churn(let churn):
            let index = try index(ofTenant: churn.tenant)
            guard churn.count >= 0 else { throw ControlFailure("count is negative") }
            var random = SeededGenerator(seed: churn.seed)
            let before = tenants[index]
            for _ in 0..<churn.count {
                tenants[index].applyRandomChange(atSeconds: seconds, using: &random)
            }
            changed(index, from: before, atSeconds: seconds)
            return []
        }
    }

    /// The place of a tenant by its identifier, domain or display name.
    func index(ofTenant name: String) throws(ControlFailure) -> Int {
        if let index = tenantIndex(name) ?? tenants.firstIndex(where: { $0.name == name }) {
            return index
        }
        throw ControlFailure("there is no tenant '\(name)'")
    }

    private mutating func mutate(
        _ index: Int,
        _ mutation: Mutation,
        atSeconds seconds: Int64
    ) throws(ControlFailure) -> [String] {
        switch mutation.action {
        case .setSecret, .addCertificate:
            guard
                let place = applications.firstIndex(where: {
                    $0.name == tenants[index].application
                }), let value = mutation.value?.text
            else { throw ControlFailure("'value' is missing") }
            if mutation.action == .setSecret {
                applications[place].secrets = [value]
                applications[place].secretExpirySeconds = nil
            } else {
                try applications[place].register(certificatePEM: value)
            }
            return []
        case .expireSecret:
            guard let after = mutation.seconds,
                let place = applications.firstIndex(where: {
                    $0.name == tenants[index].application
                })
            else { throw ControlFailure("'seconds' is missing") }
            applications[place].secretExpirySeconds = seconds + after
            return []
        case .vanish, .reappear:
            tenants[index].hasVanished = mutation.action == .vanish
            return []
        case .revokeConsent:
            if let permission = mutation.permission {
                tenants[index].consents.remove(permission)
            } else {
                tenants[index].consents = []
            }
            return []
        case .grantConsent:
            tenants[index].consents.formUnion(
                mutation.permission.map { [$0] } ?? Permission.granted
            )
            return []
        case .rename, .set, .changeMail, .toggleDynamic, .addMembers, .removeMembers, .create,
            .delete, .restore, .purge:
            return try tenants[index].mutate(mutation, atSeconds: seconds)
        }
    }
}
