import Directory
import ReadModel
import Wire

/// List queries in process: pages of 50 rows in the default order, filtered, sorted, and one group.
struct ListScenario: Scenario {
    static let name = "list"
    private let options: BenchOptions

    init(options: BenchOptions) {
        self.options = options
    }

    func run(sizes: [BenchSize], log: (String) -> Void) throws -> Measured {
        var measured = Measured()
        for size in sizes {
            let contender = ListContender(ListDirectory(groupCount: size.groupCount))
            try Self.check(contender)
            let peer = try ListPeer(contender.directory, options: options)
            if let peer {
                try Self.check(peer, contender.directory)
            } else {
                log(
                    "\(Self.name) \(size.rawValue): no sqlite, because its Python module is missing"
                )
            }
            measured.figures += try againstSQLite(contender, peer, size)
            measured.figures += try withoutBaseline(contender, size)
        }
        return measured
    }

    // MARK: Right results

    /// Every page in the default order is the one that sorting all rows gives.
    private static func check(_ contender: ListContender) throws {
        let directory = contender.directory
        let keys: [PageKey?] = [nil] + contender.keys(of: ListContender.byName)
        guard keys.count == (directory.rows.count + pageRows - 1) / pageRows else {
            throw BenchFailure("the list has \(keys.count) pages")
        }
        for page in [0, 1, keys.count / 2, keys.count - 1] {
            let found = try contender.rows(of: ListContender.byName, after: keys[page])
            let range = page * pageRows..<min((page + 1) * pageRows, directory.rows.count)
            guard found.map(\.id) == directory.rows[range].map(\.publicID.text) else {
                throw BenchFailure("page \(page) of the default order is wrong")
            }
        }
        for query in [ListContender.filtered, ListContender.filteredByEmail] {
            var rows = try contender.rows(of: query, after: nil)
            for key in contender.keys(of: query) {
                rows += try contender.rows(of: query, after: key)
            }
            guard rows.count == directory.filteredCount, Set(rows.map(\.id)).count == rows.count
            else {
                throw BenchFailure("\(rows.count) rows passed the filter")
            }
            guard query.sort == .byName || rows.map(\.email).isDescending else {
                throw BenchFailure("the rows are not in the order of their addresses")
            }
        }
    }

    private static func check(_ peer: ListPeer, _ directory: ListDirectory) throws {
        let pageCount = directory.rows.count / pageRows
        for page in [0, pageCount / 2, pageCount - 1] {
            let range = page * pageRows..<(page + 1) * pageRows
            guard try peer.digest(ofPage: page) == directory.digest(of: range) else {
                throw BenchFailure("page \(page) of sqlite is not the page of the read model")
            }
        }
    }

    // MARK: Measuring

    private func againstSQLite(
        _ contender: ListContender,
        _ peer: ListPeer?,
        _ size: BenchSize
    ) throws -> [Figure] {
        let count = size == .xs ? 100 : 20_000
        let keys = contender.keys(of: ListContender.byName)
        let rowCount = contender.directory.rows.count
        // Only full pages, so that both sides answer as many rows.
        let deepKeys = Array(keys.prefix(rowCount / Self.pageRows - 1))
        var pairs: [(name: String, target: String)] = []
        var rotation = Rotation()
        func add(
            _ name: String,
            target: String,
            rows: Int,
            ours: @escaping () throws -> Duration,
            command: @escaping (Int) -> String
        ) {
            pairs.append((name, target))
            rotation.add(name, run: ours)
            guard let peer else { return }
            let count = count / 10
            rotation.add("sqlite \(name)") {
                try peer.time(command(count), count: count, rowCount: count * rows)
            }
        }
        add("first page, default order", target: "P4", rows: Self.pageRows) {
            try contender.time(ListContender.byName, count: count)
        } command: {
            "first \($0)"
        }
        add("pages all over the list, default order", target: "P4", rows: Self.pageRows) {
            try contender.time(ListContender.byName, after: deepKeys, stride: 7919, count: count)
        } command: {
            "pages \($0) 7919"
        }
        add("one group by its id", target: "", rows: 1) {
            try contender.timeGet(stride: 7919, count: count)
        } command: {
            "get \($0) 7919"
        }
        let samples = try rotation.run(rounds: options.rounds)
        return pairs.compactMap { name, target in
            guard let ours = samples[name] else { return nil }
            var figure = Figure(target, name, size, microseconds: ours)
            guard let peer, let theirs = samples["sqlite \(name)"] else { return figure }
            figure.baseline = Figure.Baseline(
                name: "SQLite \(peer.version) by index, in Python",
                value: theirs.median.seconds * 1e6
            )
            figure.compared = theirs.median.seconds / ours.median.seconds
            figure.limit = target.isEmpty ? nil : .atLeast(20)
            return figure
        }
    }

