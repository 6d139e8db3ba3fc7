import Directory
import Testing

@Suite struct SyncStatusTests {
    /// The facts in the order in which they decide, and what each decides.
    private static let precedence: [(StatusReasons, SyncStatus)] = [
        (.manual, .none), (.deletedHere, .disabled), (.archived, .orphaned),
        (.integrationRemoved, .disabled), (.kindSwitchedOff, .disabled), (.syncDisabled, .disabled),
        (.sourceDeleted, .orphaned), (.outOfScope, .orphaned),
    ]

    @Test func theFirstFactThatHoldsDecides() {
        for bits in UInt16(0)..<256 {
            let reasons = StatusReasons(rawValue: bits)
            let first = Self.precedence.first { reasons.contains($0.0) }
            #expect(reasons.status == first?.1 ?? .enabled, "\(bits)")
            #expect(reasons.isFrozen == (bits != 0))
        }
    }

    @Test func listAndAssetShowTheSameStatusInTheirOwnColours() {
        #expect(SyncStatus.allCases.map(\.listColour) == [nil, .grey, .yellow, .red])
        #expect(SyncStatus.allCases.map(\.assetColour) == [nil, .green, .yellow, .red])
    }
}
