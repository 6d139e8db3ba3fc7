import Directory
import Matching

/// What `MatchIndex` must equal: every object looked at again after every proposal, against every record.
///
/// It normalizes in another way: on strings, scalar by scalar.
struct SlowMatcher {
    var contacts: [UInt32: Contact] = [:]
    var configurations: [UInt32: Configuration] = [:]
    var objects: [UInt32: ObjectProperties] = [:]
    var matches: [UInt32: Match] = [:]
    var usersAreSynced = true

    /// Normalizing is most of the work here, and the same texts come again and again.
    private var keysOfContacts: [UInt32: (emails: Set<String>, name: [String])] = [:]
    private var keysOfConfigurations: [UInt32: Set<String>] = [:]
    private var keysOfUsers: [UInt32: (aliases: Set<String>, name: String?, person: [String])] = [:]
    private var keysOfDevices: [UInt32: String] = [:]

    mutating func propose(_ inputs: [MatchInput]) -> [MatchChange] {
        let before = matches
        for input in inputs { apply(input) }
        for id in objects.keys {
            matches[id] = decision(id, current: matches[id] ?? .unmatched)
        }
        return Set(before.keys).union(matches.keys).sorted().compactMap { id in
            let old = before[id] ?? .unmatched
            let new = matches[id] ?? .unmatched
            return old == new ? nil : MatchChange(object: ObjectID(id), old: old, new: new)
        }
    }

    private mutating func apply(_ input: MatchInput) {
        switch input {
        case .contact(let id, let contact):
            contacts[id.rawValue] = contact
            keysOfContacts[id.rawValue] = contact.map {
                (Set($0.emails.compactMap(Self.email)), Self.person($0.firstName, $0.lastName))
            }
        case .configuration(let id, let configuration):
            configurations[id.rawValue] = configuration
            keysOfConfigurations[id.rawValue] = configuration.map {
                [Self.plain($0.name), Self.plain($0.hostname)]
            }
        case .object(let id, let properties):
            objects[id.rawValue] = properties
            if properties == nil { matches[id.rawValue] = nil }
            if case .user(let user) = properties {
                keysOfUsers[id.rawValue] = (
                    Set((user.proxyAddresses + [user.mail ?? ""]).compactMap(Self.email)),
                    Self.email(user.userPrincipalName),
                    Self.person(user.givenName ?? "", user.surname ?? "")
                )
            }
            if case .device(let device) = properties {
                keysOfDevices[id.rawValue] = Self.plain(device.displayName)
            }
        case .choice(let id, let match):
            switch objects[id.rawValue] {
            case .user, .device: matches[id.rawValue] = match
            case .group, .other, nil: break
            }
        case .usersSync(let isOn): usersAreSynced = isOn
        }
    }

    private func decision(_ id: UInt32, current: Match) -> Match {
        switch objects[id] {
        case .user:
            if current == .ignored { return current }
            if case .matched(let record, .manual) = current, contacts[record] != nil {
                return current
            }
            guard usersAreSynced else { return .unmatched }
            if let record = current.record, contacts[record] != nil { return current }
            return userRule(id)
        case .device:
            if current == .ignored { return current }
            if case .matched(let record, .manual) = current, configurations[record] != nil {
                return current
            }
            return deviceRule(id)
        case .group, .other, nil:
            return .unmatched
        }
    }

    private func userRule(_ id: UInt32) -> Match {
        guard let user = keysOfUsers[id] else { return .unmatched }
        let byAlias = keysOfContacts.filter { !user.aliases.isDisjoint(with: $0.value.emails) }
        if let match = match(byAlias.keys, .email) { return match }
        if let name = user.name {
            let byName = keysOfContacts.filter { $0.value.emails.contains(name) }
            if let match = match(byName.keys, .userPrincipalName) { return match }
        }
        guard !user.person.isEmpty else { return .unmatched }
        let byPerson = keysOfContacts.filter { $0.value.name == user.person }
        return match(byPerson.keys, .fullName) ?? .unmatched
    }

    private func deviceRule(_ id: UInt32) -> Match {
        guard let name = keysOfDevices[id], !name.isEmpty else { return .unmatched }
        let named = keysOfConfigurations.filter { $0.value.contains(name) }
        let current = named.filter { configurations[$0.key]?.isArchived == false }
        return match(current.count == 1 ? current.keys : named.keys, .deviceName) ?? .unmatched
    }

    private func match(_ ids: some Collection<UInt32>, _ stage: MatchStage) -> Match? {
        switch ids.count {
        case 0: nil
        case 1: ids.first.map { .matched(record: $0, by: stage) }
        default: .ambiguous(candidates: ids.sorted(), by: stage)
        }
    }

    static func email(_ text: String) -> String? {
        let text = plain(text)
        guard let colon = text.firstIndex(of: ":") else { return text.isEmpty ? nil : text }
        let prefix = text[..<colon]
        let isWord = prefix.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || scalar == "-" || scalar == "_")
        }
        guard isWord else { return text }
        guard prefix == "smtp" else { return nil }
        let address = plain(String(text[text.index(after: colon)...]))
        return address.isEmpty ? nil : address
    }

    /// First and last name; empty unless there are both.
    private static func person(_ first: String, _ last: String) -> [String] {
        let names = [plain(first), plain(last)]
        return names.contains("") ? [] : names
    }

    static func plain(_ text: String) -> String {
        var scalars = Substring(text).unicodeScalars
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        return CaseFolding.folded(String(String.UnicodeScalarView(scalars)))
    }
}
