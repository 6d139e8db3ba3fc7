import Directory
import Graph
import Logging
import Store
import Sync
import Testing

@testable import Matching
@testable import Server

@Suite struct SyncDirectorTests {
    /// A director with a writer, on a store with one organization.
    private struct Fixture {
        let directory = ScratchDirectory()
        let store: Store
        let director: SyncDirector
        let writer: Writer<WriterState>
        let organization: OrganizationID
        let contact: ContactID
        let run: RunID

        init() throws {
            store = try Store(directory: directory.path)
            organization = try store.intern(organization: "contoso")
            contact = try store.intern(contacts: ["1"], of: organization)[0]
            run = try store.beginRun(
                RunRecord(
                    tenant: try store.intern(tenant: GUID(high: 1, low: 1)),
                    started: Timestamp(milliseconds: 0),
                    trigger: .request
                )
            )
            director = SyncDirector(
                settings: .init(),
                vault: try CredentialVault(key: SealingKey(bytes: Array(repeating: 1, count: 32))),
                store: store,
                runsSchedule: false,
                clock: SystemClock(),
                logger: Logger(label: "test")
            )
            let publisher = try Publisher(
                store: store,
                hashKey: HashKey(first: 1, second: 2),
                clock: { Timestamp(milliseconds: 1) },
                broadcast: { _, _ in }
            )
            let policy = Organization(key: "contoso", name: "Contoso")
            _ = try publisher.publish(
                ChangeBatch(.command, [.policy(.organization(organization, policy))])
            )
            let snapshot = publisher.snapshot
            writer = Writer { WriterState(publisher: publisher) }
            director.start(writer: writer, mailboxes: [], snapshot: snapshot, states: [:])
        }

        /// Publishes the contact in one step of a round; answers where the matches lie in memory, before and after.
        func publish(lastName: String) async throws -> (before: UInt?, after: UInt?) {
            let organization = organization
            let change = Change.contact(
                contact,
                Contact(
                    organization: organization,
                    externalID: "1",
                    firstName: "Ann",
                    lastName: lastName,
                    emails: []
                )
            )
            let run = run
            return try await director.step { publisher throws(StoreError) in
                let before = (publisher as? Publisher)?.indexes[organization]?.address
                _ = try publisher.publish([change], of: RoundWrites(run: run))
                let after = (publisher as? Publisher)?.indexes[organization]?.address
                return (before, after)
            }
        }

        func stop() async {
            await director.stop()
            writer.stop()
            store.close()
        }
    }

    @Test func aStepChangesTheMatchesInPlace() async throws {
        let fixture = try Fixture()
        let first = try await fixture.publish(lastName: "Longworth the Third")
        #expect(first.before == nil)
        let address = try #require(first.after)
        for name in ["Lee", "Kim", "Lee", "Orr"] {
            let step = try await fixture.publish(lastName: name)
            #expect(step.before == address, "\(name), before")
            #expect(step.after == address, "\(name), after")
        }
        await fixture.stop()
    }
}

extension MatchIndex {
    /// Where one of its arrays lies, which every changed record writes to and which keeps its room.
    ///
    /// A copy of the index shares it until either is changed, and then has one of its own.
    fileprivate var address: UInt {
        scratch.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    }
}
