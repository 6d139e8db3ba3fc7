import Foundation
import Testing

/// What a reader of the source may rely on.
@Suite struct SourceTests {
    /// Past this a noun is hiding in the file.
    private let linesMax = 500

    private func everyFile() throws -> [SourceTree.File] {
        try ["Sources", "Tests", "bench"].flatMap(SourceTree.files(under:))
    }

    @Test func filesStayShort() throws {
        for file in try everyFile() {
            #expect(file.lines.count <= linesMax, "\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test func noMarkerIsLeftBehind() throws {
        let markers = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
        for file in try everyFile() {
            for (index, line) in file.lines.enumerated() {
                let words = line.split { !$0.isLetter }
                for marker in markers {
                    #expect(!words.contains(Substring(marker)), "\(file.path):\(index + 1)")
                }
            }
        }
    }

    @Test func everySourceFileSaysWhatItIs() throws {
        for file in try SourceTree.files(under: "Sources") where !file.path.hasSuffix("main.swift")
        {
            let documented = file.lines.contains {
                $0.trimmingCharacters(in: .whitespaces).hasPrefix("///")
            }
            #expect(documented, "\(file.path) has no documentation comment")
        }
    }

    @Test func uncheckedSendabilityGivesItsReason() throws {
        for file in try SourceTree.files(under: "Sources") {
            for (index, line) in file.lines.enumerated()
            where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
                let around = file.lines[max(0, index - 6)...min(file.lines.count - 1, index + 1)]
                let reasoned = around.contains {
                    $0.trimmingCharacters(in: .whitespaces).hasPrefix("//")
                }
                #expect(reasoned, "\(file.path):\(index + 1) gives no reason")
            }
        }
    }

    @Test func buildOutputIsNotTracked() throws {
        let tracked = try SourceTree.trackedPaths()
        #expect(tracked.contains("Package.swift"))
        for path in tracked {
            #expect(!path.hasPrefix(".build"), "\(path)")
            #expect(!path.hasSuffix("Package.resolved"), "\(path)")
        }
    }
}
