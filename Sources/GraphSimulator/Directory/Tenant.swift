import Directory

/// The truth about one tenant: its objects, its memberships and the order in which they changed.
///
/// What never changed is computed by the generator; what did is kept here with its sequence
/// number. Every change takes the next number of the tenant, and is entered in the log of its
/// collection.
struct Tenant: Sendable {
    /// An entry of a change log.
    struct Change: Sendable {
        let sequence: UInt64
        let ordinal: Int
    }

    let id: GUID
    let name: String
    let profile: Profile
    let seed: UInt64
    let generator: DirectoryGenerator
    /// The name of the app registration that manages the tenant.
    let application: String
    let behavior: DeltaBehavior
    /// The number of the last change.
    private(set) var sequence: UInt64 = 0
    /// The permissions that the tenant's administrator has granted to its app registration.
    var consents: Set<Permission> = Permission.granted
    /// The tenant is not there any more, as far as the token service and Graph say.
    var hasVanished = false
    /// Who may have to move in or out of dynamic groups.
    var dynamicMoves = DynamicMoves()
    private var counts: [Int]
    private var objects: [ObjectKey: ObjectState] = [:]
    private var overlays: [Int: LinkOverlay] = [:]
    private var positionCounts: [Int32]
    private var logs: [[Change]]

    init(
        id: GUID,
        name: String,
        profile: Profile,
        seed: UInt64,
        domainLabel: String,
        application: String,
        behavior: DeltaBehavior
    ) {
        self.id = id
        self.name = name
        self.profile = profile
        self.seed = seed
        self.application = application
        self.behavior = behavior
        let generator = DirectoryGenerator(
            profile: profile,
            hash: SeededHash(seed: seed),
            domain: "\(domainLabel).example",
            initialDomain: "\(domainLabel).onmicrosoft.com"
        )
        self.generator = generator
        counts = ObjectKind.allCases.map { profile.count(of: $0) }
        logs = ObjectKind.allCases.map { _ in [] }
        positionCounts = (0..<profile.groupCount).map { ordinal in
            Int32(generator.groupPlan(ordinal).count + 1)
        }
    }

    // MARK: Reading

    /// The verified domains, the default one first.
    var domains: [String] { [generator.domain, generator.initialDomain] }

    /// How many objects of a kind have ever been.
    func count(of kind: ObjectKind) -> Int { counts[Int(kind.rawValue)] }

    /// The object as it is now, nil if there never was one.
    func state(of key: ObjectKey) -> ObjectState? {
        if let state = objects[key] { return state }
        guard key.ordinal < count(of: key.kind) else { return nil }
        var record = generator.record(of: key)
        guard let deleted = generator.deletionSeconds(of: key) else {
            return ObjectState(record: record, lifecycle: .live)
        }
        switch key.kind {
        case .user: record[UserProperty.deletedDateTime] = .date(deleted)
        case .group: record[GroupProperty.deletedDateTime] = .date(deleted)
        case .device, .servicePrincipal, .orgContact, .agentUser: break
        }
        return ObjectState(record: record, lifecycle: .softDeleted(atSeconds: deleted))
    }

    /// Whether the object is there and not deleted.
    func isLive(_ key: ObjectKey) -> Bool {
        if let state = objects[key] { return state.isLive }
        return key.ordinal < count(of: key.kind) && generator.deletionSeconds(of: key) == nil
    }

    /// The object with an identifier in its text form, nil if there never was one.
    func key(of identifier: some StringProtocol) -> ObjectKey? {
        guard let guid = GUID(identifier), let key = generator.identifiers.key(of: guid),
            key.ordinal < count(of: key.kind)
        else { return nil }
        return key
    }

    func guid(of key: ObjectKey) -> GUID { generator.identifiers.guid(of: key) }

    func links(ofGroup ordinal: Int) -> GroupLinks {
        GroupLinks(plan: generator.groupPlan(ordinal), overlay: overlays[ordinal])
    }

    /// The positions of a group's links, without computing the links.
    func positionCount(ofGroup ordinal: Int) -> Int { Int(positionCounts[ordinal]) }

    /// The changes to objects of a kind, oldest first.
    func log(of kind: ObjectKind) -> [Change] { logs[Int(kind.rawValue)] }

    // MARK: Changing

    /// Changes a property.
    mutating func set(_ value: PropertyValue?, at index: Int, of key: ObjectKey) {
        guard var state = state(of: key), state.record[index] != value else { return }
        if behavior.dynamicDelaySeconds != nil, key.kind == .user || key.kind == .device {
            dynamicMoves.touched.append(key)
        }
        let sequence = record(key)
        state.set(value, at: index, sequence: sequence)
        state.lastSequence = sequence
        objects[key] = state
    }

