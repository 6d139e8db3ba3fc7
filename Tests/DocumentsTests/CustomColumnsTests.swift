import Documents
import Testing
import Wire

@Suite struct CustomColumnsTests {
    private let owner = CustomFieldRow.field("Owner", .text, "=Ann")
    private let words = CustomFieldRow.field("Words", .tag, "blue", "green")
    private let heading = CustomFieldRow.field("Money", .header)

    @Test("A table has a column for each custom field, and none for a heading (row 76)")
    func columnsAreTheFieldsWithoutHeadings() {
        let columns = CustomColumns([owner, heading, words].compactMap(\.field))
        #expect(columns.header == ["custom_owner", "custom_words"])
        #expect(columns.record([words, owner]) == ["=Ann", "blue\ngreen"])
        #expect(columns.record([]) == ["", ""])
    }

    @Test func anElementOfJSONHasItsFieldsWithin() {
        var json = JSONStream()
        json.beginArray("groups")
        json.element(V1.GroupRow { $0.name = "Sales" }, with: "customFields", [owner])
        json.element(V1.GroupRow(), with: "customFields", [] as [V1.GroupCustomField])
        json.endArray()
        json.end()
        let text = String(decoding: json.take(), as: UTF8.self)
        #expect(text.contains(#"{"name":"Sales","customFields":[{"field":{"#))
        #expect(text.contains(#"{"customFields":[]}"#))
    }
}
