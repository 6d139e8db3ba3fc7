import Client
import Directory
import Testing
import Wire

@testable import Server

/// A change of a group's access list or of its custom fields alone is told to those who keep seeing the group, as far
/// as they may know of it: while they listen, and when they come back.
@Suite struct ToldListsTests {
    private typealias Stream = TypedCall<V1.SubscribeRequest, V1.SubscribeResponse>

    /// One change of a group and what each of the two readers hears of it.
    private struct Step {
        var revision: UInt64
        var toReader: [V1.ChangedPart]?
        var toClientUser: [V1.ChangedPart]?
    }

    private static let request = V1.SubscribeRequest {
        $0.includeOld = true
        $0.heartbeatMilliseconds = 1000
    }

    @Test func whatStandsInNoRowIsTold() throws {
        let fixture = try AccessFixture(seed: 5)
        let group = try #require(fixture.plan.groups.first)
        try fixture.put("eve", .readOnly)
        try fixture.put("fred", .manager)
        for name in ["carl", "cleo"] {
            try fixture.put(name, .clientUser) {
                $0.organizationIDs = [DocumentedStore.organization]
            }
        }
        let field = V1.CustomField {
            $0.key = "owner"
            $0.name = "Owner"
            $0.type = .text
        }
        _ = try fixture.administrator.call(
            V1.AssetTypesService.update,
            V1.UpdateAssetTypeRequest {
                $0.assetType = V1.AssetType {
                    $0.kind = group.kind == .security ? .security : .microsoft365
                    $0.customFields = [field]
                }
            }
        )
        var all = ["eve", "carl"]
        let first = try fixture.restrict([group], to: all).revision
        let readers = try ["eve", "carl"].map { try fixture.client($0) }
        let live = try readers.map { reader in
            try reader.stream(
                V1.ChangesService.subscribe,
                Self.request.with(start: .afterRevision(first))
            )
        }
        var steps: [Step] = []
        // A manager: the client user may not know of it.
        all.append("fred")
        steps.append(
            Step(
                revision: try fixture.restrict([group], to: all).revision,
                toReader: [.access],
                toClientUser: nil
            )
        )
        all.append("cleo")
        steps.append(
            Step(
                revision: try fixture.restrict([group], to: all).revision,
                toReader: [.access],
                toClientUser: [.access]
            )
        )
        steps.append(
            Step(
                revision: try write("Ann", into: group, fixture),
                toReader: [.customFields],
                toClientUser: [.customFields]
            )
        )
        // The padlock stands in the row.
        steps.append(
            Step(
                revision: try fixture.restrict([group], to: nil).revision,
                toReader: [.access],
                toClientUser: [.access]
            )
        )
        let later = try readers.map { reader in
            try reader.stream(
                V1.ChangesService.subscribe,
                Self.request.with(start: .afterRevision(first))
            )
        }
        for (index, streams) in [live, later].enumerated() {
            for (reader, stream) in streams.enumerated() {
                let expected = steps.compactMap { step in
                    (reader == 0 ? step.toReader : step.toClientUser).map { (step.revision, $0) }
                }
                let told = try updates(of: group, on: stream, to: steps[steps.count - 1].revision)
                #expect(told.map(\.revision) == expected.map(\.0), "\(index) \(reader)")
                #expect(told.map(\.parts) == expected.map(\.1), "\(index) \(reader)")
                // Only the last one shows in the row.
                #expect(told.dropLast().allSatisfy { $0.old?.encoded() == $0.row?.encoded() })
                #expect(told.last?.old?.restricted == true && told.last?.row?.restricted == false)
                stream.cancel()
            }
        }
    }

    /// Who asks for some fields hears of changes to these, and of no others.
    @Test func whoAsksForFieldsHearsOfFieldsOnly() throws {
        let fixture = try AccessFixture(seed: 5)
        let group = try #require(fixture.plan.groups.first)
        try fixture.put("eve", .readOnly)
        let first = try fixture.restrict([group], to: ["eve"]).revision
        let second = try fixture.restrict([group], to: ["eve", "admin"]).revision
        let last = try fixture.restrict([group], to: nil).revision
        var request = Self.request.with(start: .afterRevision(first))
        request.fields = ["restricted"]
        let stream = try fixture.client("eve").stream(V1.ChangesService.subscribe, request)
        let told = try updates(of: group, on: stream, to: last)
        #expect(second > first && told.map(\.revision) == [last])
        stream.cancel()
    }

    private func write(
        _ owner: String,
        into group: DocumentedStore.PlannedGroup,
        _ fixture: AccessFixture
    ) throws -> UInt64 {
        let answer = try fixture.administrator.call(
            V1.GroupsService.update,
            V1.UpdateGroupRequest {
                $0.id = group.publicID.text
                $0.updateFields = ["custom_fields.owner"]
                $0.group = V1.GroupInput {
                    $0.customFields = [
                        V1.CustomFieldValue {
                            $0.key = "owner"
                            $0.values = [owner]
                        }
                    ]
                }
            }
        )
        return answer.revision
    }

    /// What a stream tells of a group until it is complete through `revision`.
    private func updates(
        of group: DocumentedStore.PlannedGroup,
        on stream: Stream,
        to revision: UInt64
    ) throws -> [V1.RowChange] {
        var told: [V1.RowChange] = []
        var complete: UInt64 = 0
        while complete < revision {
            let limit = ContinuousClock.now + .seconds(300)
            let message = try #require(try stream.next(until: limit))
            if case .changes(let batch) = message.event {
                told += batch.rows.filter { $0.id == group.publicID.text }
            }
            complete = message.completeThrough
        }
        #expect(told.allSatisfy { $0.kind == .update })
        return told
    }
}

extension V1.SubscribeRequest {
    fileprivate func with(start: Start) -> V1.SubscribeRequest {
        var request = self
        request.start = start
        return request
    }
}
