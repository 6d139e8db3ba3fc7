import Directory

extension Tenant {
    /// Applies a named change to the tenant's objects and gives the identifiers of new ones.
    mutating func mutate(
        _ mutation: Mutation,
        atSeconds seconds: Int64
    ) throws(ControlFailure) -> [String] {
        switch mutation.action {
        case .create:
            guard let kind = mutation.kind.flatMap({ ObjectKind(typeName: $0) }),
                [.user, .group, .device, .agentUser].contains(kind)
            else { throw ControlFailure("'kind' is not user, group, device or agentUser") }
            let key = create(kind, atSeconds: seconds)
            if let name = mutation.value?.text { rename(key, to: name) }
            return [guid(of: key).text]
        case .rename:
            guard let name = mutation.value?.text else {
                throw ControlFailure("'value' is missing")
            }
            rename(try object(mutation.id), to: name)
        case .set:
            let key = try object(mutation.id)
            guard let name = mutation.property,
                let index = PropertySchema.of(key.kind).index(of: name)
            else { throw ControlFailure("'property' is not one of the object's") }
            set(mutation.value?.property ?? .null, at: index, of: key)
        case .changeMail:
            changeMail(of: try object(mutation.id), to: mutation.value?.text)
        case .toggleDynamic:
            let key = try object(mutation.id)
            guard key.kind == .group else { throw ControlFailure("'id' is not a group's") }
            toggleDynamic(key)
        case .addMembers, .removeMembers:
            let group = try object(mutation.id)
            guard group.kind == .group else { throw ControlFailure("'id' is not a group's") }
            var members: [ObjectKey] = []
            for member in mutation.members ?? [] { members.append(try object(member)) }
            setMembership(
                ofGroup: group.ordinal,
                members,
                isMember: mutation.action == .addMembers
            )
        case .delete: delete(try object(mutation.id), atSeconds: seconds)
        case .restore: restore(try object(mutation.id))
        case .purge: purge(try object(mutation.id))
        case .setSecret, .expireSecret, .addCertificate, .revokeConsent, .grantConsent, .vanish,
            .reappear:
            preconditionFailure("the change is not one of the tenant's objects")
        }
        return []
    }

    mutating func rename(_ key: ObjectKey, to name: String) {
        guard let index = PropertySchema.of(key.kind).index(of: "displayName") else { return }
        set(.text(name), at: index, of: key)
    }

    /// Gives an object another address, and keeps the old one as an alias.
    mutating func changeMail(of key: ObjectKey, to mail: String?) {
        let schema = PropertySchema.of(key.kind)
        guard let place = schema.index(of: "mail"),
            let addresses = schema.index(of: "proxyAddresses"),
            let state = state(of: key)
        else { return }
        var known: [String] = []
        if case .texts(let texts)? = state.record[addresses] { known = texts }
        known = known.map { $0.hasPrefix("SMTP:") ? "smtp:" + $0.dropFirst(5) : $0 }
        if let mail {
            known.removeAll { $0.lowercased() == "smtp:\(mail.lowercased())" }
            known.insert("SMTP:\(mail)", at: 0)
        }
        set(mail.map { .text($0) } ?? .null, at: place, of: key)
        set(.texts(known), at: addresses, of: key)
    }

    /// Makes a group dynamic, or takes its rule away.
    mutating func toggleDynamic(_ key: ObjectKey) {
        guard let state = state(of: key) else { return }
        var types = state.record.texts(GroupProperty.groupTypes)
        let isDynamic = types.contains("DynamicMembership")
        types.removeAll { $0 == "DynamicMembership" }
        if !isDynamic { types.append("DynamicMembership") }
        set(.texts(types), at: GroupProperty.groupTypes.rawValue, of: key)
        set(
            isDynamic ? .null : .text("user.department -eq \"Support\""),
            at: GroupProperty.membershipRule.rawValue,
            of: key
        )
        set(
            isDynamic ? .null : .text("On"),
            at: GroupProperty.membershipRuleProcessingState.rawValue,
            of: key
        )
    }

    private func object(_ identifier: String?) throws(ControlFailure) -> ObjectKey {
        guard let identifier else { throw ControlFailure("'id' is missing") }
        if let key = key(of: identifier) { return key }
        let name = identifier.lowercased()
        if name.contains("@") {
            for ordinal in 0..<count(of: .user) {
                let key = ObjectKey(kind: .user, ordinal: ordinal)
                let principal = state(of: key)?.record.text(UserProperty.userPrincipalName)
                if principal?.lowercased() == name { return key }
            }
        }
        throw ControlFailure("there is no object '\(identifier)'")
    }
}
