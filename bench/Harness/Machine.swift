import Foundation

/// Where and on what a run was measured, so that a kept result can be read later.
struct Machine: Codable, Sendable {
    var processor: String
    var coreCount: Int
    var system: String
    var compiler: String
    var build: String
    var commit: String
    var time: String
    /// What the tools that take part say of themselves.
    var versions: [String] = []

    static func current() -> Machine {
        Machine(
            processor: processorName(),
            coreCount: ProcessInfo.processInfo.activeProcessorCount,
            system: ProcessInfo.processInfo.operatingSystemVersionString,
            compiler: ChildProcess.output(of: ["swift", "--version"])?.firstLine ?? "",
            build: isDebug ? "debug" : "release",
            commit: ChildProcess.output(of: ["git", "rev-parse", "HEAD"])?.firstLine ?? "",
            time: Date().ISO8601Format(),
            versions: [
                ["nghttpd", "--version"], ["h2load", "--version"], ["openssl", "version"],
                ["python3", "--version"],
            ]
            .compactMap { ChildProcess.output(of: $0)?.firstLine }
        )
    }

    private static var isDebug: Bool {
        var isDebug = false
        assert(
            {
                isDebug = true; return true
            }()
        )
        return isDebug
    }

    private static func processorName() -> String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? ""
    }
}

extension String {
    fileprivate var firstLine: String {
        String(prefix { $0 != "\n" })
    }
}
