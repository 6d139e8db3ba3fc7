/// The members that a generated group began with, computed and never stored.
///
/// They stand in a fixed order: users, devices, groups, service principals, contacts. No member
/// occurs twice.
struct GroupPlan: Sendable {
    let users: Progression
    let devices: Progression
    let groups: [Int]
    let servicePrincipals: Progression
    let orgContacts: Progression

    static let empty = GroupPlan(
        users: .empty,
        devices: .empty,
        groups: [],
        servicePrincipals: .empty,
        orgContacts: .empty
    )

    var count: Int {
        users.count + devices.count + groups.count + servicePrincipals.count + orgContacts.count
    }

    /// The member at a position below `count`.
    func member(at position: Int) -> ObjectKey {
        var position = position
        if position < users.count {
            return ObjectKey(kind: .user, ordinal: users.element(at: position))
        }
        position -= users.count
        if position < devices.count {
            return ObjectKey(kind: .device, ordinal: devices.element(at: position))
        }
        position -= devices.count
        if position < groups.count {
            return ObjectKey(kind: .group, ordinal: groups[position])
        }
        position -= groups.count
        if position < servicePrincipals.count {
            return ObjectKey(
                kind: .servicePrincipal,
                ordinal: servicePrincipals.element(at: position)
            )
        }
        position -= servicePrincipals.count
        return ObjectKey(kind: .orgContact, ordinal: orgContacts.element(at: position))
    }

    func contains(_ member: ObjectKey) -> Bool {
        switch member.kind {
        case .user: users.contains(member.ordinal)
        case .group: groups.contains(member.ordinal)
        case .device: devices.contains(member.ordinal)
        case .servicePrincipal: servicePrincipals.contains(member.ordinal)
        case .orgContact: orgContacts.contains(member.ordinal)
        case .agentUser: false
        }
    }

    /// A user who is not a member and may be said to have been one.
    var formerMember: ObjectKey? {
        let next = users.element(at: users.count)
        guard users.count > 0, !users.contains(next) else { return nil }
        return ObjectKey(kind: .user, ordinal: next)
    }
}

extension DirectoryGenerator {
    /// The members that the group with this ordinal began with.
    func groupPlan(_ ordinal: Int) -> GroupPlan {
        guard ordinal < profile.groupCount else { return .empty }
        let shape = GroupShape.of(ordinal)
        let userCount = shape.userCount(amongUsers: profile.userCount)
        let isSized = userCount != nil && shape != .dynamicDevices
        let users = progression(
            ordinal,
            detail: 0,
            count: userCount ?? ordinaryUserCount(ordinal),
            of: profile.userCount
        )
        let isSecurity = groupIsSecurity(ordinal)
        var deviceCount = 0
        if shape == .dynamicDevices {
            deviceCount = min(profile.deviceCount, 40)
        } else if !isSized, isSecurity, hash.fraction(.membership, ordinal, 1) < 0.2 {
            deviceCount = 1 + hash.number(.membership, ordinal, 2, below: 12)
        }
        let applicationsToo = shape == .applicationsAndContacts
        return GroupPlan(
            users: users,
            devices: progression(ordinal, detail: 3, count: deviceCount, of: profile.deviceCount),
            groups: isSized ? [] : nestedGroups(ordinal, shape: shape, isSecurity: isSecurity),
            servicePrincipals: progression(
                ordinal,
                detail: 4,
                count: applicationsToo ? 3 : 0,
                of: profile.servicePrincipalCount
            ),
            orgContacts: progression(
                ordinal,
                detail: 5,
                count: applicationsToo || shape == .distribution ? 2 : 0,
                of: profile.orgContactCount
            )
        )
    }

    private func progression(
        _ ordinal: Int,
        detail: Int,
        count: Int,
        of modulus: Int
    ) -> Progression {
        let count = min(count, modulus)
        guard count > 0 else { return .empty }
        return Progression(
            count: count,
            modulus: modulus,
            hash: hash.number(.membership, ordinal, 16 + detail)
        )
    }

    /// A size with a long tail: most groups are small, a few are many times the mean.
    private func ordinaryUserCount(_ ordinal: Int) -> Int {
        let draw = hash.fraction(.membership, ordinal, 6)
        let within = hash.fraction(.membership, ordinal, 7)
        // The mean of these factors, weighted by their share, is 1.
        let factor =
            switch draw {
            case ..<0.45: within * 0.6
            case ..<0.85: 0.5 + within
            case ..<0.98: 1.5 + within * 1.5
            default: 4 + within * 14.25
            }
        return min(profile.userCount, Int(factor * ordinaryUserCountMean))
    }

    private func nestedGroups(_ ordinal: Int, shape: GroupShape, isSecurity: Bool) -> [Int] {
        switch shape {
        case .cycle(let other): return [other]
        case .containsItself: return [ordinal]
        case .dynamicUsers, .dynamicDevices: return []
        default: break
        }
        guard isSecurity, hash.fraction(.membership, ordinal, 8) < 0.15 else { return [] }
        var nested: [Int] = []
        for index in 0...hash.number(.membership, ordinal, 9, below: 3) {
            let candidate = hash.number(.membership, ordinal, 10 + index, below: profile.groupCount)
            if groupIsSecurity(candidate), !nested.contains(candidate) { nested.append(candidate) }
        }
        return nested
    }
}
