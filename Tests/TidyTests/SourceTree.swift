import Foundation

/// The project's own source, as text.
struct SourceTree {
    /// The folder that holds Package.swift.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A Swift file: where it is, which module it belongs to, and its lines.
    struct File {
        let path: String
        let module: String
        let lines: [String]
    }

    /// Every Swift file under `folder`, a folder of `root`; the module is the folder's first level.
    static func files(under folder: String) throws -> [File] {
        let base = root.appending(path: folder)
        let names = try FileManager.default.subpathsOfDirectory(atPath: base.path)
        return try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
            let text = try String(contentsOf: base.appending(path: name), encoding: .utf8)
            return File(
                path: "\(folder)/\(name)",
                module: String(name.split(separator: "/")[0]),
                lines: text.components(separatedBy: "\n")
            )
        }
    }

    static func text(of path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The files that the repository tracks.
    static func trackedPaths() throws -> [String] {
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = ["git", "-C", root.path, "ls-files"]
        let output = Pipe()
        git.standardOutput = output
        try git.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        git.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
