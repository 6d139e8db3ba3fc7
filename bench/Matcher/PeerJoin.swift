import Directory
import Foundation

/// The e-mail stage alone, done by an engine that others would use, in a child process on one thread.
///
/// The child loads its tables once, outside the timed part; every address of a user is a row there, its
/// `smtp:` already stripped.
final class PeerJoin {
    let name: String
    let version: String
    private let child: ChildProcess
    private let wantedPairCount: Int

    /// Starts `engine` on the files of `tables`; `nil` when the engine is not there.
    init?(engine: String, tables: PeerTables, options: BenchOptions) {
        guard let python = options.python else { return nil }
        let program = "\(options.peersPath)/email_join.py"
        guard FileManager.default.fileExists(atPath: program),
            let child = try? ChildProcess([
                python, program, engine, tables.usersPath, tables.contactsPath,
            ]),
            let ready = try? child.nextLine(), ready.hasPrefix("ready ")
        else { return nil }
        self.child = child
        name = engine
        version = String(ready.dropFirst("ready ".count))
        wantedPairCount = tables.pairCount
    }

    func run() throws -> Duration {
        let words = try child.ask("run").split(separator: " ")
        guard words.count == 2, let seconds = Double(words[0]), let pairCount = Int(words[1]) else {
            throw BenchFailure("\(name) gave no time")
        }
        guard pairCount == wantedPairCount else {
            throw BenchFailure("\(name) found \(pairCount) pairs and not \(wantedPairCount)")
        }
        return .seconds(seconds)
    }
}

/// The files that the peers read, in a folder that goes away with the value.
final class PeerTables {
    let usersPath: String
    let contactsPath: String
    /// How many pairs of an address of a user and a contact there are.
    let pairCount: Int
    private let folder: URL

    init(_ image: OrganizationImage, expected: MatcherDirectory.Tally) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("muster-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        usersPath = folder.appendingPathComponent("users.csv").path
        contactsPath = folder.appendingPathComponent("contacts.csv").path
        pairCount = expected.byEmail + 2 * expected.ambiguous
        var users: [UInt8] = Array("id,email\n".utf8)
        for object in image.objects {
            guard case .user(let user)? = object.properties else { continue }
            for address in user.proxyAddresses {
                users += Array("\(object.id.rawValue),\(address.dropFirst("smtp:".count))\n".utf8)
            }
        }
        try Data(users).write(to: URL(fileURLWithPath: usersPath))
        var contacts: [UInt8] = Array("id,email\n".utf8)
        for contact in image.contacts {
            for email in contact.contact.emails {
                contacts += Array("\(contact.id.rawValue),\(email)\n".utf8)
            }
        }
        try Data(contacts).write(to: URL(fileURLWithPath: contactsPath))
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }
}
