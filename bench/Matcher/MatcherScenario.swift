import Directory
import Matching

/// The matcher: everything from nothing, and one changed contact.
struct MatcherScenario: Scenario {
    static let name = "matcher"
    private let options: BenchOptions

    init(options: BenchOptions) {
        self.options = options
    }

    func run(sizes: [BenchSize], log: (String) -> Void) throws -> Measured {
        var figures: [Figure] = []
        var reference: (size: BenchSize, time: Duration)?
        for size in sizes {
            let directory = MatcherDirectory(userCount: size.userCount)
            let image = directory.image()
            // The largest tenant is there for what one change costs.
            if size != .xl { figures += try full(directory, image, size, log: log) }
            if size != .million, size != .xl { figures += try worst(directory, image, size) }
            let sample = try incremental(image)
            figures += Self.incrementalFigures(sample, size, reference: reference)
            // Below a hundred thousand users the caches of the processor hide what a tenant costs.
            if reference == nil, size != .xs, size != .s { reference = (size, sample.median) }
        }
        return Measured(figures: figures)
    }

    /// All stages for all users, matches and candidates written out.
    private func full(
        _ directory: MatcherDirectory,
        _ image: OrganizationImage,
        _ size: BenchSize,
        log: (String) -> Void
    ) throws -> [Figure] {
        let expected = directory.expected
        var rotation = Rotation()
        rotation.add("muster") {
            var matches: [Match] = []
            let time = ProcessorTime.measure {
                matches = Matcher.matches(of: image, hashKey: Self.hashKey)
            }
            let tally = Self.tally(matches)
            guard tally == expected else { throw BenchFailure("matched \(tally)") }
            return time
        }
        rotation.add("Dictionary of String") {
            var pairs: [(UInt32, UInt32)] = []
            let time = ProcessorTime.measure { pairs = DictionaryJoin(image: image).pairs() }
            guard pairs.count == expected.byEmail + 2 * expected.ambiguous else {
                throw BenchFailure("the dictionary found \(pairs.count) pairs")
            }
            return time
        }
        let tables = try PeerTables(image, expected: expected)
        for engine in ["duckdb", "polars", "sqlite"] {
            guard let peer = PeerJoin(engine: engine, tables: tables, options: options) else {
                log(
                    "\(Self.name) \(size.rawValue): no \(engine), because its Python module is missing"
                )
                continue
            }
            rotation.add("\(engine) \(peer.version)") { try peer.run() }
        }
        let samples = try rotation.run(rounds: options.rounds)
        guard let ours = samples["muster"] else { return [] }
        return rotation.contenders.compactMap { contender in
            guard contender.name != "muster", let baseline = samples[contender.name] else {
                return nil
            }
            return Self.figure(ours, against: contender.name, baseline, size)
        }
    }

    /// Directories that are made to be slow, beside the ordinary one of as many users.
    private func worst(
        _ directory: MatcherDirectory,
        _ image: OrganizationImage,
        _ size: BenchSize
    ) throws -> [Figure] {
        var rotation = Rotation()
        let ordinary = "the ordinary directory"
        rotation.add(ordinary) {
            ProcessorTime.measure { _ = Matcher.matches(of: image, hashKey: Self.hashKey) }
        }
        for worst in WorstDirectory.allCases {
            let image = worst.image(userCount: size.userCount)
            let ambiguous = worst.ambiguousCount(userCount: size.userCount)
            rotation.add(worst.rawValue) {
                var matches: [Match] = []
                let time = ProcessorTime.measure {
                    matches = Matcher.matches(of: image, hashKey: worst.hashKey)
                }
                let tally = Self.tally(matches)
                guard tally.ambiguous == ambiguous,
                    tally.byEmail == size.userCount - ambiguous
                else { throw BenchFailure("\(worst.rawValue): matched \(tally)") }
                return time
            }
        }
        let samples = try rotation.run(rounds: options.rounds)
        guard let baseline = samples[ordinary] else { return [] }
        return WorstDirectory.allCases.compactMap { worst in
            guard let sample = samples[worst.rawValue] else { return nil }
            var figure = Self.figure(sample, against: ordinary, baseline, size)
            figure.target = ""
            figure.name = worst.rawValue
            figure.compared = sample.median.seconds / baseline.median.seconds
            figure.limit = nil
            return figure
        }
    }

