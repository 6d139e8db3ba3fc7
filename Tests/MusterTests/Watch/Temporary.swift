import Foundation

/// A file that is there for as long as the value is.
final class TemporaryFile {
    private let folder: TemporaryFolder
    private let handle: FileHandle

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("", to: "file")
        handle = try FileHandle(forWritingTo: URL(filePath: "\(folder.path)/file"))
    }

    var descriptor: CInt { handle.fileDescriptor }

    var text: String {
        (try? String(contentsOfFile: "\(folder.path)/file", encoding: .utf8)) ?? ""
    }
}

/// A folder that is there for as long as the value is.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "muster-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
    }

    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }
}
