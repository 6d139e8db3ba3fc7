import Graph
import Testing

@Suite struct FieldTests {
    /// Rule 11: an absent key leaves, a null clears, a value replaces.
    @Test func presenceDecides() {
        #expect(Field<String>.absent.merged(over: "old") == "old")
        #expect(Field<String>.absent.merged(over: nil) == nil)
        #expect(Field<String>.null.merged(over: "old") == nil)
        #expect(Field.value("new").merged(over: "old") == "new")
        #expect(!Field<String>.absent.isPresent)
        #expect(Field<String>.null.isPresent)
        #expect(Field.value("new").isPresent)
        #expect(Field.value("new").value == "new")
        #expect(Field<String>.null.value == nil)
    }
}
