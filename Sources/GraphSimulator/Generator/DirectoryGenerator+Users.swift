extension DirectoryGenerator {
    /// A user's name, before it is made into the properties of a user.
    struct Person {
        let given: String?
        let surname: String?
        let displayName: String
        let account: String
    }

    /// The properties that the user with this ordinal began with.
    func user(_ ordinal: Int) -> PropertyRecord {
        var record = PropertyRecord(count: UserProperty.allCases.count)
        let person = person(ordinal)
        let isGuest = ordinal % 20 == 11
        let home = isGuest ? "guests.example" : domain
        let mail = "\(person.account)@\(home)"
        record[UserProperty.displayName] = .text(person.displayName)
        if let given = person.given { record[UserProperty.givenName] = .text(given) }
        if let surname = person.surname { record[UserProperty.surname] = .text(surname) }
        record[UserProperty.userType] = .text(isGuest ? "Guest" : "Member")
        record[UserProperty.userPrincipalName] = .text(
            isGuest ? "\(person.account)_\(home)#EXT#@\(initialDomain)" : mail
        )
        record[UserProperty.mailNickname] = .text(person.account)
        record[UserProperty.businessPhones] = .texts([])
        record[UserProperty.otherMails] = .texts([])
        // Accounts of services and of staff without a mailbox have no address.
        let hasMail = isGuest || ordinal % 15 != 13
        if hasMail {
            record[UserProperty.mail] = .text(mail)
            var addresses = ["SMTP:\(mail)"]
            if !isGuest, ordinal % 2 == 0 {
                addresses.append("smtp:\(person.account)@\(initialDomain)")
            }
            if ordinal % 7 == 3 { addresses.append("smtp:alias\(ordinal)@\(domain)") }
            record[UserProperty.proxyAddresses] = .texts(addresses)
        } else {
            record[UserProperty.proxyAddresses] = .texts([])
        }
        record[UserProperty.accountEnabled] = .bool(ordinal % 14 != 9)
        record[UserProperty.createdDateTime] = .date(
            creationSeconds(of: ObjectKey(kind: .user, ordinal: ordinal))
        )
        let departments = ["Sales", "Finance", "Engineering", "Support", "Operations"]
        let department = departments[hash.number(.account, ordinal, below: departments.count)]
        record[UserProperty.department] = .text(department)
        if ordinal % 3 != 0 { record[UserProperty.jobTitle] = .text("\(department) Specialist") }
        if ordinal % 4 == 1 {
            record[UserProperty.officeLocation] = .text("Building \(ordinal % 9)")
        }
        if ordinal % 6 == 2 { record[UserProperty.onPremisesSyncEnabled] = .bool(true) }
        record[UserProperty.usageLocation] = .text("DE")
        return record
    }

    private func person(_ ordinal: Int) -> Person {
        switch ordinal {
        case 3:
            return Person(
                given: "Ñ" + String(repeating: "ä", count: 63),
                surname: "Long",
                displayName: longText("Ñame with two hundred and fifty-six characters ", ordinal),
                account: "long.name"
            )
        case 4:
            return Person(
                given: "Robin 🦊",
                surname: "Emoji 👩‍👩‍👧‍👦",
                displayName: "Robin 🦊 Emoji 👩‍👩‍👧‍👦",
                account: "robin.emoji"
            )
        case 5:
            return Person(
                given: "محمد",
                surname: "כהן",
                displayName: "\u{202B}محمد כהן\u{202C} (RTL)",
                account: "mixed.directions"
            )
        case 6:
            // The same letters as a composed name, written with a combining mark.
            return Person(
                given: "Zoe\u{308}",
                surname: "Mu\u{308}ller",
                displayName: "Zoe\u{308} Mu\u{308}ller",
                account: "zoe.mueller"
            )
        case 7:
            return Person(
                given: nil,
                surname: nil,
                displayName: "svc-backup",
                account: "svc-backup"
            )
        default: break
        }
        let catalogue = NameCatalogue.weighted[
            hash.number(.name, ordinal, below: NameCatalogue.weighted.count)
        ]
        let given = catalogue.given[hash.number(.name, ordinal, 1, below: catalogue.given.count)]
        let surname = catalogue.surnames[
            hash.number(.name, ordinal, 2, below: catalogue.surnames.count)
        ]
        return Person(
            given: given.written,
            surname: surname.written,
            displayName: "\(given.written) \(surname.written)",
            account: "\(given.romanized).\(surname.romanized)\(ordinal)"
        )
    }

    /// A text repeated up to 256 characters, Graph's longest display name.
    func longText(_ text: String, _ ordinal: Int) -> String {
        let repeated = String(repeating: "\(text)\(ordinal) ", count: 256 / text.count + 1)
        return repeated.prefix(255) + "!"
    }
}
