import Directory
import Matching

/// Directories that are made to be slow to match: as many contacts as users, all of them the same hard case.
enum WorstDirectory: String, CaseIterable {
    /// Each address belongs to 64 users and to 64 contacts: as many candidates as a match lists.
    case ambiguous = "all ambiguous, 64 candidates each"
    /// No text takes the way of ASCII, and users write in other cases than contacts.
    case nonASCII = "all non-ASCII"
    /// Addresses that differ in their last bytes only.
    case onePrefix = "addresses of one prefix of 64 bytes"
    /// Addresses chosen by somebody who knows the hash key, so that their hashes end in the same eight bits.
    case oneHash = "addresses of one hash in 256, key known"
    /// The same addresses, but the key is another one.
    case oneHashInVain = "the same addresses, key unknown"

    /// The key with which the addresses were chosen.
    static let knownKey = HashKey(first: 0x0123_4567_89AB_CDEF, second: 0xFEDC_BA98_7654_3210)

    var hashKey: HashKey {
        self == .oneHashInVain ? HashKey(first: 0xA5A5_1234, second: 0x5A5A_4321) : Self.knownKey
    }

    func image(userCount: Int) -> OrganizationImage {
        var image = OrganizationImage(organization: OrganizationID(1), revision: Revision(1))
        let addresses = addresses(count: userCount)
        image.objects = addresses.indices.map { user in
            DocumentedObject(
                id: ObjectID(UInt32(user + 1)),
                tenant: TenantID(1),
                entraID: GUID(high: 0, low: UInt64(user)),
                type: .user,
                properties: .user(
                    User(
                        displayName: "\(user)",
                        userPrincipalName: "u\(user)@login.example",
                        mail: addresses[user].uppercased(),
                        proxyAddresses: ["SMTP:\(addresses[user].uppercased())"]
                    )
                )
            )
        }
        image.contacts = addresses.indices.map { contact in
            DocumentedContact(
                id: ContactID(UInt32(contact + 1)),
                contact: Contact(
                    organization: OrganizationID(1),
                    externalID: "",
                    firstName: "",
                    lastName: "\(contact)",
                    emails: [addresses[contact]]
                )
            )
        }
        return image
    }

    /// How many users have several candidates; all others have one.
    func ambiguousCount(userCount: Int) -> Int {
        guard self == .ambiguous else { return 0 }
        return userCount % 64 == 1 ? userCount - 1 : userCount
    }

    private func addresses(count: Int) -> [String] {
        switch self {
        case .ambiguous: (0..<count).map { "shared.\($0 / 64)@contoso.example" }
        case .nonASCII: (0..<count).map { "χρήστης.\($0).ñandú@παράδειγμα.example" }
        case .onePrefix:
            (0..<count).map {
                String(repeating: "department.", count: 6).dropLast(2) + "\($0)@contoso.example"
            }
        case .oneHash, .oneHashInVain: Self.colliding(count: count)
        }
    }

    private static func colliding(count: Int) -> [String] {
        let hash = SipHash(key: knownKey)
        var addresses: [String] = []
        var number = 0
        while addresses.count < count {
            let address = "x\(number)@contoso.example"
            var key: [UInt8] = []
            if MatchKey.appendEmail(address, to: &key), hash.hash(key) & 0xFF == 0 {
                addresses.append(address)
            }
            number += 1
        }
        return addresses
    }
}
