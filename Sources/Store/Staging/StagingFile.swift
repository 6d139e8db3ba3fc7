public import Directory
import Glibc

/// What a tenant's rounds have received so far, in a file of its own until it is published.
///
/// A page and the link after it are stored together: after a crash the round goes on from the last
/// link that is stored. A power cut may lose the last pages, which are then fetched again. Nothing
/// here is needed for long: a damaged file is dropped, and its rounds begin anew.
public final class StagingFile: Sendable {
    public let path: String
    /// The file was damaged when it was opened: what it held is lost, and the rounds begin anew.
    public let wasDamaged: Bool
    let connection: Connection

    init(directory: DataDirectory, tenant: GUID) throws(StoreError) {
        path = directory.file("staging-\(tenant.text).sqlite")
        do throws(StoreError) {
            connection = try Self.open(path)
            wasDamaged = false
        } catch {
            guard error.reason == .damaged || error.reason == .foreign else { throw error }
            Self.unlinkFiles(of: path)
            connection = try Self.open(path)
            wasDamaged = true
        }
    }

    /// How far a stream has come; `nil` when it has no round.
    public func round(of stream: DirectoryStream) throws(StoreError) -> StagedRound? {
        try connection.perform("reading a staged round") { session throws(StoreError) in
            try StagingTables(session: session).round(of: stream)
        }
    }

    /// Begins a round and drops what was staged of the stream.
    public func begin(_ round: StagedRound) throws(StoreError) {
        try connection.perform("beginning a staged round") { session throws(StoreError) in
            try session.write { () throws(StoreError) in
                let tables = StagingTables(session: session)
                try tables.drop(round.stream)
                try tables.store(round)
            }
        }
    }

    /// Stores a page and where the stream goes on, together or not at all.
    ///
    /// The stream has to have a round that is not complete.
    @discardableResult
    public func append(
        _ page: StagedPage,
        to stream: DirectoryStream,
        end: PageEnd,
        received time: Timestamp
    ) throws(StoreError) -> StagedRound {
        try connection.perform("staging a page") { session throws(StoreError) in
            try session.write { () throws(StoreError) in
                let tables = StagingTables(session: session)
                guard var round = try tables.round(of: stream), !round.isComplete else {
                    preconditionFailure("a page belongs to a round that goes on")
                }
                let isLate = round.isFull && round.isCatchingUp
                try tables.merge(page.objects, into: stream, isLate: isLate)
                try tables.merge(page.memberships)
                round.pageCount += 1
                round.objectCount += page.objects.count
                round.membershipCount += page.memberships.count
                switch end {
                case .next(let link):
                    round.nextLink = link
                case .catchUp(let link):
                    round.nextLink = link
                    round.isCatchingUp = true
                case .delta(let link):
                    round.nextLink = nil
                    round.deltaLink = link
                    round.ended = time
                }
                try tables.store(round)
                return round
            }
        }
    }

    /// Makes a round that was complete go on from its delta link.
    public func reopen(_ stream: DirectoryStream) throws(StoreError) -> StagedRound {
        try connection.perform("reopening a staged round") { session throws(StoreError) in
            try session.write { () throws(StoreError) in
                let tables = StagingTables(session: session)
                guard var round = try tables.round(of: stream), round.isComplete else {
                    preconditionFailure("only a complete round can be reopened")
                }
                round.nextLink = round.deltaLink
                round.deltaLink = nil
                round.ended = nil
                round.isCatchingUp = true
                try tables.store(round)
                return round
            }
        }
    }

    /// The objects, of whatever stream, that are said to be gone for good.
    public func deletedObjects() throws(StoreError) -> Set<GUID> {
        try connection.perform("reading staged deletions") { session throws(StoreError) in
            try StagingTables(session: session).deletedObjects()
        }
    }

    /// The objects that a stream named, by their Entra ids, after `last`.
    public func objects(
        of stream: DirectoryStream,
        after last: GUID? = nil,
        limit: Int
    ) throws(StoreError) -> [StagedObject] {
        try connection.perform("reading staged objects") { session throws(StoreError) in
            try StagingTables(session: session).objects(of: stream, after: last, limit: limit)
        }
    }

    /// Whether the round named any object as gone for good.
    public func hasPurges(of stream: DirectoryStream) throws(StoreError) -> Bool {
        try connection.perform("reading staged objects") { session throws(StoreError) in
            try StagingTables(session: session).hasPurges(of: stream)
        }
    }

    /// The groups of which members were named, by their Entra ids, after `last`.
    ///
    /// Each comes with all that was said of its members, so that the last one of a batch may take it
    /// past `membershipLimit`.
    public func groups(
        after last: GUID? = nil,
        membershipLimit: Int
    ) throws(StoreError) -> [StagedGroup] {
        try connection.perform("reading staged members") { session throws(StoreError) in
            try StagingTables(session: session).groups(after: last, limit: membershipLimit)
        }
    }

    /// All that was said of the members of one group, by member.
    public func memberships(of group: GUID) throws(StoreError) -> [StagedMembership] {
        try connection.perform("reading staged members") { session throws(StoreError) in
            try StagingTables(session: session).memberships(of: group)
        }
    }

    /// Forgets a stream's round and what it received.
    public func finish(_ stream: DirectoryStream) throws(StoreError) {
        try connection.perform("ending a staged round") { session throws(StoreError) in
            try session.write { () throws(StoreError) in
                try StagingTables(session: session).drop(stream)
            }
        }
    }

    /// Closes the file; what it holds waits for the next opening.
    public func close() {
        connection.close()
    }

    /// Closes and deletes the file: every round is forgotten.
    public func remove() {
        connection.close()
        Self.unlinkFiles(of: path)
    }

    /// Makes the `step`-th SQL step from now on fail, once: how tests reach every point of failure.
    package func injectFault(atStep step: Int) throws(StoreError) {
        try connection.perform("injecting a fault") { session in
            session.context.stepsUntilFault = step
        }
    }

    private static func open(_ path: String) throws(StoreError) -> Connection {
        let connection = try Connection(
            path: path,
            settings: Connection.Settings(
                cacheBytes: StoreLimits.stagingCacheBytes,
                isFullySynchronous: false
            ),
            label: "muster.staging"
        )
        do throws(StoreError) {
            try connection.perform("opening staged rounds") { session throws(StoreError) in
                try StagingTables(session: session).prepare()
            }
        } catch {
            connection.close()
            throw error
        }
        return connection
    }

    private static func unlinkFiles(of path: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
    }
}
