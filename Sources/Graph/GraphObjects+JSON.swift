import Directory

extension JSONDocument {
    /// The objects of an array; each must be an object with an `id`.
    func objects<Object>(
        in node: Node,
        _ read: (borrowing JSONDocument, Node) throws(JSONError) -> Object
    ) throws(JSONError) -> [Object] {
        guard var elements = elements(of: node) else { throw .unexpected("value is not an array") }
        var objects: [Object] = []
        while let element = nextElement(&elements) { objects.append(try read(self, element)) }
        return objects
    }

    func guid(of node: Node) throws(JSONError) -> GUID {
        guard let id = value(of: "id", in: node) else { throw .unexpected("an object has no id") }
        guard let guid = withBytes(of: id, { GUID(utf8: $0) }) ?? nil else {
            throw .unexpected("an id is not a GUID")
        }
        return guid
    }

    private func removal(_ node: Node) -> RemovalReason {
        // A reason that nobody knows yet is taken for the one that destroys nothing.
        guard let reason = value(of: "reason", in: node), let text = string(reason) else {
            return .changed
        }
        return text.lowercased() == "deleted" ? .deleted : .changed
    }

    private func text(_ node: Node, _ name: StaticString) throws(JSONError) -> Field<String> {
        if isNull(node) { return .null }
        guard let value = string(node) else { throw .unexpected("\(name) is not a string") }
        return .value(value)
    }

    private func flag(_ node: Node, _ name: StaticString) throws(JSONError) -> Field<Bool> {
        if isNull(node) { return .null }
        guard let value = boolean(node) else { throw .unexpected("\(name) is not true or false") }
        return .value(value)
    }

    private func texts(_ node: Node, _ name: StaticString) throws(JSONError) -> Field<[String]> {
        if isNull(node) { return .null }
        guard var elements = elements(of: node) else {
            throw .unexpected("\(name) is not an array")
        }
        var values: [String] = []
        while let element = nextElement(&elements) {
            guard let value = string(element) else {
                throw .unexpected("\(name) holds something other than strings")
            }
            values.append(value)
        }
        return .value(values)
    }

    private func time(_ node: Node, _ name: StaticString) throws(JSONError) -> Field<Timestamp> {
        if isNull(node) { return .null }
        guard let value = string(node), let time = Timestamp(rfc3339: value) else {
            throw .unexpected("\(name) is not a time")
        }
        return .value(time)
    }
}

extension JSONDocument {
    func group(_ node: Node) throws(JSONError) -> GraphGroup {
        var group = GraphGroup(id: try guid(of: node))
        guard var members = members(of: node) else { return group }
        while let member = nextMember(&members) {
            let value = member.value
            switch string(member.key) {
            case "displayName": group.displayName = try text(value, "displayName")
            case "description": group.description = try text(value, "description")
            case "mail": group.mail = try text(value, "mail")
            case "mailEnabled": group.mailEnabled = try flag(value, "mailEnabled")
            case "mailNickname": group.mailNickname = try text(value, "mailNickname")
            case "securityEnabled": group.securityEnabled = try flag(value, "securityEnabled")
            case "groupTypes": group.groupTypes = try texts(value, "groupTypes")
            case "membershipRule": group.membershipRule = try text(value, "membershipRule")
            case "membershipRuleProcessingState":
                group.membershipRuleProcessingState = try text(
                    value,
                    "membershipRuleProcessingState"
                )
            case "onPremisesDomainName":
                group.onPremisesDomainName = try text(value, "onPremisesDomainName")
            case "onPremisesSyncEnabled":
                group.onPremisesSyncEnabled = try flag(value, "onPremisesSyncEnabled")
            case "createdDateTime": group.created = try time(value, "createdDateTime")
            case "visibility": group.visibility = try text(value, "visibility")
            case "isAssignableToRole":
                group.isAssignableToRole = try flag(value, "isAssignableToRole")
            case "members@delta": group.members += try memberList(value)
            case "@removed": group.removal = removal(value)
            default: continue
            }
        }
        return group
    }

    func user(_ node: Node) throws(JSONError) -> GraphUser {
        var user = GraphUser(id: try guid(of: node))
        guard var members = members(of: node) else { return user }
        while let member = nextMember(&members) {
            let value = member.value
            switch string(member.key) {
            case "displayName": user.displayName = try text(value, "displayName")
            case "givenName": user.givenName = try text(value, "givenName")
            case "surname": user.surname = try text(value, "surname")
            case "userPrincipalName":
                user.userPrincipalName = try text(value, "userPrincipalName")
            case "mail": user.mail = try text(value, "mail")
            case "proxyAddresses": user.proxyAddresses = try texts(value, "proxyAddresses")
            case "userType": user.userType = try text(value, "userType")
            case "accountEnabled": user.accountEnabled = try flag(value, "accountEnabled")
            case "@removed": user.removal = removal(value)
            default: continue
            }
        }
        return user
    }

    func device(_ node: Node) throws(JSONError) -> GraphDevice {
        var device = GraphDevice(id: try guid(of: node))
        guard var members = members(of: node) else { return device }
        while let member = nextMember(&members) {
            let value = member.value
            switch string(member.key) {
            case "displayName": device.displayName = try text(value, "displayName")
            case "deviceId": device.deviceID = try text(value, "deviceId")
            case "operatingSystem": device.operatingSystem = try text(value, "operatingSystem")
            case "operatingSystemVersion":
                device.operatingSystemVersion = try text(value, "operatingSystemVersion")
            case "trustType": device.trustType = try text(value, "trustType")
            case "accountEnabled": device.accountEnabled = try flag(value, "accountEnabled")
            case "@removed": device.removal = removal(value)
            default: continue
            }
        }
        return device
    }

    func directoryObject(_ node: Node) throws(JSONError) -> GraphDirectoryObject {
        let odataType = value(of: "@odata.type", in: node).flatMap { string($0) } ?? ""
        switch ObjectType(odataType: odataType) {
        case .user: return .user(try user(node))
        case .group: return .group(try group(node))
        case .device: return .device(try device(node))
        case .servicePrincipal, .organizationalContact, .unknown:
            let name: Field<String> =
                if let value = value(of: "displayName", in: node) {
                    try text(value, "displayName")
                } else { .absent }
            return .other(id: try guid(of: node), odataType: odataType, displayName: name)
        }
    }

    /// Entries of `members@delta`, or of a page of `/members`.
    ///
    /// This is the hot loop of a first import: an entry costs no allocation, because neighbours
    /// share the storage of their type.
    func memberList(_ node: Node) throws(JSONError) -> [GraphMember] {
        guard var entries = elements(of: node) else {
            throw .unexpected("members@delta is not an array")
        }
        var list: [GraphMember] = []
        var lastType = ""
        while let entry = nextElement(&entries) {
            guard var members = members(of: entry) else {
                throw .unexpected("a member is not an object")
            }
            var id: GUID?
            var odataType = ""
            var isRemoved = false
            while let member = nextMember(&members) {
                if isString(member.key, "id") {
                    id = withBytes(of: member.value) { GUID(utf8: $0) } ?? nil
                } else if isString(member.key, "@odata.type") {
                    if !isString(member.value, lastType) { lastType = string(member.value) ?? "" }
                    odataType = lastType
                } else if isString(member.key, "@removed") {
                    isRemoved = true
                }
            }
            guard let id else { throw .unexpected("a member has no id, or one that is no GUID") }
            list.append(GraphMember(id: id, odataType: odataType, isRemoved: isRemoved))
        }
        return list
    }
}
