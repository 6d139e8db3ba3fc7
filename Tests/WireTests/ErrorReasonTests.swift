import Foundation
import Testing
import Wire

@Suite struct ErrorReasonTests {
    @Test func anErrorCarriesItsReasonAndTheFieldsThatAreWrong() throws {
        let violation = Google.BadRequest.FieldViolation {
            $0.field = "page_size"
            $0.description = "at most 1000"
        }
        let status = Google.Status(
            .fieldInvalid,
            "page_size is 2000",
            metadata: ["max": "1000"],
            violations: [violation],
            retryAfter: .init(milliseconds: 1500)
        )
        let read = try Google.Status(decoding: status.encoded())
        #expect(read == status)
        #expect(read.code == 3)
        #expect(read.reason == .fieldInvalid)
        let names = read.details.map(\.typeURL)
        #expect(
            names
                == ["ErrorInfo", "BadRequest", "RetryInfo"].map {
                    "type.googleapis.com/google.rpc.\($0)"
                }
        )
    }

    @Test func aReasonThatIsNotKnownIsNone() {
        var status = Google.Status(.notFound, "no such group")
        status.details = [.init(Google.ErrorInfo { $0.reason = "SOMETHING_ELSE" })]
        #expect(status.reason == nil)
        status.details = []
        #expect(status.reason == nil)
    }

    /// `wire.md` lists every reason with its code and meaning, and no other.
    @Test func theDocumentListsEveryReason() throws {
        let url = ContractTests.projectRoot.appending(path: "proto-spec/wire.md")
        let text = try String(contentsOf: url, encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let expected = ErrorReason.allCases.map {
            "| `\($0.rawValue)` | \($0.statusCode) | \($0.meaning) |"
        }
        for row in expected { #expect(rows.contains { $0 == row }, "\(row)") }
        let listed = rows.filter { $0.split(separator: "|").count == 3 }
        #expect(listed.count == expected.count)
    }
}
