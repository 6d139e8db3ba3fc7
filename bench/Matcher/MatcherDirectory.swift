import Directory

/// A made-up organization for the matcher: as many contacts as users, and a known match for every user.
///
/// Of twenty users fourteen have a contact with one of their addresses, two one with their user principal
/// name, two one with their first and last name; one has two contacts with the same address, and one has
/// none. Letters come in other cases, some with white space about them; one name in five is not ASCII.
struct MatcherDirectory {
    let userCount: Int

    enum Fate: Int {
        case email
        case username
        case name
        case ambiguous
        case none
    }

    /// How the users of one directory fare.
    struct Tally: Equatable {
        var byEmail = 0
        var byUsername = 0
        var byName = 0
        var ambiguous = 0
        var unmatched = 0
    }

    static func fate(of user: Int) -> Fate {
        switch user % 20 {
        case 0..<14: .email
        case 14..<16: .username
        case 16..<18: .name
        case 18: .ambiguous
        default: .none
        }
    }

    var expected: Tally {
        var tally = Tally()
        for user in 0..<userCount {
            switch Self.fate(of: user) {
            case .email: tally.byEmail += 1
            case .username: tally.byUsername += 1
            case .name: tally.byName += 1
            case .ambiguous: tally.ambiguous += 1
            case .none: tally.unmatched += 1
            }
        }
        return tally
    }

    /// Contacts in an order that has nothing to do with that of the users.
    func image() -> OrganizationImage {
        var image = OrganizationImage(organization: OrganizationID(1), revision: Revision(1))
        image.objects = (0..<userCount).map { user in
            DocumentedObject(
                id: ObjectID(UInt32(user + 1)),
                tenant: TenantID(1),
                entraID: GUID(high: 0, low: UInt64(user)),
                type: .user,
                properties: .user(Self.user(user))
            )
        }
        image.contacts = (0..<userCount).map { position in
            // 7919 is prime and divides no size, so that every contact comes once.
            let contact = Self.contact(position * 7919 % userCount)
            return DocumentedContact(id: ContactID(UInt32(position + 1)), contact: contact)
        }
        return image
    }

    static func user(_ index: Int) -> User {
        User(
            displayName: "\(first(index)) \(last(index))",
            givenName: first(index),
            surname: last(index),
            userPrincipalName: username(index),
            mail: address(index),
            proxyAddresses: ["SMTP:\(address(index))", "smtp:\(alias(index))"]
        )
    }

    /// Contact `index` belongs to the user of the same number, but that the last two of twenty belong to
    /// one user.
    static func contact(_ index: Int) -> Contact {
        let user = index % 20 == 19 ? index - 1 : index
        return switch fate(of: user) {
        case .email: contact(of: user, email: user % 2 == 0 ? address(user) : alias(user))
        case .username: contact(of: user, email: username(user))
        case .ambiguous: contact(of: user, email: index == user ? address(user) : alias(user))
        case .name, .none: contact(of: user, email: "private\(user)@elsewhere.example")
        }
    }

    private static func contact(of user: Int, email: String) -> Contact {
        let cased = user % 4 == 0 ? email.uppercased() : email
        return Contact(
            organization: OrganizationID(1),
            externalID: "",
            firstName: first(user).uppercased(),
            lastName: last(user),
            emails: [user % 50 == 0 ? " \(cased) " : cased]
        )
    }

    private static func address(_ index: Int) -> String {
        "\(locals[index % locals.count]).\(index)@\(domains[index % domains.count])"
    }

    private static func alias(_ index: Int) -> String {
        "\(locals[index % locals.count])\(index)@contoso.onmicrosoft.com"
    }

    private static func username(_ index: Int) -> String {
        "u\(index).\(locals[index % locals.count])@login.contoso.com"
    }

    private static func first(_ index: Int) -> String { firstNames[index % firstNames.count] }

    private static func last(_ index: Int) -> String {
        "\(lastNames[index / 20 % lastNames.count]) \(index)"
    }

    private static let locals = [
        "aiko", "bob", "carla", "dmitri", "elodie", "farid", "grace", "hiro", "ingrid", "jose",
        "kemal", "lucia", "mads", "nadia", "oskar", "priya", "quinn", "rania", "soren", "tomas",
        "ursula",
    ]
    private static let firstNames = [
        "Aiko", "Bob", "Carla", "Dmitri", "Élodie", "Farid", "Grace", "Hiro", "Ingrid", "José",
        "Kemal", "Lucía", "Mads", "Nadia", "Oskar", "Priya", "Quinn", "Rania", "Søren", "Thomas",
    ]
    private static let lastNames = [
        "Tanaka", "Smith", "Müller", "Nguyen", "García", "Kowalski", "Okafor", "Haddad", "Rossi",
        "Silva", "Johansson", "Dubois", "Ivanov", "Yamamoto", "Patel",
    ]
    private static let domains = [
        "contoso.com", "fabrikam.co.jp", "northwind.example", "adventure-works.de", "tailspin.toys",
    ]
}
