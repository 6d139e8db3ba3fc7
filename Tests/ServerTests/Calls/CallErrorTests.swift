import Access
import Store
import Testing
import Transport
import Wire

@testable import Server

@Suite struct CallErrorTests {
    private func decoded(_ error: CallError) throws -> Google.Status {
        try Google.Status(decoding: error.status.details)
    }

    @Test(arguments: ErrorReason.allCases)
    func theStatusHasTheCodeOfItsReason(reason: ErrorReason) throws {
        let error = CallError(reason, "what and why", figures: ["floor": "7"])
        #expect(Int32(error.status.code.rawValue) == reason.statusCode)
        #expect(error.status.message == "what and why")
        let status = try decoded(error)
        #expect(status.code == reason.statusCode)
        #expect(status.reason == reason)
        let info = try #require(
            status.details.lazy.compactMap { try? $0.unpacked(as: Google.ErrorInfo.self) }.first
        )
        #expect(info.metadata == ["floor": "7"])
    }

    @Test func aWrongFieldIsNamedInTextAndInDetails() throws {
        let error = CallError.invalid("filter.domain", "is no domain")
        #expect(error.status.code == .invalidArgument)
        #expect(error.message.contains("filter.domain"))
        let status = try decoded(error)
        let request = try #require(
            status.details.lazy.compactMap { try? $0.unpacked(as: Google.BadRequest.self) }
                .first { !$0.fieldViolations.isEmpty }
        )
        #expect(request.fieldViolations.map(\.field) == ["filter.domain"])
        #expect(request.fieldViolations.map(\.reason) == [ErrorReason.fieldInvalid.rawValue])
    }

    @Test func whoeverMeetsAFullServerIsToldWhenToComeBack() throws {
        let error = CallError.busy("commands")
        #expect(error.status.code == .resourceExhausted)
        #expect(error.status.retryPushbackMilliseconds == 500)
    }

    @Test(
        arguments: [
            (Refusal.tokenUnknown, ErrorReason.tokenInvalid),
            (.tokenExpired, .tokenInvalid), (.tokenRevoked, .tokenInvalid),
            (.principalDisabled, .roleInsufficient),
            (.capabilityMissing(.editRecords), .roleInsufficient),
            (.organizationNotFound, .notFound), (.groupNotFound, .notFound),
        ]
    )
    func everyRefusalHasItsReason(refusal: Refusal, reason: ErrorReason) {
        #expect(CallError(refusal).reason == reason)
    }

    @Test(
        arguments: [
            (StoreError.Reason.diskFull, ErrorReason.storageFull), (.busy, .tooManyCalls),
            (.belowHistoryFloor(floor: 3), .historyCompacted),
            (.futureRevision(current: 3), .futureRevision), (.damaged, .internalFault),
            (.inputOutput, .internalFault), (.closed, .internalFault), (.refused, .internalFault),
        ]
    )
    func whatTheStoreCannotDoHasItsReasonAndHidesThePath(
        reason: StoreError.Reason,
        expected: ErrorReason
    ) {
        let error = CallError(
            StoreError(reason, path: "/secret/place", operation: "reading", code: 0, detail: "x")
        )
        #expect(error.reason == expected)
        #expect(!error.message.contains("/secret/place"))
    }

    @Test func aRequestThatIsNoMessageIsRefusedWithItsField() {
        let bytes: [UInt8] = [0x0A, 0x05, 0x41]
        let error = #expect(throws: WireError.self) { try V1.GetGroupRequest(decoding: bytes) }
        guard let error else { return }
        #expect(CallError(error).reason == .messageMalformed)
    }
}
