import Client
import Directory
import Testing
import Wire

@testable import Server

/// What a caller may not see is as if it were not there.
@Suite struct HiddenGroupTests {
    /// A way to a text field of a request: the names of the fields on the way.
    private struct Path {
        var names: [String]
        var isRepeated: Bool
    }

    /// Values that let a call come as far as the field under test.
    private static let base: [String: JSONValue] = [
        "organization_id": .string(DocumentedStore.organization),
        "organization_ids": .array([.string(DocumentedStore.organization)]),
        "kind": .string("GROUP_KIND_SECURITY"), "name_contains": .string("a"),
        "integration_id": .string("main"), "until_revision": .string("1"),
        "confirm": .bool(true), "restricted": .bool(true), "enabled": .bool(true),
    ]

    private let pool = RecordedReply.pool

    /// The answer for a hidden group is the answer for one that does not exist.
    ///
    /// Every method of the contract is tried with every text field of its request, found in the method table: one that is
    /// added later is tried too. Each of the two questions goes to a service of its own, and the services are alike: what
    /// a call changes, the next one finds in both.
    @Test("A hidden group answers like none, in every method: rows 4, 90 and 106")
    func aHiddenGroupAnswersLikeOneThatDoesNotExist() throws {
        let sides = [try AccessFixture(seed: 3), try AccessFixture(seed: 3)]
        // A service ends with its fixture, whose last use is far from the last call.
        defer { withExtendedLifetime(sides) {} }
        let hidden = try #require(sides[0].plan.groups.first { $0.kind == .security })
        let eves = try sides.map { fixture in
            try fixture.restrict([hidden], to: [])
            try fixture.put("eve", .manager)
            return try fixture.client("eve")
        }
        let pairs = [hidden.publicID, hidden.entraID].map { [$0, Self.neighbour(of: $0)] }
        let known = Set(sides[0].plan.groups.flatMap { [$0.publicID, $0.entraID] })
        #expect(pairs.allSatisfy { known.contains($0[0]) && !known.contains($0[1]) })
        var triedCount = 0
        for service in Contract.files.flatMap(\.services) {
            for method in service.methods {
                let name = "\(service.name)/\(method.name)"
                for path in try paths(of: method.request.protoName) {
                    for ids in pairs {
                        let replies = try zip(ids.map(\.text), eves).map { id, eve in
                            try RecordedReply(name, try request(method, path, id), eve)
                                .replacing(id, with: "ID")
                        }
                        // What is made by a call has an id of its own.
                        .map(Self.withoutGUIDs)
                        #expect(replies[0] == replies[1], "\(name) with \(path.names)")
                        triedCount += 1
                    }
                }
            }
        }
        #expect(triedCount > 100)
    }

    /// The same question to the one who sees the group: otherwise the test above would hold for a server that knows none.
    @Test func theOneWhoSeesItIsAnswered() throws {
        let fixture = try AccessFixture(seed: 3)
        let hidden = try #require(fixture.plan.groups.first { $0.kind == .security })
        try fixture.restrict([hidden], to: [])
        let reply = try fixture.administrator.call(
            V1.GroupsService.get,
            .init { $0.id = hidden.publicID.text }
        )
        #expect(reply.row?.restricted == true)
        try fixture.put("eve", .readOnly)
        let eve = try fixture.client("eve")
        #expect(
            AccessFixture.reason {
                _ = try eve.call(V1.GroupsService.get, .init { $0.id = hidden.publicID.text })
            } == "NOT_FOUND"
        )
    }

    /// An id that no group has, next to `id`: names and tenants that are made of the two stand in the same places.
    private static func neighbour(of id: GUID) -> GUID {
        GUID(high: id.high, low: id.low ^ 0x80)
    }

    /// The text with one word for every GUID.
    private static func withoutGUIDs(_ text: String) -> String {
        text.split(separator: "\"", omittingEmptySubsequences: false)
            .map { GUID(String($0)) == nil ? String($0) : "GUID" }
            .joined(separator: "\"")
    }

    // MARK: Requests

    private func paths(of type: String, depth: Int = 0) throws -> [Path] {
        let message = try #require(pool.messages[type])
        guard depth < 4 else { return [] }
        var paths: [Path] = []
        for field in message.fields where field.name != "page_token" {
            switch field.kind {
            case .string: paths.append(Path(names: [field.name], isRepeated: field.isRepeated))
            case .message:
                guard field.typeName.hasPrefix("muster.") else { continue }
                paths += try self.paths(of: field.typeName, depth: depth + 1).map { inner in
                    Path(names: [field.name] + inner.names, isRepeated: inner.isRepeated)
                }
            default: break
            }
        }
        return paths
    }

    /// The request with `id` at the end of `path`, and something usable in the other fields.
    private func request(
        _ method: MethodDescription,
        _ path: Path,
        _ id: String
    ) throws -> JSONValue {
        try message(method.request.protoName, path.names[...], path, id)
    }

    private func message(
        _ type: String,
        _ rest: ArraySlice<String>,
        _ path: Path,
        _ id: String
    ) throws -> JSONValue {
        let fields = try #require(pool.messages[type]).fields
        var members: [JSONValue.Member] = []
        let target = fields.first { $0.name == rest.first }
        for field in fields {
            if field.name == rest.first {
                let value: JSONValue
                if rest.count > 1 {
                    value = try message(field.typeName, rest.dropFirst(), path, id)
                } else {
                    value = .string(id)
                }
                members.append(.init(field.name, field.isRepeated ? .array([value]) : value))
            } else if let value = Self.base[field.name], fits(value, field),
                field.oneof == nil || field.oneof != target?.oneof
            {
                members.append(.init(field.name, value))
            }
        }
        return .object(members)
    }

    private func fits(_ value: JSONValue, _ field: DescriptorPool.FieldType) -> Bool {
        switch value {
        case .array: field.isRepeated && field.kind == .string
        case .bool: field.kind == .bool && !field.isRepeated
        case .string(let text):
            !field.isRepeated
                && (field.kind == .string
                    || field.kind == .uint64 && text == "1"
                    || field.kind == .enumeration && text.hasPrefix("GROUP_KIND")
                        && field.typeName == "muster.v1.GroupKind")
        case .null, .number, .object: false
        }
    }
}
