import Client
import Foundation
import Wire

/// Queries over the wire, through the whole server: its processor time a request beside nghttpd's with a
/// file of the same size.
struct WireScenario: Scenario {
    static let name = "wire"
    private let options: BenchOptions

    init(options: BenchOptions) {
        self.options = options
    }

    func run(sizes: [BenchSize], log: (String) -> Void) throws -> [Figure] {
        if let missing {
            log("\(Self.name): left out, because there is no \(missing)")
            return []
        }
        var figures: [Figure] = []
        for size in sizes {
            guard let profile = size.profile else {
                log("\(Self.name) \(size.rawValue): no tenant of this size is served")
                continue
            }
            figures += try measure(size, profile: profile)
        }
        return figures
    }

    /// The first program that is needed and not there.
    private var missing: String? {
        for tool in ["h2load", "nghttpd", "curl"]
        where ChildProcess.output(of: [tool, "--version"]) == nil {
            return tool
        }
        return ["muster", "muster-graph"]
            .map { "\(options.programsPath)/\($0)" }
            .first { !FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// One comparison: the same number of bytes from the server and from a file.
    private struct Cell {
        var target: String
        var name: String
        var request: LoadGenerator.Request
        var byteCount: Int
        var file: (server: FileServer, request: LoadGenerator.Request)
        var limit: Double
    }

    private func measure(_ size: BenchSize, profile: String) throws -> [Figure] {
        let pins = Self.pins
        let tenant = try ServedTenant(
            profile: profile,
            programs: options.programsPath,
            pin: pins.server
        )
        let generator = LoadGenerator(pin: pins.client)
        let folder = try TemporaryFolder()
        let cells = try Self.cells(tenant, generator, folder, pin: pins.server)
        let count = size == .xs ? 200 : 30_000
        var rotation = Rotation()
        for cell in cells {
            for (name, server, request) in [
                (cell.name, tenant.server, cell.request),
                ("nghttpd \(cell.name)", cell.file.server.child, cell.file.request),
            ] {
                rotation.add(name) {
                    let start = try server.processorTime()
                    let byteCount = try generator.run(request, count: count)
                    let time = try server.processorTime() - start
                    guard byteCount == cell.byteCount * count else {
                        throw BenchFailure("\(name): \(byteCount) bytes in \(count) replies")
                    }
                    return time / count
                }
            }
        }
        let samples = try rotation.run(rounds: options.rounds)
        return cells.compactMap { cell in
            guard let ours = samples[cell.name], let file = samples["nghttpd \(cell.name)"] else {
                return nil
            }
            return Self.figure(cell, size, ours, file)
        }
    }

    /// Checks one reply of each kind through a client, and learns its size through the load generator.
    private static func cells(
        _ tenant: ServedTenant,
        _ generator: LoadGenerator,
        _ folder: TemporaryFolder,
        pin: [String]
    ) throws -> [Cell] {
        let list = V1.ListGroupsRequest {
            $0.organizationID = ServedTenant.organization
            $0.kind = .security
            $0.pageSize = 50
        }
        let call = try tenant.client().stream(V1.GroupsService.list, list)
        var rows: [V1.GroupRow] = []
        while let response = try call.next() { rows += response.rows }
        guard !rows.isEmpty, rows.count <= 50 else {
            throw BenchFailure("a page had \(rows.count) rows")
        }
        let get = V1.GetGroupRequest { $0.id = rows[rows.count / 2].id }
        guard try tenant.client().call(V1.GroupsService.get, get).row?.id == get.id else {
            throw BenchFailure("Get answered another group")
        }
        let listBody = folder.path("list")
        let getBody = folder.path("get")
        try write(list.encoded(), to: listBody)
        try write(get.encoded(), to: getBody)
        func request(_ base: String, _ path: String, _ body: String) -> LoadGenerator.Request {
            LoadGenerator.Request(
                url: base + path,
                arguments: [
                    "-d", body, "-H", "content-type: application/grpc", "-H", "te: trailers",
                    "-H", "authorization: Bearer \(tenant.token)",
                ]
            )
        }
        let listed = request("\(tenant.cleartext)", V1.GroupsService.list.path, listBody)
        let listedSecurely = request("\(tenant.secure)", V1.GroupsService.list.path, listBody)
        let got = request("\(tenant.cleartext)", V1.GroupsService.get.path, getBody)
        let listBytes = try generator.run(listed, count: 1, connections: 1)
        let getBytes = try generator.run(got, count: 1, connections: 1)
        guard listBytes > rows.count * 100, getBytes > 100 else {
            throw BenchFailure("replies of \(listBytes) and \(getBytes) bytes")
        }
        let sizes = [listBytes, getBytes]
        let plain = try FileServer(sizes: sizes, tls: nil, pin: pin)
        let secure = try FileServer(
            sizes: sizes,
            tls: (tenant.privateKeyPath, tenant.certificatePath),
            pin: pin
        )
        func file(_ server: FileServer, _ size: Int) -> (FileServer, LoadGenerator.Request) {
            (server, LoadGenerator.Request(url: "\(server.base)/\(size)"))
        }
        return [
            Cell(
                target: "P1",
                name: "List, \(rows.count) rows, h2c",
                request: listed,
                byteCount: listBytes,
                file: file(plain, listBytes),
                limit: 1.25
            ),
            Cell(
                target: "P2",
                name: "List, \(rows.count) rows, TLS",
                request: listedSecurely,
                byteCount: listBytes,
                file: file(secure, listBytes),
                limit: 1
            ),
            Cell(
                target: "P3",
                name: "Get, h2c",
                request: got,
                byteCount: getBytes,
                file: file(plain, getBytes),
                limit: 1.25
            ),
        ]
    }

    private static func figure(
        _ cell: Cell,
        _ size: BenchSize,
        _ ours: Sample,
        _ file: Sample
    ) -> Figure {
        Figure(
            target: cell.target,
            scenario: name,
            name: cell.name,
            size: size.rawValue,
            unit: "µs",
            value: ours.median.seconds * 1e6,
            lowest: ours.lowest.seconds * 1e6,
            highest: ours.highest.seconds * 1e6,
            baseline: Figure.Baseline(
                name: "\(nghttpdVersion), file of \(cell.byteCount) B",
                value: file.median.seconds * 1e6
            ),
            compared: ours.median.seconds / file.median.seconds,
            // A test's few requests, or a page that is not full, are not what the target speaks of.
            limit: size == .xs || size == .s ? nil : .atMost(cell.limit)
        )
    }

    private static var nghttpdVersion: String {
        let text = ChildProcess.output(of: ["nghttpd", "--version"]) ?? ""
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The servers on one processor and the load on another, where there are two.
    private static var pins: (server: [String], client: [String]) {
        guard ProcessInfo.processInfo.activeProcessorCount > 1,
            ChildProcess.output(of: ["taskset", "-c", "0,1", "true"]) != nil
        else { return ([], []) }
        return (["taskset", "-c", "0"], ["taskset", "-c", "1"])
    }

    /// One gRPC message, not compressed.
    private static func write(_ message: [UInt8], to path: String) throws {
        var content: [UInt8] = [0]
        for shift in stride(from: 24, through: 0, by: -8) {
            content.append(UInt8(truncatingIfNeeded: message.count >> shift))
        }
        try Data(content + message).write(to: URL(fileURLWithPath: path))
    }
}

extension BenchSize {
    /// The profile of the simulated tenant that is nearest.
    fileprivate var profile: String? {
        switch self {
        case .xs, .s: "S"
        case .m: "M"
        case .l: "L"
        case .million: nil
        }
    }
}
