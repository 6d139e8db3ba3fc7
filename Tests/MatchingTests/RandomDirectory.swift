import Directory
import Matching
import TestSupport

/// A seeded source of inputs about few people and machines, so that they meet in every way.
struct RandomDirectory {
    var random: SplitMix64
    let recordCount: UInt32
    let objectCount: UInt32

    init(seed: UInt64, recordCount: UInt32 = 9, objectCount: UInt32 = 14) {
        random = SplitMix64(seed: seed)
        self.recordCount = recordCount
        self.objectCount = objectCount
    }

    mutating func inputs(atMost count: Int) -> [MatchInput] {
        (0..<Int.random(in: 1...count, using: &random)).map { _ in input() }
    }

    mutating func input() -> MatchInput {
        let record = UInt32.random(in: 1...recordCount, using: &random)
        let object = UInt32.random(in: 1...objectCount, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<22: return .contact(ContactID(record), contact())
        case 22..<28: return .contact(ContactID(record), nil)
        case 28..<44: return .configuration(ConfigurationID(record), configuration())
        case 44..<49: return .configuration(ConfigurationID(record), nil)
        case 49..<78: return .object(ObjectID(object), properties(of: object))
        case 78..<84: return .object(ObjectID(object), nil)
        case 84..<88: return .choice(ObjectID(object), .ignored)
        case 88..<92: return .choice(ObjectID(object), .unmatched)
        case 92..<97:
            return .choice(ObjectID(object), .matched(record: record, by: .manual))
        default: return .usersSync(Int.random(in: 0..<4, using: &random) != 0)
        }
    }

    mutating func contact() -> Contact {
        let emails = (0..<Int.random(in: 0...3, using: &random)).map { _ in address() }
        return Contact(
            organization: OrganizationID(1),
            externalID: "",
            firstName: name(),
            lastName: name(),
            emails: emails
        )
    }

    mutating func configuration() -> Configuration {
        Configuration(
            organization: OrganizationID(1),
            externalID: "",
            name: machine(),
            hostname: machine(),
            isArchived: Bool.random(using: &random)
        )
    }

    /// Every third object is a device, one in eight a group.
    mutating func properties(of object: UInt32) -> ObjectProperties {
        if object % 3 == 0 { return .device(Device(displayName: machine())) }
        if object % 8 == 0 { return .group(Group(displayName: name())) }
        let hasNames = Int.random(in: 0..<4, using: &random) != 0
        return .user(
            User(
                displayName: "",
                givenName: hasNames ? name() : nil,
                surname: hasNames ? name() : nil,
                userPrincipalName: address(),
                mail: Bool.random(using: &random) ? address() : nil,
                proxyAddresses: (0..<Int.random(in: 0...2, using: &random)).map { _ in address() },
                isDeleted: Int.random(in: 0..<5, using: &random) == 0
            )
        )
    }

    private mutating func address() -> String {
        let address = pick([
            "aiko@contoso.example", "bob@contoso.example", "straße@contoso.example",
            "élodie@contoso.example", "дмитрий@пример.example", "田中@例え.example",
            "\u{130}pek@contoso.example", "c@contoso.example", "", "d@contoso.example",
        ])
        return pick(["", "", "smtp:", "SMTP: ", "x500:", "sip:"]) + dressed(address)
    }

    private mutating func name() -> String {
        dressed(pick(["Ana", "Élodie", "ΣΊΣΥΦΟΣ", "Müller", "田中", "אורי", "", "Nguyễn"]))
    }

    private mutating func machine() -> String {
        dressed(pick(["PC-1", "PC-2", "pc-2.contoso.example", "ноутбук", "", "ＳＲＶ"]))
    }

    /// The same text in other clothes: another case, decomposed, with white space about it.
    private mutating func dressed(_ text: String) -> String {
        let cased =
            switch Int.random(in: 0..<4, using: &random) {
            case 0: text.uppercased()
            case 1: text.lowercased()
            case 2: text.replacing("é", with: "e\u{301}").replacing("É", with: "E\u{301}")
            default: text
            }
        return pick(["", "", "", " ", "\t", "\u{3000}", "\u{A0}"]) + cased
            + pick(["", "", " ", "\u{2009}"])
    }

    private mutating func pick(_ texts: [String]) -> String {
        texts[Int.random(in: 0..<texts.count, using: &random)]
    }
}
