public import Directory

/// What each stage of the rules finds for one user or device, looked up without an index.
///
/// It reads every record, once: the answer to a question that somebody asks now and then. The first stage that finds
/// anything decides, as in `MatchIndex`.
public struct MatchExplanation: Sendable {
    /// One stage and what it finds.
    public struct Stage: Hashable, Sendable {
        public var stage: MatchStage
        /// What is looked for, as it is compared; empty when the object has nothing for this stage.
        public var keys: [String]
        /// The records that have one of the keys, ascending.
        public var records: [UInt32]
        /// Of several configurations the only one that is not archived.
        public var preferred: UInt32?
    }

    public let stages: [Stage]

    /// Which of the stages decides; nil when none finds anything.
    public var deciding: Int? { stages.firstIndex { !$0.records.isEmpty } }

    /// The match that the rules alone would give.
    public var match: Match {
        guard let deciding else { return .unmatched }
        let stage = stages[deciding]
        if let preferred = stage.preferred { return .matched(record: preferred, by: stage.stage) }
        guard stage.records.count > 1 else {
            return .matched(record: stage.records[0], by: stage.stage)
        }
        return .ambiguous(
            candidates: Array(stage.records.prefix(MatchIndex.candidatesMax)),
            by: stage.stage
        )
    }

    /// Explains a user by the contacts of its organization.
    public init(
        of user: User,
        contacts: some Sequence<(id: ContactID, contact: Contact)>
    ) {
        let emails = Self.keys((user.mail.map { [$0] } ?? []) + user.proxyAddresses, Self.email)
        let names = Self.keys([user.userPrincipalName], Self.email)
        let persons = [Self.person(user.givenName, user.surname)].compactMap(\.self)
        var stages = [
            Stage(stage: .email, keys: emails.map(Self.text), records: []),
            Stage(stage: .userPrincipalName, keys: names.map(Self.text), records: []),
            Stage(stage: .fullName, keys: persons.map(Self.text), records: []),
        ]
        for (id, contact) in contacts {
            let theirs = Set(contact.emails.compactMap(Self.email))
            if emails.contains(where: theirs.contains) { stages[0].records.append(id.rawValue) }
            if names.contains(where: theirs.contains) { stages[1].records.append(id.rawValue) }
            if let wanted = persons.first,
                Self.person(contact.firstName, contact.lastName) == wanted
            {
                stages[2].records.append(id.rawValue)
            }
        }
        for index in stages.indices { stages[index].records.sort() }
        self.stages = stages
    }

    /// Explains a device by the configurations of its organization.
    public init(
        of device: Device,
        configurations: some Sequence<(id: ConfigurationID, configuration: Configuration)>
    ) {
        let keys = Self.keys([device.displayName], Self.deviceName)
        var stage = Stage(stage: .deviceName, keys: keys.map(Self.text), records: [])
        var current: [UInt32] = []
        for (id, configuration) in configurations {
            let names = [configuration.name, configuration.hostname].compactMap(Self.deviceName)
            guard keys.contains(where: names.contains) else { continue }
            stage.records.append(id.rawValue)
            if !configuration.isArchived { current.append(id.rawValue) }
        }
        stage.records.sort()
        if stage.records.count > 1, current.count == 1 { stage.preferred = current[0] }
        stages = [stage]
    }

    // MARK: Keys

    private static func keys(_ texts: [String], _ key: (String) -> [UInt8]?) -> [[UInt8]] {
        var keys: [[UInt8]] = []
        for text in texts {
            if let key = key(text), !keys.contains(key) { keys.append(key) }
        }
        return keys
    }

    private static func email(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        return MatchKey.appendEmail(text, to: &bytes) ? bytes : nil
    }

    private static func deviceName(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        return MatchKey.appendDeviceName(text, to: &bytes) ? bytes : nil
    }

    private static func person(_ first: String?, _ last: String?) -> [UInt8]? {
        guard let first, let last else { return nil }
        var bytes: [UInt8] = []
        return MatchKey.appendFullName(first: first, last: last, to: &bytes) ? bytes : nil
    }

    /// A key for people: the marks of its parts are no text, and become spaces.
    private static func text(_ key: [UInt8]) -> String {
        let text = String(decoding: key.map { $0 >= 0xFC ? 0x20 : $0 }, as: UTF8.self)
        return String(text.dropFirst())
    }
}
