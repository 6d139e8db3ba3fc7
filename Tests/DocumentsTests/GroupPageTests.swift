import Documents
import Testing
import Wire

@Suite struct GroupPageTests {
    @Test("A mail draft with the recipient, and the group in Entra, are a click away (rows 50, 79)")
    func addressesAreLinks() throws {
        var group = TestGroup("Sales", kind: .microsoft365)
        group.row.email = "sales+o'neil%team@contoso.example"
        let links = try PaperReader.links(PaperReader.pdf(group))
        #expect(links.contains("mailto:sales+o%27neil%25team@contoso.example"))
        #expect(links.contains("https://entra.microsoft.com/#view/Microsoft_AAD_IAM"))
    }

    @Test(
        "Status, reasons and integration stand below the title (rows 74, 75)",
        arguments: [
            (V1.SyncStatus.enabled, V1.IconColour.green, "Enabled"),
            (.orphaned, .yellow, "Orphaned: archived"),
            (.disabled, .red, "Disabled: archived"),
        ]
    )
    func statusAndIntegration(
        status: V1.SyncStatus,
        colour: V1.IconColour,
        text: String
    ) throws {
        var group = TestGroup("Sales")
        group.row.syncStatus = status
        group.row.assetIcon = colour
        group.row.statusReasons = status == .enabled ? [] : [.archived]
        let page = try PaperReader.text(PaperReader.pdf(group))
        #expect(page.contains("\(text) · managed by Microsoft of Contoso"))
    }

    @Test("A part without members says so, and one that is hidden is not said to be empty (row 40)")
    func emptyIsNotHidden() throws {
        var group = TestGroup("Empty")
        let empty = try PaperReader.text(PaperReader.pdf(group))
        #expect(empty.matches(of: /None\./).count == 6)
        group.row.membershipHidden = true
        let hidden = try PaperReader.text(PaperReader.pdf(group))
        #expect(hidden.contains("unknown, which is not none"))
        #expect(!hidden.contains("None."))
    }

    @Test("Nested groups and devices have tables of their own (rows 31, 43, 45, 48)")
    func nestedGroupsAndDevices() throws {
        var group = TestGroup("Machines")
        group.nestedGroups = [
            V1.NestedGroupRow {
                $0.name = "Inner circle"
                $0.kind = .security
                $0.syncStatus = .orphaned
            }
        ]
        group.devices = [
            V1.DeviceRow {
                $0.name = "LAPTOP-1"
                $0.matchState = .matched
                $0.configuration = V1.ConfigurationRef { $0.name = "Laptop of Ann" }
            },
            V1.DeviceRow {
                $0.name = "LAPTOP-2"
                $0.matchState = .ambiguous
                $0.candidateCount = 3
            },
        ]
        let text = try PaperReader.text(PaperReader.pdf(group))
        let all = ["Inner circle", "Orphaned", "LAPTOP-1", "Laptop of Ann", "LAPTOP-2"]
        for wanted in all + ["3 records fit"] {
            #expect(text.contains(wanted), "\(wanted)")
        }
    }

    @Test("Custom fields stand below their headings, and what is empty is left out (rows 64, 73)")
    func customFields() throws {
        var group = TestGroup("Sales")
        group.detail.customFields = [
            CustomFieldRow.field("Owner", .text, "Ann Lee"),
            CustomFieldRow.field("Money", .header),
            CustomFieldRow.field("Share", .percent, "12.5"),
            CustomFieldRow.field("Billed", .checkbox, "true"),
            CustomFieldRow.field("Words", .tag, "blue", "green"),
            CustomFieldRow.field("Reviewed", .date),
            CustomFieldRow.field("Nothing below", .header),
        ]
        let text = try PaperReader.text(PaperReader.pdf(group))
        for wanted in ["Owner", "Ann Lee", "Money", "12.5 %", "Billed", "yes", "blue, green"] {
            #expect(text.contains(wanted), "\(wanted)")
        }
        #expect(!text.contains("Reviewed") && !text.contains("Nothing below"))
    }

    @Test func hostileNamesBreakNothing() throws {
        var group = TestGroup("a\u{0}b\u{7}c\u{202E}d\u{FFFF}'\\(x)<b>&amp;")
        group.addUnmatched("x\u{1}\u{2028}y\n\nz", userPrincipalName: "\u{200B}")
        group.addUnmatched("", userPrincipalName: "")
        group.addUnmatched("after all of them", userPrincipalName: "last@contoso.example")
        let text = try PaperReader.text(PaperReader.pdf(group))
        #expect(text.contains("<b>&amp;"))
        #expect(text.contains("after all of them"))
    }
}
