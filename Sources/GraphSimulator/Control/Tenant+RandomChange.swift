extension Tenant {
    /// Makes one change of a random kind, the same for the same tenant and random numbers.
    mutating func applyRandomChange(
        atSeconds seconds: Int64,
        using random: inout some RandomNumberGenerator
    ) {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<14: changeMembers(adding: true, using: &random)
        case 14..<26: changeMembers(adding: false, using: &random)
        case 26..<36:
            guard let group = randomObject(.group, using: &random) else { return }
            rename(group, to: "Group renamed \(Int.random(in: 0..<10_000, using: &random))")
        case 36..<44:
            guard let user = randomObject(.user, using: &random) else { return }
            rename(user, to: "Renée Renamed \(Int.random(in: 0..<10_000, using: &random))")
        case 44..<50:
            guard let device = randomObject(.device, using: &random) else { return }
            rename(device, to: "RENAMED-\(Int.random(in: 0..<10_000, using: &random))")
        case 50..<60: changeProperty(using: &random)
        case 60..<66:
            guard let user = randomObject(.user, using: &random) else { return }
            let number = Int.random(in: 0..<10_000, using: &random)
            changeMail(
                of: user,
                to: number % 9 == 0 ? nil : "renamed\(number)@\(generator.domain)"
            )
        case 66..<70:
            guard let group = randomObject(.group, using: &random) else { return }
            toggleDynamic(group)
        case 70..<82: createSomething(atSeconds: seconds, using: &random)
        case 82..<90:
            let kind = randomKind(using: &random)
            guard let key = randomObject(kind, using: &random) else { return }
            delete(key, atSeconds: seconds)
        case 90..<96:
            guard let key = randomDeletedObject(using: &random) else { return }
            restore(key)
        default:
            guard let key = randomDeletedObject(using: &random) else { return }
            purge(key)
        }
    }

    private mutating func changeMembers(
        adding: Bool,
        using random: inout some RandomNumberGenerator
    ) {
        guard let group = randomObject(.group, using: &random) else { return }
        // Mostly a few; now and then so many that they do not fit on one page.
        let most = Int.random(in: 0..<40, using: &random) == 0 ? 700 : 12
        let size = Int.random(in: 1...most, using: &random)
        var members: [ObjectKey] = []
        if adding {
            for _ in 0..<size {
                let draw = Int.random(in: 0..<10, using: &random)
                let kind: ObjectKind = draw == 0 ? .group : draw < 3 ? .device : .user
                if let member = randomObject(kind, using: &random), !members.contains(member) {
                    members.append(member)
                }
            }
        } else {
            let links = links(ofGroup: group.ordinal)
            guard links.positionCount > 0 else { return }
            let start = Int.random(in: 0..<links.positionCount, using: &random)
            for position in start..<min(start + size, links.positionCount) {
                if let link = links.link(at: position), link.isMember {
                    members.append(link.member)
                }
            }
        }
        setMembership(ofGroup: group.ordinal, members, isMember: adding)
    }

    private mutating func changeProperty(using random: inout some RandomNumberGenerator) {
        let number = Int.random(in: 0..<10_000, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            guard let group = randomObject(.group, using: &random) else { return }
            let value: PropertyValue = number % 3 == 0 ? .null : .text("Description \(number)")
            set(value, at: GroupProperty.description.rawValue, of: group)
        case 1:
            guard let user = randomObject(.user, using: &random),
                let enabled = state(of: user)?.record.isTrue(UserProperty.accountEnabled)
            else { return }
            set(.bool(!enabled), at: UserProperty.accountEnabled.rawValue, of: user)
        case 2:
            guard let user = randomObject(.user, using: &random) else { return }
            set(.text("Married-\(number)"), at: UserProperty.surname.rawValue, of: user)
        default:
            guard let device = randomObject(.device, using: &random) else { return }
            set(
                .text("10.0.\(number)"),
                at: DeviceProperty.operatingSystemVersion.rawValue,
                of: device
            )
        }
    }

    private mutating func createSomething(
        atSeconds seconds: Int64,
        using random: inout some RandomNumberGenerator
    ) {
        let key = create(randomKind(using: &random), atSeconds: seconds)
        guard key.kind == .group else { return }
        var members: [ObjectKey] = []
        for _ in 0..<Int.random(in: 0..<6, using: &random) {
            if let user = randomObject(.user, using: &random), !members.contains(user) {
                members.append(user)
            }
        }
        setMembership(ofGroup: key.ordinal, members, isMember: true)
    }

    private func randomKind(using random: inout some RandomNumberGenerator) -> ObjectKind {
        [.user, .user, .group, .group, .device][Int.random(in: 0..<5, using: &random)]
    }

    /// A live object, nil if a few draws find none.
    private func randomObject(
        _ kind: ObjectKind,
        using random: inout some RandomNumberGenerator
    ) -> ObjectKey? {
        for _ in 0..<20 {
            let ordinal = Int.random(in: 0..<count(of: kind), using: &random)
            let key = ObjectKey(kind: kind, ordinal: ordinal)
            if isLive(key) { return key }
        }
        return nil
    }

    /// A user or group from the container of deleted objects, nil if a few draws find none.
    private func randomDeletedObject(
        using random: inout some RandomNumberGenerator
    ) -> ObjectKey? {
        let kind: ObjectKind = Bool.random(using: &random) ? .user : .group
        // The latest deletions stand at the end of the log, those from the start anywhere.
        let log = log(of: kind)
        for attempt in 0..<60 {
            let ordinal =
                attempt % 2 == 0 && !log.isEmpty
                ? log[Int.random(in: 0..<log.count, using: &random)].ordinal
                : Int.random(in: 0..<count(of: kind), using: &random)
            let key = ObjectKey(kind: kind, ordinal: ordinal)
            if !isLive(key), let state = state(of: key), state.lifecycle != .purged { return key }
        }
        return nil
    }
}
