import Documents
import Testing

@Suite struct CSVTextTests {
    private func text(_ fields: [String]) -> String {
        String(decoding: CSVText.record(fields), as: UTF8.self)
    }

    @Test func fieldsAreQuotedOnlyWhereTheyMust() {
        #expect(text(["a", "", "b c"]) == "a,,b c\r\n")
        #expect(text(["a,b", "\"", "x\r\ny"]) == "\"a,b\",\"\"\"\",\"x\r\ny\"\r\n")
        #expect(text([" a", "b "]) == "\" a\",\"b \"\r\n")
        #expect(text(["山田 花子"]) == "山田 花子\r\n")
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1", "－1", "＋1", "＠1"])
    func whatLooksLikeAFormulaIsMadeText(formula: String) {
        #expect(text([formula]) == "\"'\(formula)\"\r\n")
    }

    @Test func aSignInsideIsNoFormula() {
        #expect(text(["a=b", "1-2"]) == "a=b,1-2\r\n")
    }
}
