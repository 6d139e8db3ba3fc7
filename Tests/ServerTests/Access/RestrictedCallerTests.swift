import Client
import Directory
import ReadModel
import TestSupport
import Testing
import Wire

@testable import Server

/// Two services that differ in one thing, and a caller who cannot tell which is which.
///
/// In one of them some groups are hidden from the caller, in the other they were never made.
@Suite struct RestrictedCallerTests {
    private struct Pair {
        let real: MusterClient
        let twin: MusterClient
        let fixtures: [AccessFixture]
    }

    @Test(
        "Hidden groups leave no trace in any reply, seeded: rows 4, 32, 65 and 90",
        arguments: [11, 12, 13, 14] as [UInt64]
    )
    func repliesAreThoseOfAStoreWithoutTheHiddenGroups(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let left = Set((0..<7).map { _ in Int(random.next() % 24) })
        let pair = try pair(seed: seed, without: left) { fixture, isReal in
            try fixture.put("eve", .creator)
            let shared = fixture.plan.groups.filter { $0.number % 5 == 0 }
                .filter { !left.contains($0.number) }
            try fixture.restrict(shared, to: ["eve"])
            guard isReal else { return }
            try fixture.restrict(fixture.plan.groups.filter { left.contains($0.number) }, to: [])
        }
        try compare(pair, seed: seed, &random)
    }

    @Test(
        "A denied kind leaves no trace in any reply, seeded: rows 4 and 90",
        arguments: [21, 22] as [UInt64]
    )
    func repliesAreThoseOfAStoreWithoutTheDeniedKind(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let denied: GroupKind = seed % 2 == 0 ? .microsoft365 : .security
        let plan = DocumentedStore(seed: seed)
        let left = Set(plan.groups.filter { $0.kind == denied }.map(\.number))
        let pair = try pair(seed: seed, without: left) { fixture, _ in
            try fixture.put("eve", .readOnly)
            try fixture.putGroup("few", users: ["eve"], denies: [V1.GroupKind(denied)])
        }
        try compare(pair, seed: seed, &random)
    }

    private func pair(
        seed: UInt64,
        without left: Set<Int>,
        _ arrange: (AccessFixture, _ isReal: Bool) throws -> Void
    ) throws -> Pair {
        let real = try AccessFixture(seed: seed)
        let twin = try AccessFixture(seed: seed, without: left)
        try arrange(real, true)
        try arrange(twin, false)
        return Pair(
            real: try real.client("eve"),
            twin: try twin.client("eve"),
            fixtures: [real, twin]
        )
    }

    // MARK: Comparing

    private func compare(_ pair: Pair, seed: UInt64, _ random: inout SplitMix64) throws {
        var rowCount = 0
        for step in 0..<160 {
            let call = self.call(&random, pair.fixtures[0].plan)
            var tokens: (String?, String?) = (nil, nil)
            repeat {
                let requests = (paged(call, tokens.0), paged(call, tokens.1))
                tokens = (nil, nil)
                let real = try RecordedReply(call.method, requests.0, pair.real) { reply in
                    tokens.0 = Self.token(reply) ?? tokens.0
                    if case .array(let rows)? = reply["rows"] { rowCount += rows.count }
                }
                let twin = try RecordedReply(call.method, requests.1, pair.twin) { reply in
                    tokens.1 = Self.token(reply) ?? tokens.1
                }
                #expect(
                    real == twin,
                    "seed \(seed), step \(step): \(call.method) \(call.request.text())"
                )
                guard real == twin else { return }
            } while tokens.0 != nil && tokens.1 != nil
        }
        #expect(rowCount > 100)
    }

    private static func token(_ reply: JSONValue) -> String? {
        guard case .string(let token)? = reply["nextPageToken"], !token.isEmpty else { return nil }
        return token
    }

    private func paged(_ call: DrawnCall, _ token: String?) -> JSONValue {
        guard let token, case .object(let members) = call.request else { return call.request }
        return .object(members + [.init("page_token", .string(token))])
    }

    // MARK: Random calls

    private struct DrawnCall {
        var method: String
        var request: JSONValue
    }

    private func call(_ random: inout SplitMix64, _ plan: DocumentedStore) -> DrawnCall {
        func draw(_ count: UInt64) -> Int { Int(random.next() % count) }
        let group = plan.groups[draw(24)]
        let kinds = ["GROUP_KIND_SECURITY", "GROUP_KIND_MICROSOFT_365"]
        let texts = ["a", "e", "S", "ß", "board", "Lee", "3"]
        var fields: [JSONValue.Member] = []
        func set(_ name: String, _ value: JSONValue) { fields.append(.init(name, value)) }
        let organization = JSONValue.string(DocumentedStore.organization)
        if draw(4) == 0 { set("page_size", .number(String(1 + draw(7)))) }
        let method: String
        switch draw(10) {
        case 0, 1:
            method = "List"
            set("organization_id", organization)
            set("kind", .string(kinds[draw(2)]))
            let columns = ["GROUP_SORT_COLUMN_NAME", "GROUP_SORT_COLUMN_MEMBERS_MATCHED"]
            set(
                "sort",
                .object([
                    .init("column", .string(columns[draw(2)])),
                    .init("descending", .bool(draw(2) == 0)),
                ])
            )
            if draw(3) == 0 {
                set("filter", .object([.init("name_contains", .string(texts[draw(7)]))]))
            }
            if draw(3) == 0 {
                set("columns", .array([.string("nested_groups"), .string("other_members")]))
            }
        case 2:
            method = "Get"
            fields = []
            set("id", .string(group.publicID.text))
        case 3:
            method = ["Members", "Devices", "NestedGroups"][draw(3)]
            set("id", .string(group.publicID.text))
            if draw(3) == 0 { set("name_contains", .string(texts[draw(7)])) }
        case 4:
            method = "NestedGroups"
            set("id", .string(group.publicID.text))
        case 5:
            method = "Search"
            fields = []
            set("name_contains", .string(texts[draw(7)]))
            set("limit", .number(String(1 + draw(30))))
        case 6, 7:
            method = "OfPrincipal"
            set("organization_id", organization)
            switch draw(4) {
            case 0: set("contact_external_id", .string("c\(draw(10))"))
            case 1: set("configuration_external_id", .string("d\(draw(3))"))
            case 2:
                set("group_entra_id", .string(group.entraID.text))
            default:
                set("user_entra_id", .string(GUID(high: 1, low: UInt64(draw(21))).text))
            }
        case 8:
            method = "GetAccess"
            fields = []
            set("id", .string(group.publicID.text))
        default:
            return DrawnCall(
                method: "muster.v1.Changes/Subscribe",
                request: .object([
                    .init("snapshot", .object([])), .init("until_revision", .string("1")),
                ])
            )
        }
        return DrawnCall(method: "muster.v1.Groups/\(method)", request: .object(fields))
    }
}
