import Directory

/// A key of a user or device and the stage at which it counts.
struct StagedKey: Hashable {
    var key: UInt32
    var stage: UInt8
}

extension MatchIndex {
    mutating func apply(_ input: MatchInput) {
        switch input {
        case .contact(let id, let contact):
            let keys = contact.map { contactKeys($0) }
            applyRecord(.contact, id.rawValue, keys: keys, isArchived: false)
        case .configuration(let id, let configuration):
            let keys = configuration.map { configurationKeys($0) }
            let isArchived = configuration?.isArchived ?? false
            applyRecord(.configuration, id.rawValue, keys: keys, isArchived: isArchived)
        case .object(let id, .user(let user)?):
            applyObject(id.rawValue, keys: userKeys(user), isDevice: false)
        case .object(let id, .device(let device)?):
            applyObject(id.rawValue, keys: deviceKeys(device), isDevice: true)
        case .object(let id, nil):
            applyRemoval(id.rawValue)
        case .object(_, .group?), .object(_, .other?):
            break
        case .choice(let id, let match):
            applyChoice(id.rawValue, match)
        case .usersSync(let isOn):
            guard isOn != usersAreSynced else { return }
            journal?.append(.usersSync(usersAreSynced))
            usersAreSynced = isOn
            touched.append(contentsOf: objects.ids)
        }
    }

    private mutating func applyRecord(
        _ kind: RecordKind,
        _ id: UInt32,
        keys newKeys: [UInt32]?,
        isArchived: Bool
    ) {
        let old = recordState(kind, id)
        let new = newKeys.map { RecordState(keys: $0, isArchived: isArchived) }
        guard old != new else { return }
        let oldKeys = old?.keys ?? []
        let newKeys = newKeys ?? []
        let countsAnew = old?.isArchived != new?.isArchived
        for key in oldKeys where countsAnew || !newKeys.contains(key) { touchObjects(having: key) }
        for key in newKeys where !oldKeys.contains(key) { touchObjects(having: key) }
        if new == nil { touchObjects(matchedWith: id, kind) }
        journal?.append(.record(kind, id, old))
        setRecord(kind, id, new)
    }

    private mutating func applyObject(_ id: UInt32, keys: [StagedKey], isDevice: Bool) {
        let new = ObjectState(keys: keys, isDevice: isDevice)
        let old = objectState(id)
        guard old != new else { return }
        precondition(
            old == nil || old?.isDevice == isDevice,
            "an object is a user or a device for ever"
        )
        journal?.append(.object(id, old))
        touched.append(id)
        setObject(id, new)
    }

    private mutating func applyRemoval(_ id: UInt32) {
        guard let row = objects.row(of: id) else { return }
        setMatchByInput(.unmatched, row: row)
        let state = objectState(id)
        journal?.append(.object(id, state))
        setObject(id, nil)
    }

    private mutating func applyChoice(_ id: UInt32, _ match: Match) {
        guard let row = objects.row(of: id) else { return }
        setMatchByInput(match, row: row)
    }

    private mutating func setMatchByInput(_ match: Match, row: Int) {
        let id = objects[row].id
        let old = objects[row].match
        touched.append(id)
        if matchesBefore[id] == nil { matchesBefore[id] = old }
        journal?.append(.match(object: id, old))
        setMatch(match, row: row)
    }

    private mutating func touchObjects(having key: UInt32) {
        var index = objectPostings.first(of: key)
        while index != Postings.none {
            let posting = objectPostings.posting(index)
            touched.append(posting.owner)
            index = posting.next
        }
    }

    private mutating func touchObjects(matchedWith record: UInt32, _ kind: RecordKind) {
        let records = kind == .contact ? contacts : configurations
        guard let row = records.rows.row(of: record) else { return }
        var index = records.matches.first(of: UInt32(row))
        while index != Postings.none {
            let posting = records.matches.posting(index)
            touched.append(posting.owner)
            index = posting.next
        }
    }
}

extension MatchIndex {
    mutating func contactKeys(_ contact: Contact) -> [UInt32] {
        var keys: [UInt32] = []
        for email in contact.emails {
            scratch.removeAll(keepingCapacity: true)
            if MatchKey.appendEmail(email, to: &scratch) { addScratch(to: &keys) }
        }
        scratch.removeAll(keepingCapacity: true)
        if MatchKey.appendFullName(first: contact.firstName, last: contact.lastName, to: &scratch) {
            addScratch(to: &keys)
        }
        return keys
    }

    mutating func configurationKeys(_ configuration: Configuration) -> [UInt32] {
        var keys: [UInt32] = []
        for name in [configuration.name, configuration.hostname] {
            scratch.removeAll(keepingCapacity: true)
            if MatchKey.appendDeviceName(name, to: &scratch) { addScratch(to: &keys) }
        }
        return keys
    }

    mutating func userKeys(_ user: User) -> [StagedKey] {
        var keys: [StagedKey] = []
        for address in user.proxyAddresses { addEmail(address, at: .email, to: &keys) }
        if let mail = user.mail { addEmail(mail, at: .email, to: &keys) }
        addEmail(user.userPrincipalName, at: .userPrincipalName, to: &keys)
        if let first = user.givenName, let last = user.surname {
            scratch.removeAll(keepingCapacity: true)
            if MatchKey.appendFullName(first: first, last: last, to: &scratch) {
                addScratch(at: .fullName, to: &keys)
            }
        }
        return keys
    }

    mutating func deviceKeys(_ device: Device) -> [StagedKey] {
        var keys: [StagedKey] = []
        scratch.removeAll(keepingCapacity: true)
        if MatchKey.appendDeviceName(device.displayName, to: &scratch) {
            addScratch(at: .deviceName, to: &keys)
        }
        return keys
    }

    private mutating func addEmail(
        _ text: String,
        at stage: MatchStage,
        to keys: inout [StagedKey]
    ) {
        scratch.removeAll(keepingCapacity: true)
        if MatchKey.appendEmail(text, to: &scratch) { addScratch(at: stage, to: &keys) }
    }

    private mutating func addScratch(to list: inout [UInt32]) {
        let key = keys.intern(scratch)
        if !list.contains(key) { list.append(key) }
    }

    private mutating func addScratch(at stage: MatchStage, to list: inout [StagedKey]) {
        let key = StagedKey(key: keys.intern(scratch), stage: stage.rawValue)
        if !list.contains(key) { list.append(key) }
    }
}
