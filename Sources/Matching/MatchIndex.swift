public import Directory

/// Which contact every user of an organization is, and which configuration every device.
///
/// A user is the contact that has one of its mail addresses; if there is none, the contact that has its
/// user principal name as an address; if there is none, the contact of its first and last name. A device
/// is the configuration with its name as name or host name, and of several the only one that is not
/// archived. The first stage that finds any record decides: several make the match ambiguous. What a
/// person chose beats the rules. A user's match is sticky: it stays while its contact exists, whatever
/// becomes of the names and addresses on either side; a device's follows the names. While users are not
/// synced, only what people chose is kept. A soft-deleted user
/// or device is matched like any other.
///
/// So the matches depend on the current records and on the matches before, and on nothing else; the
/// index always equals looking at every object again after every proposal. A proposal looks only at
/// objects that share a changed key with a changed record: its cost does not grow with the organization.
/// The index is one writer's own and is changed in place; copying it while it is changed copies it all.
public struct MatchIndex: Sendable {
    /// An ambiguous match lists the candidates with the lowest ids, at most this many.
    public static let candidatesMax = 64

    var keys: KeyTable
    var recordPostings = Postings()
    var objectPostings = Postings()
    var contacts = MatchedRecords()
    var configurations = MatchedRecords()
    var objects = Rows<ObjectRow>()
    public internal(set) var usersAreSynced: Bool

    /// How to take back the open proposal, first step first; `nil` when none is open.
    var journal: [MatchUndo]?
    /// Keys that lost an owner in the open proposal; those without any owner at its end are forgotten.
    var releasedKeys: [UInt32] = []
    /// Objects to look at again in the open proposal.
    var touched: [UInt32] = []
    /// The match before the open proposal, of objects that its inputs removed or decided on.
    var matchesBefore: [UInt32: Match] = [:]
    var scratch: [UInt8] = []

    /// An index of nothing.
    public init(usersAreSynced: Bool = true, hashKey: HashKey) {
        keys = KeyTable(hashKey: hashKey)
        self.usersAreSynced = usersAreSynced
    }

    /// An index of what is documented of one organization, with the matches that it has.
    public init(_ image: OrganizationImage, usersAreSynced: Bool = true, hashKey: HashKey) {
        self.init(usersAreSynced: usersAreSynced, hashKey: hashKey)
        load(image)
    }

    /// The match of a user or device; `.unmatched` for everything else.
    public func match(of object: ObjectID) -> Match {
        guard let row = objects.row(of: object.rawValue) else { return .unmatched }
        return objects[row].match
    }

    /// Applies `inputs` in order and answers every match that changes, by object id.
    ///
    /// The index then holds the proposed state, until `commit()` keeps it or `rollback()` takes it back;
    /// one of them must come before the next proposal.
    public mutating func propose(_ inputs: [MatchInput]) -> [MatchChange] {
        begin()
        for input in inputs { apply(input) }
        return decideTouched()
    }

    /// Looks at every object again, as a proposal: nothing changes, unless the index was loaded with
    /// matches that do not follow from its records.
    public mutating func proposeAll() -> [MatchChange] {
        begin()
        touched = objects.ids
        return decideTouched()
    }

    /// Keeps the open proposal.
    public mutating func commit() {
        precondition(journal != nil, "a commit ends an open proposal")
        end()
    }

    /// Takes the open proposal back: the index is as it was before.
    public mutating func rollback() {
        guard let journal else { preconditionFailure("a rollback ends an open proposal") }
        // Records first: a match can only be put back once its record is there again.
        for undo in journal.reversed() { undo.restoreState(in: &self) }
        for undo in journal.reversed() { undo.restoreMatch(in: &self) }
        end()
    }

    private mutating func begin() {
        precondition(journal == nil, "one proposal at a time")
        journal = []
    }

    private mutating func end() {
        journal = nil
        matchesBefore.removeAll()
        contacts.forgetRemoved()
        configurations.forgetRemoved()
        touched.removeAll(keepingCapacity: touched.count <= 4096)
        for key in releasedKeys where !isUsed(key) && keys.contains(key) { keys.remove(key) }
        releasedKeys.removeAll(keepingCapacity: releasedKeys.count <= 4096)
    }

    /// Whether the object's match came before its record did.
    private func isUnlinked(row: Int) -> Bool {
        objects[row].matchPosting == Postings.none && objects[row].match.record != nil
    }

    private func isUsed(_ key: UInt32) -> Bool {
        recordPostings.first(of: key) != Postings.none
            || objectPostings.first(of: key) != Postings.none
    }

    private mutating func decideTouched() -> [MatchChange] {
        touched.sort()
        var changes: [MatchChange] = []
        var previous: UInt32?
        for id in touched where id != previous {
            previous = id
            let row = objects.row(of: id)
            let current = row.map { objects[$0].match } ?? .unmatched
            let new = row.map { decision(row: $0) } ?? .unmatched
            if let row, current != new || isUnlinked(row: row) {
                journal?.append(.match(object: id, current))
                setMatch(new, row: row)
            }
            let old = matchesBefore[id] ?? current
            if old != new {
                changes.append(MatchChange(object: ObjectID(id), old: old, new: new))
            }
        }
        return changes
    }
}
