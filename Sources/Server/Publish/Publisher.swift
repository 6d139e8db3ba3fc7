import Access
import ChangeFeed
import Directory
import Matching
import ReadModel
import Store

/// The one way to change anything: takes a batch of changes from the present to the next revision, and tells the loops.
///
/// It belongs to the writer's thread, and there is one of it: the matches of an organization take tens of megabytes, are
/// changed in place, and would be copied whole with a publisher that is copied. Until the commit has returned nobody else
/// can see anything of a publish; a publish that fails leaves the store, the snapshot and the matches as they were.
final class Publisher {
    let store: Store
    let clock: @Sendable () -> Timestamp
    /// The newest revision, as every loop has it or is about to.
    private(set) var snapshot: Snapshot
    /// Loaded at the first publish that touches the organization.
    private(set) var indexes: [OrganizationID: MatchIndex] = [:]
    /// Tenants whose first import is under way: what is not there yet is unknown, not none.
    private var importing: Set<TenantID>
    /// Tenants whose differences wait for a person: nothing of them is documented meanwhile.
    private(set) var held: Set<TenantID>
    /// What the newest publish did to rows.
    private(set) var newestEvents: [RevisionEvent] = []
    var changesSinceMemoryWasGivenBack = 0
    /// Where commands found groups.
    var groupHomes = GroupHomes()
    private let callers = CallerTable()
    private let hashKey: HashKey
    /// Hands a snapshot, and what made it of the one before, to every loop.
    private let broadcast: (Snapshot, FeedRevision) -> Void

    /// Loads what the store holds.
    init(
        store: Store,
        hashKey: HashKey,
        clock: @escaping @Sendable () -> Timestamp,
        broadcast: @escaping (Snapshot, FeedRevision) -> Void
    ) throws(StoreError) {
        self.store = store
        self.hashKey = hashKey
        self.clock = clock
        self.broadcast = broadcast
        let states = try store.read { reader throws(StoreError) in try reader.tenantStates() }
        let importing = Set(states.filter(\.value.isImporting).keys)
        self.importing = importing
        held = Set(states.filter { $0.value.heldSince != nil }.keys)
        snapshot = try store.read { reader throws(StoreError) in
            let policy = Policy(try reader.policy())
            var organizations: [OrganizationID: OrganizationSnapshot] = [:]
            for id in policy.organizations.keys.sorted() {
                organizations[id] = OrganizationSnapshot(
                    image: try reader.image(of: id),
                    context: policy.context(of: id, importing: importing)
                )
            }
            let head = try reader.head()
            return Snapshot(
                revision: head.revision,
                chain: head.chain.bytes,
                policy: policy,
                organizations: organizations
            )
        }
    }

