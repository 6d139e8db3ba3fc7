import TestSupport
import Testing

@testable import ReadModel

@Suite struct TextSearchTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func itFindsTheFirstPlaceThatASlowSearchFinds(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<400 {
            let text = (0..<Int.random(in: 0..<80, using: &random)).map { _ in
                UInt8.random(in: 97...99, using: &random)
            }
            let needle = (0..<Int.random(in: 1..<6, using: &random)).map { _ in
                UInt8.random(in: 97...99, using: &random)
            }
            let start = Int.random(in: 0...text.count, using: &random)
            let expected = (start..<max(start, text.count - needle.count + 1)).first { place in
                place + needle.count <= text.count
                    && Array(text[place..<place + needle.count]) == needle
            }
            let search = TextSearch(needle)
            let found = unsafe text.withUnsafeBufferPointer {
                unsafe search.firstIndex(in: $0, from: start)
            }
            #expect(found == expected, "seed \(seed): \(needle) in \(text) from \(start)")
            #expect(
                search.occurs(in: text) == (start == 0 ? expected != nil : search.occurs(in: text))
            )
        }
    }
}
