import Cryptography
import Directory
import TestSupport
import Testing

@testable import ReadModel

@Suite struct PageTokenTests {
    private let code = HMACSHA256(key: [UInt8](repeating: 7, count: 32))
    private let query = ListQuery(organization: OrganizationID(1), kind: .security)

    private func binding(
        storeID: GUID = GUID(high: 1, low: 2),
        principal: String = "anna",
        query: ListQuery? = nil
    ) -> PageToken.Binding {
        PageToken.Binding(
            code: code,
            storeID: storeID,
            principalKey: principal,
            fingerprint: (query ?? self.query).fingerprint
        )
    }

    private func failure(
        _ text: String,
        _ binding: PageToken.Binding
    ) -> PageTokenError? {
        do {
            _ = try PageToken(opening: text, for: binding)
            return nil
        } catch {
            return error
        }
    }

    private var token: PageToken {
        let row = RowKey(name: Array("straße".utf8), publicID: GUID(high: 3, low: 4))
        return PageToken(revision: Revision(9), key: PageKey(value: nil, row: row))
    }

    @Test(arguments: [nil, .number(.max), .number(0), .text([]), .text([1, 2])] as [SortValue?])
    func aTokenOpensAsItWasSealed(value: SortValue?) throws {
        let row = RowKey(name: Array("all".utf8), publicID: GUID(high: .max, low: 0))
        let token = PageToken(revision: Revision(1 << 40), key: PageKey(value: value, row: row))
        let text = token.sealed(for: binding())
        #expect(try PageToken(opening: text, for: binding()) == token)
    }

    @Test func aTokenOfAnotherCallerIsRefused() {
        let text = token.sealed(for: binding())
        #expect(failure(text, binding(principal: "berta")) == .otherCaller)
    }

    @Test func aTokenOfAnotherQueryIsRefused() {
        let text = token.sealed(for: binding())
        var others = [query, query, query, query, query, query]
        others[0].kind = .microsoft365
        others[1].organization = OrganizationID(2)
        others[2].filter.nameContains = "a"
        others[3].filter.domain = "a"
        others[4].sort.isDescending = true
        others[5].filter.hasUnmatchedMembers = false
        for other in others { #expect(failure(text, binding(query: other)) == .otherQuery) }
    }

    @Test func anotherPageSizeIsTheSameQuery() throws {
        var other = query
        other.rowsMax = 3
        other.filter.nameContains = ""
        let text = token.sealed(for: binding())
        #expect(try PageToken(opening: text, for: binding(query: other)) == token)
    }

    @Test func aTokenOfAnotherStoreIsMalformed() {
        let text = token.sealed(for: binding())
        #expect(failure(text, binding(storeID: GUID(high: 1, low: 3))) == .malformed)
    }

    @Test func noChangedTokenOpens() throws {
        let text = token.sealed(for: binding())
        let bytes = try #require(Base64.url.decode(text))
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x10
            #expect(failure(Base64.url.encode(changed), binding()) != nil, "byte \(index)")
        }
        for count in 0..<bytes.count {
            let cut = Array(bytes.prefix(count))
            #expect(failure(Base64.url.encode(cut), binding()) != nil, "\(count) bytes")
        }
        #expect(failure("not a token", binding()) == .malformed)
    }
}
