import Directory
import ReadModel
import Wire

/// List queries in process in every order, with every filter and by callers that may not see everything: the first page,
/// and pages as deep as the list goes.
struct ListVariantsScenario: Scenario {
    static let name = "list variants"
    private let options: BenchOptions

    init(options: BenchOptions) {
        self.options = options
    }

    func run(sizes: [BenchSize], log: (String) -> Void) throws -> Measured {
        var measured = Measured()
        for size in sizes {
            let contender = ListContender(ListDirectory(groupCount: size.groupCount))
            contender.archive(every: 25)
            for variant in ListVariant.all(of: contender.directory) {
                measured.figures += try measure(variant, contender, size)
            }
        }
        return measured
    }

    /// How far into the list a deep page begins; walking there through every page would take long.
    private static let deepPages = 400

    private func measure(
        _ variant: ListVariant,
        _ contender: ListContender,
        _ size: BenchSize
    ) throws -> [Figure] {
        let keys = try check(variant, contender, whole: size == .xs || size == .s)
        let count = size == .xs ? 5 : 100
        var first: [Duration] = []
        var deep: [Duration] = []
        for _ in 0...options.rounds {
            first.append(
                try contender.time(variant.query, as: variant.caller, after: [], count: count)
            )
            guard let key = keys.last else { continue }
            deep.append(
                try contender.time(variant.query, as: variant.caller, after: [key], count: count)
            )
        }
        // The first round does not count.
        let sample = Sample(Array(first.dropFirst()))
        var figure = Figure(variant.name, size, sample)
        figure.target = "P5"
        figure.compared = figure.value
        figure.limit = size == .l || size == .million || size == .xl ? .atMost(3000) : nil
        guard deep.count > 1 else { return [figure] }
        let deepSample = Sample(Array(deep.dropFirst()))
        var later = Figure("\(variant.name), page \(keys.count + 1)", size, deepSample)
        later.target = "P5"
        later.baseline = Figure.Baseline(name: "its first page", value: figure.value)
        later.compared = deepSample.median.seconds / sample.median.seconds
        // Of pages within microseconds the target does not speak.
        later.limit = figure.limit == nil || later.value < 100 ? nil : .atMost(1.5)
        return [figure, later]
    }

    /// Compares the rows with what the obviously slow version says, and answers where pages begin; of every page when
    /// `whole`, else of as many as lie before the deep one.
    private func check(
        _ variant: ListVariant,
        _ contender: ListContender,
        whole: Bool
    ) throws -> [PageKey] {
        let includesArchived = variant.query.filter.includesArchived
        let expected = try contender.decodedRows().filter { row in
            variant.passes(row) && (includesArchived || !row.archived)
        }
        var keys: [PageKey] = []
        var found: [V1.GroupRow] = []
        let total = contender.totalCount(variant.query, as: variant.caller)
        guard total == expected.count else {
            throw BenchFailure("\(variant.name): \(total) rows instead of \(expected.count)")
        }
        while true {
            let page = try contender.page(variant.query, as: variant.caller, after: keys.last)
            found += page.rows
            guard let key = page.next, whole || keys.count < Self.deepPages else { break }
            keys.append(key)
        }
        let ids = Set(expected.map(\.id))
        guard found.count == Set(found.map(\.id)).count, found.allSatisfy({ ids.contains($0.id) }),
            !whole || found.count == expected.count
        else { throw BenchFailure("\(variant.name): rows that should not be there") }
        return keys
    }
}

extension Figure {
    fileprivate init(_ name: String, _ size: BenchSize, _ sample: Sample) {
        self.init(
            target: "",
            scenario: ListVariantsScenario.name,
            name: name,
            size: size.rawValue,
            unit: "µs",
            value: sample.median.seconds * 1e6,
            lowest: sample.lowest.seconds * 1e6,
            highest: sample.highest.seconds * 1e6
        )
    }
}
