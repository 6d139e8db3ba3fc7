import Foundation
import Transport

/// Queries over the wire, through the whole server: its processor time a request beside nghttpd's with a file of the same
/// size and other gRPC libraries' with as many fixed bytes, in a closed loop; then the times of replies at fixed rates.
struct WireScenario: Scenario {
    static let name = "wire"
    private let options: BenchOptions

    init(options: BenchOptions) {
        self.options = options
    }

    func run(sizes: [BenchSize], log: (String) -> Void) throws -> Measured {
        if let missing {
            log("\(Self.name): left out, because there is no \(missing)")
            return Measured()
        }
        var measured = Measured()
        for size in sizes {
            guard size != .million else {
                log("\(Self.name) \(size.rawValue): no tenant of this size is stored")
                continue
            }
            let store = try options.stores.open(size, log: log)
            let tenant = try ServedTenant(
                store.tenant,
                in: store.path,
                programs: options.programsPath,
                pin: Pins.current.server
            )
            measured += try measure(size, tenant, isSwept: size == sizes.last)
        }
        return measured
    }

    /// The first program that is needed and not there.
    private var missing: String? {
        for tool in ["h2load", "nghttpd"]
        where ChildProcess.output(of: [tool, "--version"]) == nil {
            return tool
        }
        return
            (["muster", "muster-bench"]
            .map { "\(options.programsPath)/\($0)" } + options.wirePeers)
            .first { !FileManager.default.isExecutableFile(atPath: $0) }
    }

    private func measure(_ size: BenchSize, _ tenant: ServedTenant, isSwept: Bool) throws
        -> Measured
    {
        let generator = LoadGenerator(pin: Pins.current.client)
        let folder = try TemporaryFolder()
        var cells = try WireCell.all(of: tenant)
        for index in cells.indices {
            try Data(cells[index].body).write(to: URL(fileURLWithPath: folder.path("\(index)")))
            let ours = Contender.tenant(tenant, cells[index], body: folder.path("\(index)"))
            cells[index].byteCount =
                try generator.run(ours.request, count: 1, connections: 1).byteCount
            guard cells[index].byteCount > 100 else {
                throw BenchFailure("\(cells[index].name): \(cells[index].byteCount) bytes")
            }
        }
        let servers = try Servers(cells, tenant: tenant, peers: options.wirePeers)
        let contenders = cells.enumerated().map { index, cell in
            [Contender.tenant(tenant, cell, body: folder.path("\(index)"))]
                + servers.contenders(of: cell, body: folder.path("\(index)"))
        }
        let count = size == .xs ? 200 : 30_000
        var rates: [String: [Double]] = [:]
        var rotation = Rotation()
        for contender in contenders.joined() {
            rotation.add(contender.name) {
                let start = try contender.server.processorTime()
                let run = try generator.run(contender.request, count: count)
                let time = try contender.server.processorTime() - start
                guard run.byteCount == contender.byteCount * count else {
                    throw BenchFailure(
                        "\(contender.name): \(run.byteCount) bytes in \(count) replies"
                    )
                }
                rates[contender.name, default: []].append(run.rate)
                return time / count
            }
        }
        let samples = try rotation.run(rounds: options.rounds)
        var measured = Measured()
        for (cell, contenders) in zip(cells, contenders) {
            measured.figures += Self.figures(cell, contenders, samples, size)
        }
        let sweep = LoadSweep(
            size: size,
            command: Pins.current.client + ["\(options.programsPath)/muster-bench"]
        )
        for (cell, contenders) in zip(cells, contenders) where isSwept && cell.isSwept {
            measured.curves += try sweep.run(
                contenders.compactMap { contender in
                    guard let rounds = rates[contender.name]?.sorted() else { return nil }
                    return LoadSweep.Contender(
                        name: contender.name,
                        server: contender.server,
                        loop: contender.loop,
                        closedLoopRate: rounds[rounds.count / 2]
                    )
                },
                size: size.rawValue
            )
        }
        return measured
    }

    /// The first contender of a cell beside each of the others.
    private static func figures(
        _ cell: WireCell,
        _ contenders: [Contender],
        _ samples: [String: Sample],
        _ size: BenchSize
    ) -> [Figure] {
        guard let ours = samples[cell.name] else { return [] }
        return contenders.dropFirst().compactMap { contender in
            guard let theirs = samples[contender.name] else { return nil }
            let isTarget = contender.isFile
            return Figure(
                target: isTarget ? cell.target : "",
                scenario: name,
                name: cell.name,
                size: size.rawValue,
                unit: "µs",
                value: ours.median.seconds * 1e6,
                lowest: ours.lowest.seconds * 1e6,
                highest: ours.highest.seconds * 1e6,
                baseline: Figure.Baseline(
                    name: "\(contender.version), \(contender.byteCount) B",
                    value: theirs.median.seconds * 1e6
                ),
                compared: ours.median.seconds / theirs.median.seconds,
                // A test's few requests, or a page that is not full, are not what the target speaks of.
                limit: size == .xs || size == .s || !isTarget
                    ? nil : cell.limit.map(Figure.Limit.atMost)
            )
        }
    }
}