    /// Publishes `batch`, or stores what stands outside revisions when nothing in it changes anything.
    func publish(_ batch: ChangeBatch) throws(StoreError) -> Published {
        let time = clock()
        var policy = snapshot.policy
        for case .policy(let item) in batch.changes { policy.apply(item) }
        let importing = importing(after: batch)
        let freezes = FollowedKinds.changes(
            from: snapshot,
            to: policy,
            importing: importing,
            at: time
        )
        var routed = try route(
            freezes + batch.changes,
            policy: policy,
            held: held(after: batch),
            at: time,
            isFirstImport: batch.isFirstImport,
            comesFromPending: batch.comesFromPending
        )
        routed.noteLists(from: snapshot.policy.access, to: policy.access)
        newestEvents = []
        var publication = Publication(
            time: time,
            cause: batch.cause,
            run: batch.run,
            actor: batch.actor
        )
        publication.add(routed)
        publication.tenantStates = batch.tenantStates
        publication.tenantsWithoutPending = batch.tenantsWithoutPending
        publication.runs = batch.runs
        for (key, sealed) in batch.credentials { publication.addCredential(sealed, for: key) }

        let drafts = try draft(routed, policy: policy, importing: importing)
        for draft in drafts { draft.add(to: &publication) }
        if let run = batch.run {
            publication.runNotes = drafts.lazy.flatMap(\.rows).prefix(batch.runNotesMax).map {
                RunNote(run: run, asset: $0.asset, mask: $0.mask)
            }
        }
        publication.organizations = Set(drafts.map(\.image.organization))
        publication.activity = batch.activity.map {
            StatusActivity.complete($0, before: snapshot, after: drafts)
        }

        let published: Published
        do throws(StoreError) {
            published = try store.publish(publication)
        } catch {
            settle(drafts, isCommitted: false)
            throw error
        }
        self.importing = importing
        held = held(after: batch)
        settle(drafts, isCommitted: published.madeRevision)
        guard published.madeRevision else { return published }
        let before = snapshot
        if !routed.policy.isEmpty { callers.policyChanged() }
        snapshot = snapshot.next(
            chain: published.chain.bytes,
            policy: policy,
            changed: drafts.map(\.image)
        )
        precondition(
            snapshot.revision == published.revision,
            "the snapshot and the store count the same revisions"
        )
        newestEvents = drafts.map(\.event)
        // Of an organization that is deleted, the id it had.
        broadcast(
            snapshot,
            FeedRevision(
                published,
                of: batch,
                drafts: drafts,
                changesPolicy: !routed.policy.isEmpty
            ) { id in
                (policy.organizations[id] ?? before.policy.organizations[id])?.key ?? ""
            }
        )
        return published
    }

    /// Who presents a token, under the newest policy.
    func caller(presenting digest: [UInt8], at now: Timestamp) -> Result<Caller, Refusal> {
        callers.caller(presenting: digest, at: now, under: snapshot.policy)
    }

    func route(
        _ changes: [Change],
        policy: Policy,
        held: Set<TenantID>,
        at time: Timestamp,
        isFirstImport: Bool,
        comesFromPending: Bool
    ) throws(StoreError) -> RoutedChanges {
        let (changes, present) = try store.read { reader throws(StoreError) in
            let all =
                comesFromPending
                ? changes : try GoneMembers.ending(changes, in: snapshot, reader: reader)
            return (all, try PresentState(for: all, reader: reader))
        }
        let newAssets = try NewGroups.assets(
            in: changes,
            present: present,
            held: held,
            policy: policy,
            store: store
        )
        return try store.read { reader throws(StoreError) in
            let router = ChangeRouter(
                reader: reader,
                present: present,
                newAssets: newAssets,
                held: held,
                policy: policy,
                time: time,
                isFirstImport: isFirstImport
            )
            return try router.route(changes)
        }
    }

    /// The tenants that are in their first import once `batch` is published.
    private func importing(after batch: ChangeBatch) -> Set<TenantID> {
        var importing = importing
        for (tenant, state) in batch.tenantStates {
            if state.isImporting {
                importing.insert(tenant)
            } else {
                importing.remove(tenant)
            }
        }
        return importing
    }

    /// The tenants that are held once `batch` is published, its own changes included.
    private func held(after batch: ChangeBatch) -> Set<TenantID> {
        var held = held
        for (tenant, state) in batch.tenantStates {
            if state.heldSince != nil {
                held.insert(tenant)
            } else {
                held.remove(tenant)
            }
        }
        return held
    }

    // MARK: Drafts

    /// The next image of every organization that the changes touch, each with its open proposal of matches.
    ///
    /// When one of them fails, no proposal is left open.
    private func draft(
        _ routed: RoutedChanges,
        policy: Policy,
        importing: Set<TenantID>
    ) throws(StoreError) -> [OrganizationPublish] {
        var drafts: [OrganizationPublish] = []
        let touched = touchedOrganizations(routed, policy: policy, importing: importing)
        do throws(StoreError) {
            for id in touched.sorted() {
                drafts.append(try draft(id, routed, policy: policy, importing: importing))
            }
        } catch {
            settle(drafts, isCommitted: false)
            throw error
        }
        return drafts
    }

