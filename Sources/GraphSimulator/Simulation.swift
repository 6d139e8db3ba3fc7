import Cryptography
public import Directory

/// An app registration: what a client needs to get tokens for the tenants that consented to it.
struct AppRegistration: Sendable {
    let name: String
    let id: GUID
    /// The secrets that are good, the newest first.
    var secrets: [String]
    /// When the secrets end, in seconds since 1970 UTC.
    var secretExpirySeconds: Int64?
    /// The certificates whose keys may sign assertions.
    var certificates: [Certificate] = []
}

/// All that the simulator knows: tenants, app registrations and the keys of its tokens.
///
/// It is a value: an answer is computed from one, and a change makes the next one. Everything in
/// it follows from the seed and the commands that were applied.
public struct Simulation: Sendable {
    /// The app registration that tenants are managed by unless told otherwise.
    public static let defaultApplication = "default"

    public let seed: UInt64
    let pageTokenKey: HMACSHA256
    let accessTokenKey: HMACSHA256
    var tenants: [Tenant] = []
    var applications: [AppRegistration] = []
    /// What replicas that are behind still show, by the place of the tenant.
    private(set) var replicas: [Int: TenantReplicas] = [:]
    /// The behavior of tenants that are created from now on.
    public var behavior = DeltaBehavior()

    /// A simulation without tenants.
    public init(seed: UInt64) {
        self.seed = seed
        let hash = SeededHash(seed: seed)
        pageTokenKey = HMACSHA256(key: Simulation.key(hash, 0))
        accessTokenKey = HMACSHA256(key: Simulation.key(hash, 1))
    }

    /// The tenant with an identifier or a verified domain, in any case.
    func tenantIndex(_ name: String) -> Int? {
        let guid = GUID(name)
        let domain = name.lowercased()
        return tenants.firstIndex { $0.id == guid || $0.domains.contains(domain) }
    }

    func tenant(_ name: String) -> Tenant? { tenantIndex(name).map { tenants[$0] } }

    /// A tenant as a replica shows it that is `lagSeconds` behind.
    func tenant(at index: Int, behind lagSeconds: Int64, atSeconds seconds: Int64) -> Tenant {
        guard lagSeconds > 0 else { return tenants[index] }
        return replicas[index]?.tenant(asOf: seconds - lagSeconds) ?? tenants[index]
    }

    /// Notes that a tenant was changed: for replicas that are behind, and for dynamic groups.
    mutating func changed(_ index: Int, from before: Tenant, atSeconds seconds: Int64) {
        let lagSeconds = tenants[index].behavior.lagSecondsMax
        if lagSeconds > 0 {
            replicas[index, default: TenantReplicas()]
                .append(before, until: seconds, keepingSeconds: lagSeconds)
        }
        tenants[index].scheduleDynamicMoves(atSeconds: seconds)
    }

    /// Moves members of dynamic groups whose time has come.
    mutating func settle(atSeconds seconds: Int64) {
        for index in tenants.indices where tenants[index].dynamicMoves.isDue(atSeconds: seconds) {
            while let due = tenants[index].dynamicMoves.next(until: seconds) {
                let before = tenants[index]
                tenants[index].moveInDynamicGroups(due.key)
                changed(index, from: before, atSeconds: due.seconds)
            }
        }
    }

    /// Whether `settle` would do anything.
    func isUnsettled(atSeconds seconds: Int64) -> Bool {
        tenants.contains { $0.dynamicMoves.isDue(atSeconds: seconds) }
    }

    func application(named name: String) -> AppRegistration? {
        applications.first { $0.name == name }
    }

    /// Adds a tenant and, if there is none of its name yet, its app registration.
    ///
    /// - Parameters:
    ///   - profile: how large it is.
    ///   - name: its display name, from which its domains are made.
    ///   - tenantSeed: the seed of its objects; without one it is made from this simulation's.
    ///   - application: the name of the app registration that manages it.
    /// - Returns: the identifier of the new tenant.
    @discardableResult
    public mutating func addTenant(
        profile: Profile,
        name: String,
        seed tenantSeed: UInt64? = nil,
        application: String = Simulation.defaultApplication
    ) -> GUID {
        let index = tenants.count
        let hash = SeededHash(seed: seed)
        let tenantSeed = tenantSeed ?? hash.number(.tenant, index)
        // The index makes tenants with equal seeds different tenants.
        let identity = SeededHash(seed: hash.seed ^ tenantSeed)
        let id = GUID.version4(
            identity.number(.tenant, index, 1),
            identity.number(.tenant, index, 2)
        )
        if self.application(named: application) == nil {
            applications.append(registration(named: application))
        }
        tenants.append(
            Tenant(
                id: id,
                name: name,
                profile: profile,
                seed: tenantSeed,
                domainLabel: domainLabel(of: name, index: index),
                application: application,
                behavior: behavior
            )
        )
        return id
    }

    private func registration(named name: String) -> AppRegistration {
        let place = name.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF_FFFF }
        let hash = SeededHash(seed: seed)
        let id = GUID.version4(
            hash.number(.application, place, 1),
            hash.number(.application, place, 2)
        )
        let secret = (3...7).flatMap { detail in
            SeededHash.bytes(hash.number(.application, place, detail))
        }
        return AppRegistration(name: name, id: id, secrets: ["sim~" + Base64.url.encode(secret)])
    }

    /// The letters and digits of a name, or a number where it has none.
    private func domainLabel(of name: String, index: Int) -> String {
        let label = String(name.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
        guard !label.isEmpty else { return "tenant\(index)" }
        let isTaken = tenants.contains { $0.generator.domain == "\(label).example" }
        return isTaken ? "\(label)\(index)" : label
    }

    private static func key(_ hash: SeededHash, _ index: Int) -> [UInt8] {
        (0..<4).flatMap { SeededHash.bytes(hash.number(.key, index, $0)) }
    }
}

extension SeededHash {
    /// The eight bytes of a number, the highest first.
    static func bytes(_ number: UInt64) -> [UInt8] {
        stride(from: UInt64(56), through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: number >> $0)
        }
    }
}

extension AppRegistration {
    /// Adds a certificate whose key may sign assertions.
    mutating func register(certificatePEM: String) throws(ControlFailure) {
        do {
            let certificate = try Certificate(pem: certificatePEM)
            guard !certificates.contains(certificate) else { return }
            certificates.append(certificate)
        } catch {
            throw ControlFailure("the certificate is not readable: \(error)")
        }
    }
}
