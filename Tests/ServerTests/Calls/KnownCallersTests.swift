import Access
import Directory
import Testing

@testable import Server

/// What a loop remembers of callers is never more than what authentication would say.
@Suite struct KnownCallersTests {
    private func header(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }

    private func caller(_ key: String) -> Caller {
        Caller(principalKey: key, role: .readOnly, visible: .everything)
    }

    private let now = Timestamp(milliseconds: 1000)

    @Test func onlyTheExactHeaderIsKnown() {
        var known = KnownCallers()
        known.remember(caller("a"), sending: header("Bearer one"), until: nil)
        #expect(known.caller(sending: header("Bearer one"), at: now)?.principalKey == "a")
        for other in ["Bearer on", "Bearer one ", "Bearer onf", "bearer one", ""] {
            #expect(known.caller(sending: header(other), at: now) == nil)
        }
    }

    @Test func aTokenThatIsOverIsNotKnown() {
        var known = KnownCallers()
        known.remember(caller("a"), sending: header("t"), until: now)
        #expect(known.caller(sending: header("t"), at: Timestamp(milliseconds: 999)) != nil)
        #expect(known.caller(sending: header("t"), at: now) == nil)
    }

    @Test func theOldestMakesRoom() {
        var known = KnownCallers()
        let keys = (0...KnownCallers.countMax).map { "caller \($0)" }
        for key in keys { known.remember(caller(key), sending: header(key), until: nil) }
        #expect(known.caller(sending: header(keys[0]), at: now) == nil)
        for key in keys.dropFirst() {
            #expect(known.caller(sending: header(key), at: now)?.principalKey == key)
        }
    }
}
