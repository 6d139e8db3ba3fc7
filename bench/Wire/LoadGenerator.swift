/// h2load: a bounded number of requests over ten connections of ten streams each.
struct LoadGenerator {
    /// What is put before the command, to hold it on a processor that no server has.
    let pin: [String]

    /// What is asked, again and again.
    struct Request {
        var url: String
        /// Arguments for headers and body.
        var arguments: [String] = []
    }

    /// What became of a run: how many bytes of content came back, and how many replies a second.
    struct Run {
        var byteCount: Int
        var rate: Double
    }

    /// Runs `count` requests, all of which must succeed.
    func run(_ request: Request, count: Int, connections: Int = 10) throws -> Run {
        let command =
            pin + [
                "h2load", "-n", "\(count)", "-c", "\(connections)", "-m", "10",
            ] + request.arguments + [request.url]
        guard let output = ChildProcess.output(of: command) else {
            throw BenchFailure("h2load failed on \(request.url)")
        }
        let lines = output.split(separator: "\n")
        guard let statuses = lines.first(where: { $0.hasPrefix("status codes: ") }),
            statuses.hasPrefix("status codes: \(count) 2xx"),
            let traffic = lines.first(where: { $0.hasPrefix("traffic: ") }),
            let data = traffic.split(separator: ",").last,
            let bytes = data.split(whereSeparator: { "()".contains($0) }).dropFirst().first,
            let byteCount = Int(bytes),
            let finished = lines.first(where: { $0.hasPrefix("finished in ") }),
            let rate = finished.split(separator: " ").dropFirst(3).first, let rate = Double(rate)
        else { throw BenchFailure("h2load on \(request.url): \(output)") }
        return Run(byteCount: byteCount, rate: rate)
    }
}