    private static func figure(
        _ ours: Sample,
        against name: String,
        _ baseline: Sample,
        _ size: BenchSize
    ) -> Figure {
        Figure(
            target: "P6",
            scenario: Self.name,
            name: "all stages, against the e-mail stage alone",
            size: size.rawValue,
            unit: "ms",
            value: ours.median.seconds * 1e3,
            lowest: ours.lowest.seconds * 1e3,
            highest: ours.highest.seconds * 1e3,
            baseline: Figure.Baseline(name: name, value: baseline.median.seconds * 1e3),
            compared: baseline.median.seconds / ours.median.seconds,
            limit: size == .l || size == .million ? limit(against: name) : nil
        )
    }

    private static func limit(against name: String) -> Figure.Limit? {
        if name.hasPrefix("sqlite") { return .atLeast(5) }
        if name.hasPrefix("duckdb") || name.hasPrefix("polars") { return .atLeast(1.5) }
        return nil
    }

    /// One contact gets another address and is matched anew, again and again.
    private func incremental(_ image: OrganizationImage) throws -> Sample {
        var index = MatchIndex(image, hashKey: Self.hashKey)
        _ = index.proposeAll()
        index.commit()
        var times: [Duration] = []
        for step in 0..<2000 {
            let contact = image.contacts[step * 7919 % image.contacts.count]
            var changed = contact.contact
            changed.emails = ["changed\(step)@contoso.com"]
            for state in [changed, contact.contact] {
                var changes: [MatchChange] = []
                let time = ProcessorTime.measure {
                    changes = index.propose([.contact(contact.id, state)])
                    index.commit()
                }
                // Only ambiguous matches can change: the others are sticky.
                guard changes.count <= 1 else { throw BenchFailure("\(changes.count) changes") }
                times.append(time)
            }
        }
        return Sample(times)
    }

    private static func incrementalFigures(
        _ sample: Sample,
        _ size: BenchSize,
        reference: (size: BenchSize, time: Duration)?
    ) -> [Figure] {
        var figure = Figure(
            target: "P7",
            scenario: Self.name,
            name: "one contact changed",
            size: size.rawValue,
            unit: "µs",
            value: sample.median.seconds * 1e6,
            lowest: sample.lowest.seconds * 1e6,
            highest: sample.highest.seconds * 1e6
        )
        figure.compared = figure.value
        figure.limit = .atMost(50)
        guard let reference else { return [figure] }
        var growth = figure
        growth.name = "one contact changed, growth with the tenant"
        growth.baseline = Figure.Baseline(
            name: "size \(reference.size.rawValue)",
            value: reference.time.seconds * 1e6
        )
        growth.compared = sample.median.seconds / reference.time.seconds
        growth.limit = .atMost(2)
        return [figure, growth]
    }

    private static func tally(_ matches: [Match]) -> MatcherDirectory.Tally {
        var tally = MatcherDirectory.Tally()
        for match in matches {
            switch match {
            case .matched(_, .email): tally.byEmail += 1
            case .matched(_, .userPrincipalName): tally.byUsername += 1
            case .matched(_, .fullName): tally.byName += 1
            case .ambiguous: tally.ambiguous += 1
            case .matched, .unmatched, .ignored: tally.unmatched += 1
            }
        }
        return tally
    }

    private static let hashKey = HashKey(
        first: 0x0706_0504_0302_0100,
        second: 0x0F0E_0D0C_0B0A_0908
    )
}
