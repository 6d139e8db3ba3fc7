import Documents
import Foundation
import Testing
import Wire

/// Draws documents, and reads them back with poppler, which shares no code with what drew them.
enum PaperReader {
    /// A group's section as the service draws it: its head, its rows in pieces, its end.
    static func pdf(_ group: TestGroup, paper: Paper = .a4, isMeasuring: Bool = false) -> [UInt8] {
        let document = PDFDocument(group.frame(paper), isMeasuring: isMeasuring)
        var bytes: [UInt8] = []
        for block in group.blocks() {
            document.draw(block)
            bytes += document.takeBytes()
        }
        document.finish()
        #expect(document.failure == nil)
        return bytes + document.takeBytes()
    }

    /// The text of the pages, as `pdftotext` finds it.
    static func text(_ pdf: [UInt8], keepsLayout: Bool = false) throws -> String {
        let arguments = (keepsLayout ? ["-layout"] : ["-raw"]) + ["-enc", "UTF-8", "-", "-"]
        return String(decoding: try run("pdftotext", arguments, input: pdf), as: UTF8.self)
    }

    /// The text of each page.
    static func pages(_ pdf: [UInt8]) throws -> [String] {
        try text(pdf, keepsLayout: true).split(separator: "\u{0C}").map(String.init)
    }

    static func pageCount(_ pdf: [UInt8]) throws -> Int {
        let info = String(decoding: try run("pdfinfo", ["-"], input: pdf), as: UTF8.self)
        let line = try #require(info.split(separator: "\n").first { $0.hasPrefix("Pages:") })
        return try #require(Int(line.dropFirst("Pages:".count).filter(\.isNumber)))
    }

    /// The addresses that the pages link to.
    static func links(_ pdf: [UInt8]) throws -> String {
        String(decoding: try run("pdfinfo", ["-url", "-"], input: pdf), as: UTF8.self)
    }

    /// The first page as a picture.
    static func firstPage(_ pdf: [UInt8]) throws -> Picture {
        let arguments = ["-r", "144", "-gray", "-f", "1", "-l", "1", "-"]
        let file = try run("pdftoppm", arguments, input: pdf)
        // Kind, width, height and the brightest value, each with one byte of white space after it; then the picture.
        var rest = file[...]
        let head = try (0..<4).map { _ in
            let end = try #require(rest.firstIndex { [0x20, 0x0A].contains($0) })
            defer { rest = rest[(end + 1)...] }
            return String(decoding: rest[..<end], as: UTF8.self)
        }
        try #require(head[0] == "P5" && head[3] == "255")
        let width = try #require(Int(head[1]))
        let height = try #require(Int(head[2]))
        try #require(rest.count == width * height)
        return Picture(width: width, values: Array(rest))
    }

    /// A page in grey, two values a point.
    struct Picture {
        var width: Int
        /// Row after row, from 0 for black to 255 for white.
        var values: [UInt8]

        /// The darkest value of a part of the page, whose sides are given in points from the upper left corner.
        func darkest(x: Range<Int>, y: Range<Int>) -> UInt8 {
            var darkest = UInt8.max
            for row in y.lowerBound * 2..<y.upperBound * 2 {
                let columns = row * width + x.lowerBound * 2..<row * width + x.upperBound * 2
                darkest = min(darkest, values[columns].min() ?? .max)
            }
            return darkest
        }
    }

    static func run(_ tool: String, _ arguments: [String], input: [UInt8]) throws -> Data {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "muster-\(UUID().uuidString).pdf")
        try Data(input).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let source = arguments.firstIndex(of: "-").map { index in
            var arguments = arguments
            arguments[index] = file.path
            return arguments
        }
        process.arguments = [tool] + (source ?? arguments)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(tool)")
        return data
    }
}

/// A made-up group with its members.
struct TestGroup {
    var row = V1.GroupRow()
    var detail = V1.GroupDetail()
    var members: [V1.MemberRow] = []
    var devices: [V1.DeviceRow] = []
    var nestedGroups: [V1.NestedGroupRow] = []

    init(_ name: String, kind: V1.GroupKind = .security) {
        row = V1.GroupRow {
            $0.name = name
            $0.kind = kind
            $0.id = "b0a3a7d0-0000-8000-8000-000000000001"
            $0.entraID = "5f0e1a34-1111-4222-8333-444455556666"
            $0.tenantID = "11111111-2222-4333-8444-555566667777"
            $0.syncStatus = .enabled
            $0.assetIcon = .green
            $0.membershipType = .assigned
            $0.domain = "contoso.example"
            $0.integration = V1.IntegrationRef { $0.name = "Microsoft of Contoso" }
            $0.updated = Google.Timestamp(milliseconds: 1_795_000_000_000)
        }
        detail = V1.GroupDetail {
            $0.manageURL =
                "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/GroupDetailsMenuBlade/~/Overview/groupId/5f0e1a34"
        }
    }

    func frame(_ paper: Paper) -> PDFDocument.Frame {
        PDFDocument.Frame(
            paper: paper,
            title: row.name,
            footer: "Contoso · as of 2026-11-23 13:05 UTC · revision 42"
        )
    }

    /// Every block, the rows in pieces of 100.
    func blocks() -> some Sequence<Block> {
        var section = GroupSection(row, detail: detail)
        var blocks = section.head()
        for start in stride(from: 0, to: members.count, by: 100) {
            blocks += section.members(Array(members[start..<min(start + 100, members.count)]))
        }
        blocks += section.nestedGroups(nestedGroups)
        blocks += section.devices(devices)
        return blocks + section.end()
    }

    mutating func addMatched(_ name: String, entraName: String, userPrincipalName: String) {
        members.append(
            V1.MemberRow {
                $0.type = .user
                $0.name = name
                $0.displayName = entraName
                $0.userPrincipalName = userPrincipalName
                $0.matchState = .matched
                $0.contact = V1.ContactRef { $0.name = name }
            }
        )
    }

    mutating func addUnmatched(_ name: String, userPrincipalName: String, isGuest: Bool = false) {
        members.append(
            V1.MemberRow {
                $0.type = .user
                $0.name = name
                $0.userPrincipalName = userPrincipalName
                $0.matchState = .unmatched
                $0.guest = isGuest
            }
        )
    }
}