    /// Adds an object that looks as the generator makes it.
    mutating func create(_ kind: ObjectKind, atSeconds seconds: Int64) -> ObjectKey {
        let key = ObjectKey(kind: kind, ordinal: count(of: kind))
        counts[Int(kind.rawValue)] += 1
        if kind == .group { positionCounts.append(1) }
        var state = ObjectState(record: generator.record(of: key), lifecycle: .live)
        switch kind {
        case .user: state.record[UserProperty.createdDateTime] = .date(seconds)
        case .group: state.record[GroupProperty.createdDateTime] = .date(seconds)
        case .device: state.record[DeviceProperty.createdDateTime] = .date(seconds)
        case .servicePrincipal, .orgContact, .agentUser: break
        }
        let sequence = record(key)
        state.creationSequence = sequence
        state.lastSequence = sequence
        objects[key] = state
        return key
    }

    /// Moves an object to the container of deleted objects; a kind that has none is purged.
    mutating func delete(_ key: ObjectKey, atSeconds seconds: Int64) {
        guard isLive(key) else { return }
        switch key.kind {
        case .user:
            setLifecycle(.softDeleted(atSeconds: seconds), of: key)
            set(.date(seconds), at: UserProperty.deletedDateTime.rawValue, of: key)
        case .group where behavior.hardDeletesSecurityGroups && isSecurityGroup(key):
            purge(key)
        case .group:
            setLifecycle(.softDeleted(atSeconds: seconds), of: key)
            set(.date(seconds), at: GroupProperty.deletedDateTime.rawValue, of: key)
        case .device where behavior.softDeletesDevices:
            setLifecycle(.softDeleted(atSeconds: seconds), of: key)
            set(.date(seconds), at: DeviceProperty.deletedDateTime.rawValue, of: key)
        case .device, .servicePrincipal, .orgContact, .agentUser:
            purge(key)
        }
    }

    private func isSecurityGroup(_ key: ObjectKey) -> Bool {
        guard let record = state(of: key)?.record else { return false }
        return !record.texts(GroupProperty.groupTypes).contains("Unified")
    }

    /// Brings an object back from the container of deleted objects.
    mutating func restore(_ key: ObjectKey) {
        guard let state = state(of: key), case .softDeleted = state.lifecycle else { return }
        let deletionSequence = state.lifecycleSequence
        setLifecycle(.live, of: key)
        switch key.kind {
        case .user: set(nil, at: UserProperty.deletedDateTime.rawValue, of: key)
        case .group:
            set(nil, at: GroupProperty.deletedDateTime.rawValue, of: key)
            var overlay = overlays[key.ordinal] ?? LinkOverlay()
            if behavior.restoreResendsMembers {
                overlay.resendSequence = sequence
            } else {
                // What happened to the members meanwhile was not reported and still has to be.
                overlay.restamp(after: deletionSequence, with: sequence)
            }
            overlays[key.ordinal] = overlay
        case .device: set(nil, at: DeviceProperty.deletedDateTime.rawValue, of: key)
        case .servicePrincipal, .orgContact, .agentUser: break
        }
    }

    /// Removes an object for good, and with it its memberships.
    mutating func purge(_ key: ObjectKey) {
        guard let state = state(of: key), state.lifecycle != .purged else { return }
        setLifecycle(.purged, of: key)
        for group in 0..<count(of: .group) where links(ofGroup: group).contains(key) {
            if behavior.purgeReportedInMembers {
                setMembership(ofGroup: group, [key], isMember: false)
            } else {
                setLink(MemberLink(member: key, isMember: false, sequence: 0), ofGroup: group)
            }
        }
    }

    /// Adds members to a group, or removes them; what is so already stays unreported.
    mutating func setMembership(ofGroup ordinal: Int, _ members: [ObjectKey], isMember: Bool) {
        let links = links(ofGroup: ordinal)
        let changed = members.filter { links.contains($0) != isMember }
        guard !changed.isEmpty else { return }
        let key = ObjectKey(kind: .group, ordinal: ordinal)
        guard var state = state(of: key) else { return }
        let sequence = record(key)
        state.lastSequence = sequence
        objects[key] = state
        for member in changed {
            setLink(
                MemberLink(member: member, isMember: isMember, sequence: sequence),
                ofGroup: ordinal
            )
        }
    }

    private mutating func setLink(_ link: MemberLink, ofGroup ordinal: Int) {
        overlays[ordinal, default: LinkOverlay()].set(link)
        let base = generator.groupPlan(ordinal).count + 1
        positionCounts[ordinal] = Int32(base + (overlays[ordinal]?.links.count ?? 0))
    }

    private mutating func setLifecycle(_ lifecycle: Lifecycle, of key: ObjectKey) {
        guard var state = state(of: key) else { return }
        let sequence = record(key)
        state.lifecycle = lifecycle
        state.lifecycleSequence = sequence
        state.lastSequence = sequence
        objects[key] = state
    }

    /// Takes the next sequence number for a change to an object.
    private mutating func record(_ key: ObjectKey) -> UInt64 {
        sequence += 1
        logs[Int(key.kind.rawValue)].append(Change(sequence: sequence, ordinal: key.ordinal))
        return sequence
    }
}