    private func withoutBaseline(
        _ contender: ListContender,
        _ size: BenchSize
    ) throws -> [Figure] {
        let count = size == .xs ? 10 : 200
        let filtered = ListContender.filteredByEmail
        let keys = contender.keys(of: filtered)
        var rotation = Rotation()
        rotation.add("name filter, by name") {
            try contender.time(ListContender.filtered, count: count)
        }
        rotation.add("by e-mail, first use of the order") {
            try contender.time(ListContender.byEmail, count: 3, sortingAnew: true)
        }
        rotation.add("by e-mail, afterwards") {
            try contender.time(ListContender.byEmail, count: count)
        }
        rotation.add(Self.filteredFirstUse) {
            try contender.time(filtered, count: 3, sortingAnew: true)
        }
        rotation.add(Self.filteredFirstPage) { try contender.time(filtered, count: count) }
        rotation.add(Self.filteredLaterPages) {
            try contender.time(filtered, after: keys, stride: 7, count: count)
        }
        let samples = try rotation.run(rounds: options.rounds)
        return rotation.contenders.compactMap { contender in
            guard let sample = samples[contender.name] else { return nil }
            return Self.figure(contender.name, sample, samples, size)
        }
    }

    /// The target speaks of 250 k groups: smaller lists are printed without it.
    private static func figure(
        _ name: String,
        _ sample: Sample,
        _ samples: [String: Sample],
        _ size: BenchSize
    ) -> Figure {
        let isTarget = [filteredFirstUse, filteredFirstPage, filteredLaterPages].contains(name)
        var figure = Figure(isTarget ? "P5" : "", name, size, microseconds: sample)
        if name == filteredLaterPages, let first = samples[filteredFirstPage] {
            figure.baseline = Figure.Baseline(
                name: "its first page",
                value: first.median.seconds * 1e6
            )
            figure.compared = sample.median.seconds / first.median.seconds
            figure.limit = size == .million ? .atMost(1.5) : nil
        } else if isTarget {
            figure.compared = figure.value
            figure.limit = size == .million ? .atMost(3000) : nil
        }
        return figure
    }

    private static let pageRows = ReplyLimits.pageRowsDefault
    private static let filteredFirstUse = "name filter, by e-mail, first use of the order"
    private static let filteredFirstPage = "name filter, by e-mail, first page"
    private static let filteredLaterPages = "name filter, by e-mail, later pages"
}

extension Figure {
    fileprivate init(_ target: String, _ name: String, _ size: BenchSize, microseconds: Sample) {
        self.init(
            target: target,
            scenario: ListScenario.name,
            name: name,
            size: size.rawValue,
            unit: "µs",
            value: microseconds.median.seconds * 1e6,
            lowest: microseconds.lowest.seconds * 1e6,
            highest: microseconds.highest.seconds * 1e6
        )
    }
}

extension [String] {
    fileprivate var isDescending: Bool {
        zip(self, dropFirst()).allSatisfy { !$0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
