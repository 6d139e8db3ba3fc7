import Directory
import Testing

@testable import Graph

@Suite struct TimestampTextTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2021-03-12T10:36:14Z", 1_615_545_374_000),
        ("2024-02-29T23:59:59.9Z", 1_709_251_199_900), ("2000-03-01T00:00:00.12Z", 951_868_800_120),
        ("2026-03-01T08:00:00.1234567Z", 1_772_352_000_123), ("1969-12-31T23:59:59Z", -1000),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000),
    ])
    func readsWhatGraphWrites(text: String, milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2021-03-12", "2021-03-12T10:36:14", "2021-02-29T10:36:14Z", "2021-13-12T10:36:14Z",
        "2021-03-12T24:00:00Z", "2021-03-12T10:36:14.Z", "2021-03-12T10:36:14.xZ",
        "2021-03-12 10:36:14Z", "x021-03-12T10:36:14Z", "2021-03-12T10:36:14+00:00Z",
    ])
    func refusesWhatItDoesNot(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }
}