    private func draft(
        _ id: OrganizationID,
        _ routed: RoutedChanges,
        policy: Policy,
        importing: Set<TenantID>
    ) throws(StoreError) -> OrganizationPublish {
        let context = policy.context(of: id, importing: importing)
        let image =
            snapshot.organizations[id]
            ?? OrganizationSnapshot(empty: id, revision: .none, context: context)
        var changes = OrganizationChanges(routed, for: id, policy: policy, context: context)
        try loadIndex(of: id)
        // Choices come last: what is chosen may be as new as the choice.
        let choices = routed.choices.sorted { $0.key < $1.key }
            .filter { organization(of: $0.key, routed, policy).contains(id) }
            .map { MatchInput.choice($0.key, $0.value) }
        let matches = indexes[id]?.propose(changes.matchInputs + choices) ?? []
        for match in matches { changes.matches.append((object: match.object, match: match.new)) }
        let who: [ObjectID: Who]
        do throws(StoreError) {
            who = try store.read { reader throws(StoreError) in
                try reader.who(matches.map(\.object))
            }
        } catch {
            indexes[id]?.rollback()
            throw error
        }
        for (object, who) in who.sorted(by: { $0.key < $1.key }) {
            changes.addIdentity(of: object, who)
        }
        let (next, rows, hasAllMembers) = OrganizationDraft(from: image)
            .publish(changes, at: snapshot.revision.next)
        return OrganizationPublish(
            image: next,
            matches: changes.matches,
            rows: rows,
            hasAllMembers: hasAllMembers
        )
    }

    private func touchedOrganizations(
        _ routed: RoutedChanges,
        policy: Policy,
        importing: Set<TenantID>
    ) -> Set<OrganizationID> {
        var touched: Set<OrganizationID> = []
        for id in routed.objects.keys { touched.formUnion(organization(of: id, routed, policy)) }
        for membership in routed.memberships.keys {
            touched.formUnion(organization(of: membership.group, routed, policy))
        }
        for facts in routed.facts.values { touched.insert(facts.organization) }
        for id in routed.choices.keys { touched.formUnion(organization(of: id, routed, policy)) }
        for id in routed.contacts.keys {
            if let owner = routed.contactOwners[id] { touched.insert(owner) }
        }
        for id in routed.configurations.keys {
            if let owner = routed.configurationOwners[id] { touched.insert(owner) }
        }
        for (organization, _) in routed.lists.values
        where policy.organizations[organization] != nil {
            touched.insert(organization)
        }
        guard !routed.policy.isEmpty || importing != self.importing else { return touched }
        for id in policy.organizations.keys
        where snapshot.organizations[id]?.context != policy.context(of: id, importing: importing) {
            touched.insert(id)
        }
        return touched
    }

    private func organization(
        of object: ObjectID,
        _ routed: RoutedChanges,
        _ policy: Policy
    ) -> [OrganizationID] {
        guard let tenant = routed.identities[object]?.tenant, let value = policy.tenants[tenant]
        else { return [] }
        return [value.organization]
    }

    private func loadIndex(of organization: OrganizationID) throws(StoreError) {
        guard indexes[organization] == nil else { return }
        let image = try store.read { reader throws(StoreError) in try reader.image(of: organization)
        }
        indexes[organization] = MatchIndex(
            image,
            usersAreSynced: snapshot.organizations[organization]?.context.tenants.values
                .contains { $0.syncsUsers } ?? false,
            hashKey: hashKey
        )
    }

    private func settle(_ drafts: [OrganizationPublish], isCommitted: Bool) {
        for draft in drafts {
            if isCommitted {
                indexes[draft.image.organization]?.commit()
            } else {
                indexes[draft.image.organization]?.rollback()
            }
        }
    }
}
