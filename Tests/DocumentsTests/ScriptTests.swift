import Documents
import Foundation
import Testing
import Wire

/// Groups in scripts that ask something of whoever sets them: what is read back is what was written.
@Suite struct ScriptTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let script: String
        let groupName: String
        let description: String
        let matched: [String]
        let unmatched: [String]
        let device: String

        var testDescription: String { script }
    }

    static let cases = [
        Case(
            script: "Japanese",
            groupName: "総務部の共有フォルダ（閲覧のみ）",
            description: "東京本社の総務部が管理する共有フォルダへの閲覧権限です。",
            matched: ["山田 花子", "佐藤 健太郎"],
            unmatched: ["鈴木 一郎", "髙橋 美咲"],
            device: "東京-ノート-017"
        ),
        Case(
            script: "Arabic",
            groupName: "مجموعة الموارد البشرية",
            description: "صلاحيات الوصول إلى ملفات الموارد البشرية في المكتب الرئيسي",
            matched: ["سارة الخطيب", "محمد عبد الله"],
            unmatched: ["ليلى منصور", "أحمد يوسف"],
            device: "حاسوب-الاستقبال"
        ),
        Case(
            script: "Hebrew",
            groupName: "הנהלת חשבונות",
            description: "גישה לתיקיות של הנהלת החשבונות במשרד הראשי",
            matched: ["דנה כהן", "יוסי לוי"],
            unmatched: ["רות ישראלי", "אבי מזרחי"],
            device: "מחשב-קבלה"
        ),
        Case(
            script: "Latin, Greek and Cyrillic",
            groupName: "Größte Übersicht – Ελληνικά и Кириллица",
            description: "Zugriff für alle; πρόσβαση για όλους; доступ для всех",
            matched: ["Jürgen Müßig", "Ελένη Παπαδοπούλου"],
            unmatched: ["Наталья Иванова", "Łukasz Żółć"],
            device: "ΓΡΑΦΕΙΟ-01"
        ),
    ]

    static func group(_ testCase: Case) -> TestGroup {
        var group = TestGroup(testCase.groupName)
        group.row.description = testCase.description
        for (index, name) in testCase.matched.enumerated() {
            group.addMatched(
                name,
                entraName: name,
                userPrincipalName: "matched\(index)@contoso.example"
            )
        }
        for (index, name) in testCase.unmatched.enumerated() {
            group.addUnmatched(name, userPrincipalName: "unmatched\(index)@contoso.example")
        }
        group.devices = [
            V1.DeviceRow {
                $0.name = testCase.device
                $0.operatingSystem = "Windows"
                $0.matchState = .unmatched
            }
        ]
        return group
    }

    @Test("Every script is set and can be read back (rows 73, 91)", arguments: cases)
    func everyScriptCanBeReadBack(testCase: Case) throws {
        let pdf = PaperReader.pdf(Self.group(testCase))
        let text = Self.folded(try PaperReader.text(pdf))
        let wanted =
            [testCase.groupName, testCase.description, testCase.device] + testCase.matched
            + testCase.unmatched
        for value in wanted {
            for word in value.split(separator: " ") {
                let readings = Self.readings(of: Self.folded(String(word)))
                #expect(readings.contains { text.contains($0) }, "\(testCase.script): \(word)")
            }
        }
    }

    /// The forms in which poppler may tell a word.
    ///
    /// It turns what runs from right to left round by itself, and two things escape it: a ligature of lam and alef is one
    /// glyph, whose letters it turns round as well, and of a line whose other words run from left to right it tells
    /// what stands beside a hyphen in the order of the paper.
    static func readings(of word: String) -> [String] {
        let rightToLeft: ClosedRange<Unicode.Scalar> = "\u{590}"..."\u{8FF}"
        guard word.unicodeScalars.contains(where: rightToLeft.contains) else { return [word] }
        let words = [word, word.replacing("\u{644}\u{627}", with: "\u{627}\u{644}")]
        return words + words.map { $0.split(separator: "-").reversed().joined(separator: "-") }
    }

    @Test("Nothing is drawn between a title at the right and the state below it")
    func nothingStandsBesideTheTitle() throws {
        let hebrew = try #require(Self.cases.first { $0.script == "Hebrew" })
        let picture = try PaperReader.firstPage(PaperReader.pdf(Self.group(hebrew)))
        let title = picture.darkest(x: 430..<550, y: 50..<80)
        #expect(title < 100, "the title stands at the right")
        #expect(picture.darkest(x: 290..<400, y: 50..<95) == 255)
    }

    /// Without what only directs the display, in compatibility form: presentation forms of Arabic are letters again.
    static func folded(_ text: String) -> String {
        let plain = text.precomposedStringWithCompatibilityMapping.unicodeScalars.filter {
            !("\u{200E}"..."\u{200F}").contains($0) && !("\u{202A}"..."\u{202E}").contains($0)
                && !("\u{2066}"..."\u{2069}").contains($0) && !$0.properties.isWhitespace
        }
        return String(String.UnicodeScalarView(plain))
    }

    /// `MUSTER_KEEP_PDF` names a folder in which the documents are kept, for somebody to look at.
    @Test func everyDocumentOpensAndCanBeKept() throws {
        var documents = Self.cases.map { ($0.script, PaperReader.pdf(Self.group($0))) }
        documents.append(("Long", PaperReader.pdf(LongGroupTests.group(memberCount: 400))))
        documents.append(("Book", RunbookTests.book(groupCount: 90).bytes))
        let folder = ProcessInfo.processInfo.environment["MUSTER_KEEP_PDF"].map {
            URL(filePath: $0)
        }
        for (name, bytes) in documents {
            #expect(bytes.starts(with: Array("%PDF-".utf8)), "\(name)")
            #expect(try PaperReader.pageCount(bytes) >= 1, "\(name)")
            try folder.map { try Data(bytes).write(to: $0.appending(path: "\(name).pdf")) }
        }
    }
}
