import Directory

extension Store {
    /// Writes `publication` in one transaction, durable when this returns.
    ///
    /// Whatever fails, the store is as it was before. Only a system crash in the moment of a failing
    /// disk can leave the revision in the log after all, and then whole.
    public func publish(_ publication: Publication) throws(StoreError) -> Published {
        let before = newest
        let published = try connection.perform("publishing a revision") {
            session throws(StoreError) in
            try session.write { () throws(StoreError) in
                let writer = RevisionWriter(session: session, after: before, of: publication)
                return try writer.write()
            }
        }
        var head = before
        head.revision = published.revision
        head.chain = published.chain
        moved(to: head)
        return published
    }
}

/// Writes one publication inside a transaction that its caller holds.
///
/// The versioned part comes first, each table in the order of its keys; whether it wrote anything
/// decides whether there is a revision at all.
struct RevisionWriter: ~Copyable {
    let session: Session
    let publication: Publication
    let before: StoreHead
    let revision: Revision
    var chain: ChainBuilder
    var wroteAnything = false
    var changedPolicy = false
    var organizations: Set<OrganizationID> = []

    init(session: Session, after before: StoreHead, of publication: Publication) {
        self.session = session
        self.publication = publication
        self.before = before
        revision = before.revision.next
        chain = ChainBuilder(after: before.chain)
    }

    consuming func write() throws(StoreError) -> Published {
        try writeVersioned()
        let madeRevision = wroteAnything
        let time = try madeRevision ? revisionTime() : publication.time
        let newest = madeRevision ? revision : before.revision
        try writeUnversioned(revision: madeRevision ? revision : nil)
        guard madeRevision else {
            return Published(
                revision: newest,
                chain: before.chain,
                madeRevision: false,
                time: time
            )
        }
        try writeLog()
        try writeLogSize()
        let link = try finishRevision(at: time)
        return Published(revision: newest, chain: link, madeRevision: true, time: time)
    }

    private mutating func writeVersioned() throws(StoreError) {
        try writeObjects()
        try writeMemberships()
        try writeBlobs(
            .match,
            publication.matches.map { change in
                // No match and no entry say the same; only the entry would take room.
                let isStored = change.match != .unmatched
                return BlobChange(change.id.rawValue, isStored ? change.match.storedBytes : nil)
            }
        )
        try writeRecords()
        try writeFacts()
        try writePolicy()
        try writeBlobs(.row, publication.rows.map { BlobChange($0.id.rawValue, $0.bytes) })
    }

    private mutating func writeObjects() throws(StoreError) {
        try writeBlobs(
            .object,
            publication.objects.map { BlobChange($0.id.rawValue, $0.properties?.storedBytes) }
        )
    }

    private mutating func writeRecords() throws(StoreError) {
        try writeBlobs(
            .contact,
            publication.contacts.map { BlobChange($0.id.rawValue, $0.contact?.storedBytes) }
        )
        try writeBlobs(
            .configuration,
            publication.configurations.map {
                BlobChange($0.id.rawValue, $0.configuration?.storedBytes)
            }
        )
    }

    private mutating func writeFacts() throws(StoreError) {
        let owner = try session.statement("SELECT organization FROM asset WHERE id = ?1")
        for change in publication.facts {
            let organization = try owner.bind(1, change.id).first { row throws(StoreError) in
                try row.interned(0, as: OrganizationID.self)
            }
            precondition(
                organization == change.facts.organization,
                "an asset stays with the organization that it was interned for"
            )
        }
        try writeBlobs(
            .facts,
            publication.facts.map { BlobChange($0.id.rawValue, $0.facts.storedBytes) }
        )
    }

    /// A clock that is set back does not set the history back.
    private func revisionTime() throws(StoreError) -> Timestamp {
        let last = try session.statement("SELECT at_ms FROM revision WHERE rev = ?1")
            .bind(1, before.revision)
            .first { row throws(StoreError) in row.timestamp(0) }
        return last.map { max($0, publication.time) } ?? publication.time
    }

    private mutating func writeLog() throws(StoreError) {
        let insert = try session.statement(
            "INSERT INTO change (rev, seq, organization, asset, mask) VALUES (?1, ?2, ?3, ?4, ?5)"
        )
        for (sequence, record) in publication.log.enumerated() {
            organizations.insert(record.organization)
            insert.bind(1, revision).bind(2, sequence).bind(3, record.organization)
            try insert.bind(4, record.asset).bind(5, Int64(record.mask.rawValue)).run()
            chain.tag(ChainTag.record)
            chain.number(UInt64(record.organization.rawValue))
            chain.number(UInt64(record.asset.rawValue))
            chain.number(UInt64(record.mask.rawValue))
        }
    }

    /// Adds what this revision takes in the log to the running totals; it is no part of the chain.
    private func writeLogSize() throws(StoreError) {
        let rowBytes = publication.rows.reduce(0) { $0 + ($1.bytes?.count ?? 0) }
        let bytes = 2 * rowBytes + 64 * publication.log.count + 48 * publication.memberships.count
        try session.statement(
            """
            INSERT INTO log_size (rev, changes, bytes)
            SELECT ?1, ?2 + coalesce(max(changes), 0), ?3 + coalesce(max(bytes), 0) FROM
                (SELECT changes, bytes FROM log_size ORDER BY rev DESC LIMIT 1)
            """
        ).bind(1, revision).bind(2, publication.log.count).bind(3, bytes).run()
    }

    private consuming func finishRevision(at time: Timestamp) throws(StoreError) -> Chain {
        organizations.formUnion(publication.organizations)
        let touched = try session.statement(
            "INSERT INTO organization_revision (organization, rev) VALUES (?1, ?2)"
        )
        for organization in organizations.sorted() {
            try touched.bind(1, organization).bind(2, revision).run()
        }
        chain.tag(ChainTag.revision)
        chain.number(revision.number)
        chain.number(UInt64(bitPattern: time.milliseconds))
        chain.number(UInt64(publication.cause.rawValue))
        chain.bytes(Array(publication.actor.utf8))
        let session = session
        let publication = publication
        let revision = revision
        let changedPolicy = changedPolicy
        let onlyOrganization = organizations.count == 1 ? organizations.first : nil
        let link = chain.finish()
        let insert = try session.statement(
            """
            INSERT INTO revision (rev, at_ms, cause, cause_id, actor, organization, policy, chain)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """
        )
        insert.bind(1, revision).bind(2, time).bind(3, Int64(publication.cause.rawValue))
        insert.bind(4, publication.run).bind(5, publication.actor)
        insert.bind(6, onlyOrganization).bind(7, changedPolicy ? 1 : 0)
        try insert.bind(8, link.bytes).run()
        try session.statement("UPDATE meta SET revision = ?1, chain = ?2")
            .bind(1, revision).bind(2, link.bytes).run()
        return link
    }
}
