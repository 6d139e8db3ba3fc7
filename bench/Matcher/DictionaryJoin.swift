import Directory
import Foundation

/// The e-mail stage alone, as one would first write it: strings trimmed and lower-cased, in a dictionary.
struct DictionaryJoin {
    let image: OrganizationImage

    /// The pairs of a user and a contact with one of its addresses.
    func pairs() -> [(UInt32, UInt32)] {
        var contacts: [String: [UInt32]] = [:]
        for contact in image.contacts {
            for email in contact.contact.emails {
                contacts[Self.key(email), default: []].append(contact.id.rawValue)
            }
        }
        var pairs: [(UInt32, UInt32)] = []
        for object in image.objects {
            guard case .user(let user)? = object.properties else { continue }
            for address in user.proxyAddresses {
                for contact in contacts[Self.key(String(address.dropFirst(5)))] ?? [] {
                    pairs.append((object.id.rawValue, contact))
                }
            }
        }
        return pairs
    }

    private static func key(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespaces).lowercased()
    }
}
