import Directory
import Graph
import Store
import Testing

@testable import Sync

/// Rule 11: what a round says of an object, over what was known.
@Suite struct StagedObjectTests {
    private var known: User {
        var user = User(displayName: "Ann", userPrincipalName: "ann@t.example")
        user.mail = "ann@t.example"
        user.surname = "Lee"
        user.isDeleted = true
        return user
    }

    private var said: StagedObject {
        var user = GraphUser(id: GUID(high: 1, low: 2))
        user.displayName = .value("Anna")
        user.surname = .null
        return StagedObject(user)
    }

    /// Rule 11: present keys write, a null clears, absent keys leave; and who is spoken of is there.
    @Test func anIncrementalRoundWritesWhatItSpeaksOf() {
        var expected = known
        expected.displayName = "Anna"
        expected.surname = nil
        expected.isDeleted = false
        #expect(said.properties(in: .users, over: .user(known)) == .user(expected))
    }

    /// Rule 11: a full round begins each object anew.
    @Test func aFullRoundForgetsWhatItDoesNotSpeakOf() {
        let expected = User(displayName: "Anna", userPrincipalName: "")
        #expect(said.properties(in: .users, over: nil) == .user(expected))
    }
}
