import Foundation

/// How much memory processes hold, as the kernel says.
enum ProcessMemory {
    /// The most that this process has held so far, in megabytes.
    static var peakMegabytes: Int { megabytes("VmHWM", of: "self") ?? 0 }

    /// A line of the status of `process` in megabytes, such as `VmRSS` for what it holds now.
    static func megabytes(_ name: String, of process: String) -> Int? {
        let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix("\(name):") }
        guard let words = line?.split(whereSeparator: \.isWhitespace), words.count > 1,
            let kilobytes = Int(words[1])
        else { return nil }
        return kilobytes * 1024 / 1_000_000
    }
}
