import Directory
import TestSupport
import Testing

@Suite struct GUIDTests {
    @Test func readsBothCasesAndWritesLowerCase() {
        let guid = GUID("0F1E2D3C-4b5a-6978-8796-A5B4C3D2E1F0")
        #expect(guid == GUID(high: 0x0F1E_2D3C_4B5A_6978, low: 0x8796_A5B4_C3D2_E1F0))
        #expect(guid?.text == "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0")
        #expect(guid?.description == guid?.text)
    }

    @Test(arguments: [
        "", "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "{0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0}",
        "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f", "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f00",
        "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1fg", "0f1e2d3c_4b5a-6978-8796-a5b4c3d2e1f0",
        "0f1e2d3-c4b5a-6978-8796-a5b4c3d2e1f0", "-f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
        "０f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
    ])
    func refusesAnythingElse(text: String) {
        #expect(GUID(text) == nil)
    }

    @Test(arguments: [1, 2] as [UInt64])
    func textReadsBackAndOrdersAlike(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let left = GUID(high: random.next() >> 62, low: random.next())
            let right = GUID(high: random.next() >> 62, low: random.next())
            #expect(GUID(left.text) == left, "seed \(seed)")
            #expect((left < right) == (left.text < right.text), "seed \(seed)")
        }
    }
}
