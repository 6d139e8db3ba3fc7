import Cryptography
import Testing

@Suite struct RandomTests {
    @Test(arguments: [0, 1, 12, 32, 4096])
    func asManyBytesAsAskedFor(count: Int) {
        #expect(randomBytes(count).count == count)
    }

    @Test func noTwoDrawsAreAlike() {
        let draws = (0..<100).map { _ in randomBytes(16) }
        #expect(Set(draws).count == draws.count)
    }

    @Test func equalityIsOfLengthAndEveryByte() {
        #expect(constantTimeEquals([], []))
        #expect(constantTimeEquals([1, 2, 3], [1, 2, 3]))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2]))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2, 4]))
        #expect(!constantTimeEquals([], [0]))
    }
}
