import Directory
import Testing

@testable import Graph

@Suite struct RetryAfterTests {
    /// 1994-11-06T08:49:07Z, half a minute before the date of RFC 9110.
    static let now = Timestamp(milliseconds: 784_111_747_000)

    /// Rule 21: seconds, and the three forms of RFC 9110 section 5.6.7.
    @Test(arguments: [
        ("0", 0), ("7", 7000), ("120", 120_000), ("99999999999", 1_000_000_000_000),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 30_000), ("Sunday, 06-Nov-94 08:49:37 GMT", 30_000),
        ("Sun Nov  6 08:49:37 1994", 30_000), ("Sun, 06 Nov 1994 08:40:00 GMT", 0),
    ])
    func whatItAsksFor(text: String, milliseconds: Int64) {
        #expect(
            RetryAfter(text, now: RetryAfterTests.now)?.milliseconds == milliseconds
        )
    }

    @Test(arguments: [
        "", "-1", "soon", "1.5", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:00:00 GMT", ":", "Nov :",
        "Sun, Nov 1994 08:49:37 GMT", "a b c d e f",
    ])
    func whatMeansNothing(text: String) {
        #expect(RetryAfter(text, now: RetryAfterTests.now) == nil)
    }
}
