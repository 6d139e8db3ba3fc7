import Testing

@testable import Transport

@Suite struct CallTimeoutTests {
    private func parse(_ text: String) -> CallTimeout {
        Array(text.utf8).withUnsafeBufferPointer { CallTimeout(parsing: $0) }
    }

    @Test(arguments: [
        ("1H", 3_600_000_000_000), ("2M", 120_000_000_000), ("3S", 3_000_000_000),
        ("4m", 4_000_000),
        ("5u", 5_000), ("6n", 6), ("0n", 0), ("00000007S", 7_000_000_000), ("99999999H", Int64.max),
        ("99999999S", 99_999_999_000_000_000),
    ])
    func readsDigitsAndUnit(text: String, nanoseconds: Int64) {
        #expect(parse(text) == .nanoseconds(nanoseconds))
    }

    @Test(arguments: ["", "1", "S", "1x", "-1S", "123456789S", "1 S", "1SS", "1.5S", "+1S"])
    func refusesAnythingElse(text: String) {
        #expect(parse(text) == .malformed)
    }
}
