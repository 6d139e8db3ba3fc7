import Foundation

/// One thing that is measured: it prepares its own input, checks its own results and answers figures.
///
/// A scenario is deterministic but for time. Its results are right at every size or it throws, so that a
/// small size of it is a test.
protocol Scenario: Sendable {
    /// What `--scenario` calls it.
    static var name: String { get }

    init(options: BenchOptions)

    /// Runs every contender at `sizes`, in rotation, and answers what was measured.
    func run(sizes: [BenchSize], log: (String) -> Void) throws -> Measured
}

/// What a scenario measured.
struct Measured: Sendable {
    var figures: [Figure] = []
    var curves: [LoadCurve] = []

    static func += (left: inout Measured, right: Measured) {
        left.figures += right.figures
        left.curves += right.curves
    }
}

/// What every scenario may be told.
struct BenchOptions: Sendable {
    /// How often each contender runs.
    var rounds: Int
    /// The Python that has the peers, and the folder of their programs; without it they are left out.
    var python: String?
    var peersPath: String
    /// The folder of the built programs, for scenarios that start them.
    var programsPath = BenchOptions.ownFolder
    /// Programs of other gRPC libraries that answer fixed bytes, to be measured beside the server.
    var wirePeers: [String] = []
    /// Where tenants of every size are stored.
    var stores = TenantStores()

    /// Where the running program is: the others are built beside it.
    static var ownFolder: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().path
    }
}

/// Every scenario, in the order in which they run; a new one is added here.
let scenarios: [any (Scenario & SendableMetatype).Type] = [
    MatcherScenario.self, ListScenario.self, ListVariantsScenario.self, RestScenario.self,
    WireScenario.self,
]

/// A result that is not what it must be: then no figure counts.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
