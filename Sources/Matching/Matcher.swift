public import Directory

/// The matches of a whole organization at once, by the rules of `MatchIndex` and without keeping anything.
///
/// It gives what a `MatchIndex` of the same image gives when it looks at every object. Only the records'
/// keys are stored; the objects stream past them, many at a time, and a later stage is tried only for
/// those that an earlier one left over.
public struct Matcher {
    private let usersAreSynced: Bool
    private var keys: KeyTable
    private var batch: KeyBatch
    private var found: [UInt32] = []
    /// Of a key, the last record that was added, and where the others are.
    private var lastPosting: [Posting] = []
    private var earlierPostings: [Posting] = []
    private var contacts = IDTable()
    private var configurations = IDTable()
    private var archived: Set<UInt32> = []

    private struct Posting {
        var record: UInt32
        /// In the earlier postings.
        var next: UInt32
    }

    /// How many objects go through the stages together.
    private static let objectsMax = 64

    /// The match of every object of `image`, in its order; `.unmatched` for what is no user or device.
    public static func matches(
        of image: OrganizationImage,
        usersAreSynced: Bool = true,
        hashKey: HashKey
    ) -> [Match] {
        var matcher = Matcher(usersAreSynced: usersAreSynced, hashKey: hashKey)
        matcher.addRecords(of: image)
        return matcher.matches(of: image.objects)
    }

    private init(usersAreSynced: Bool, hashKey: HashKey) {
        self.usersAreSynced = usersAreSynced
        keys = KeyTable(hashKey: hashKey)
        batch = KeyBatch(hashKey: hashKey)
    }

    private mutating func addRecords(of image: OrganizationImage) {
        let recordCount = image.contacts.count + image.configurations.count
        keys.reserve(keys: recordCount * 2, bytes: recordCount * 64)
        lastPosting.reserveCapacity(recordCount * 2)
        contacts.reserve(image.contacts.count)
        configurations.reserve(image.configurations.count)
        for index in image.contacts.indices {
            let id = image.contacts[index].id.rawValue
            contacts.insert(id, row: index)
            for email in image.contacts[index].contact.emails {
                batch.add(owner: id) { MatchKey.appendEmail(email, to: &$0) }
                if batch.count == KeyBatch.keysMax { addBatch() }
            }
            batch.add(owner: id) {
                MatchKey.appendFullName(
                    first: image.contacts[index].contact.firstName,
                    last: image.contacts[index].contact.lastName,
                    to: &$0
                )
            }
            if batch.count >= KeyBatch.keysMax { addBatch() }
        }
        for (index, configuration) in image.configurations.enumerated() {
            let id = configuration.id.rawValue
            configurations.insert(id, row: index)
            if configuration.configuration.isArchived { archived.insert(id) }
            for name in [configuration.configuration.name, configuration.configuration.hostname] {
                batch.add(owner: id) { MatchKey.appendDeviceName(name, to: &$0) }
                if batch.count == KeyBatch.keysMax { addBatch() }
            }
        }
        addBatch()
    }

    private mutating func addBatch() {
        keys.intern(batch, into: &found)
        for index in 0..<batch.count {
            let key = Int(found[index])
            let record = batch.items[index].owner
            if key == lastPosting.count {
                lastPosting.append(Posting(record: record, next: Postings.none))
            } else {
                let earlier = UInt32(earlierPostings.count)
                earlierPostings.append(lastPosting[key])
                lastPosting[key] = Posting(record: record, next: earlier)
            }
        }
        batch.removeAll()
    }

    private mutating func matches(of objects: [DocumentedObject]) -> [Match] {
        var matches = [Match](repeating: .unmatched, count: objects.count)
        var start = 0
        while start < objects.count {
            let end = min(start + Self.objectsMax, objects.count)
            var open: [Int] = []
            for index in start..<end
            where !settle(objects[index].type, objects[index].match, &matches[index]) {
                open.append(index)
            }
            for stage in [MatchStage.email, .userPrincipalName, .fullName, .deviceName] {
                attempt(stage, &open, objects, &matches)
            }
            start = end
        }
        return matches
    }

    /// Decides what needs no look-up; `false` for an object that the rules are to be asked about.
    @inline(__always)
    private func settle(_ type: ObjectType, _ current: Match, _ match: inout Match) -> Bool {
        let kept: Match?
        switch type {
        case .user:
            guard usersAreSynced else {
                match = current.keptWithoutUsersSync { contacts.row(of: $0) != nil }
                return true
            }
            kept = current.keptByUser { contacts.row(of: $0) != nil }
        case .device:
            kept = current.keptByDevice { configurations.row(of: $0) != nil }
        case .group, .servicePrincipal, .organizationalContact, .unknown:
            return true
        }
        guard let kept else { return false }
        match = kept
        return true
    }

    /// Tries one stage for every object in `open`, and leaves there those that it found nothing for.
    private mutating func attempt(
        _ stage: MatchStage,
        _ open: inout [Int],
        _ objects: [DocumentedObject],
        _ matches: inout [Match]
    ) {
        for index in open {
            addKeys(of: objects[index].properties, at: stage, owner: UInt32(index))
        }
        keys.find(batch, into: &found)
        var position = 0
        var left = 0
        for index in open {
            var candidates = Candidates.none
            while position < batch.count, batch.items[position].owner == UInt32(index) {
                addRecords(having: found[position], to: &candidates)
                position += 1
            }
            if stage == .deviceName {
                candidates = candidates.preferring { !archived.contains($0) }
            }
            if let match = candidates.match(by: stage) {
                matches[index] = match
            } else {
                open[left] = index
                left += 1
            }
        }
        open.removeLast(open.count - left)
        batch.removeAll()
    }

    private func addRecords(having key: UInt32, to candidates: inout Candidates) {
        guard key != KeyTable.absent else { return }
        var posting = lastPosting[Int(key)]
        candidates.add(posting.record)
        while posting.next != Postings.none {
            posting = earlierPostings[Int(posting.next)]
            candidates.add(posting.record)
        }
    }

    private mutating func addKeys(
        of properties: ObjectProperties?,
        at stage: MatchStage,
        owner: UInt32
    ) {
        switch properties {
        case .user(let user):
            switch stage {
            case .email:
                if let mail = user.mail { addEmail(mail, owner) }
                for address in user.proxyAddresses
                where user.mail.map({ MatchKey.isPrefixed(address, $0) }) != true {
                    addEmail(address, owner)
                }
            case .userPrincipalName:
                addEmail(user.userPrincipalName, owner)
            case .fullName:
                guard let first = user.givenName, let last = user.surname else { return }
                batch.add(owner: owner) {
                    MatchKey.appendFullName(first: first, last: last, to: &$0)
                }
            case .manual, .deviceName:
                return
            }
        case .device(let device):
            guard stage == .deviceName else { return }
            batch.add(owner: owner) { MatchKey.appendDeviceName(device.displayName, to: &$0) }
        case .group, .other, nil:
            return
        }
    }

    private mutating func addEmail(_ text: String, _ owner: UInt32) {
        batch.add(owner: owner) { MatchKey.appendEmail(text, to: &$0) }
    }
}
