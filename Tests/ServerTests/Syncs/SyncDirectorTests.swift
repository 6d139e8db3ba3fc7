import Directory
import Store
import Sync
import Testing

@testable import Matching
@testable import Server

@Suite struct SyncDirectorTests {
    /// Publishes a contact in one step of a round; answers where the matches lie in memory, before and after.
    private func publish(
        lastName: String,
        as contact: ContactID,
        _ run: RunID,
        _ side: WriterSide
    ) async throws -> (before: UInt?, after: UInt?) {
        let organization = side.organization
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
        return try await side.director.step { publisher throws(StoreError) in
            let before = (publisher as? Publisher)?.indexes[organization]?.address
            _ = try publisher.publish([change], of: RoundWrites(run: run))
            let after = (publisher as? Publisher)?.indexes[organization]?.address
            return (before, after)
        }
    }

    @Test func aStepChangesTheMatchesInPlace() async throws {
        let directory = ScratchDirectory()
        let side = try WriterSide(in: directory)
        let snapshot = try side.perform { $0.snapshot }
        side.director.start(writer: side.writer, mailboxes: [], snapshot: snapshot, states: [:])
        let contact = try side.store.intern(contacts: ["1"], of: side.organization)[0]
        let run = try side.store.beginRun(
            RunRecord(
                tenant: try side.store.intern(tenant: GUID(high: 1, low: 1)),
                started: Timestamp(milliseconds: 0),
                trigger: .request
            )
        )
        let first = try await publish(lastName: "Longworth the Third", as: contact, run, side)
        let address = try #require(first.after)
        for name in ["Lee", "Kim", "Lee", "Orr"] {
            let step = try await publish(lastName: name, as: contact, run, side)
            #expect(step.before == address, "\(name), before")
            #expect(step.after == address, "\(name), after")
        }
        side.stop()
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
