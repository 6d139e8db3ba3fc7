// swift-tools-version: 6.2
import PackageDescription

/// One block of settings for every target of ours.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
    .treatAllWarnings(as: .error),
]
/// Modules that touch no C library: there `unsafe` must be written out, so it cannot slip in.
let pure = strict + [.strictMemorySafety()]

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let hummingbird: [Target.Dependency] = ["Hummingbird", "HummingbirdHTTP2"].map {
    .product(name: $0, package: "hummingbird")
}
let lifecycle: [Target.Dependency] = ["ServiceLifecycle", "UnixSignals"].map {
    .product(name: $0, package: "swift-service-lifecycle")
}

let package = Package(
    name: "muster",
    products: [
        .executable(name: "muster", targets: ["muster"]),
        .executable(name: "muster-graph", targets: ["muster-graph"]),
        .executable(name: "muster-bench", targets: ["muster-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird",
            from: "2.28.1",
            traits: []
        ),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle.git",
            from: "2.13.0"
        ),
    ],
    targets: [
        // Doors: a module map and a shim header each, no logic.
        .systemLibrary(name: "CLinux"),
        .systemLibrary(
            name: "CNGHTTP2",
            pkgConfig: "libnghttp2",
            providers: [.apt(["libnghttp2-dev"])]
        ),
        .systemLibrary(name: "CLibSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CLibCrypto",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]
        ),
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),

        .systemLibrary(
            name: "CPango",
            pkgConfig: "pangocairo",
            providers: [.apt(["libpango1.0-dev", "libcairo2-dev"])]
        ),

        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),

        // Floor 1.
        .target(name: "Directory", swiftSettings: pure),
        .target(name: "Cryptography", dependencies: ["CLibCrypto"], swiftSettings: strict),

        // Floor 2.
        .target(name: "HTTPClient", dependencies: ["CCurl"], swiftSettings: strict),
        .target(name: "Access", dependencies: ["Directory"], swiftSettings: pure),
        .target(name: "Wire", dependencies: ["Directory"], swiftSettings: pure),
        .target(name: "Matching", dependencies: ["Directory"], swiftSettings: pure),
        .target(
            name: "Transport",
            dependencies: ["CLinux", "CNGHTTP2", "CLibSSL"],
            swiftSettings: strict
        ),
        .target(
            name: "Store",
            dependencies: ["Directory", "Cryptography", grdb, sqlite],
            swiftSettings: strict
        ),

        // Floor 3.
        .target(
            name: "Graph",
            dependencies: ["Directory", "HTTPClient", "Cryptography", "CSimdJSON", logging],
            swiftSettings: strict
        ),
        .target(
            name: "ReadModel",
            dependencies: ["Directory", "Access", "Wire", "Cryptography"],
            swiftSettings: pure
        ),
        .target(
            name: "ChangeFeed",
            dependencies: ["Directory", "Access", "Wire", "Cryptography"],
            swiftSettings: pure
        ),
        .target(
            name: "Documents",
            dependencies: ["Wire", "CPango"],
            swiftSettings: strict
        ),
        .target(
            name: "Client",
            dependencies: ["Directory", "Wire", "Transport"],
            swiftSettings: strict
        ),

        // Floors 4 and 5.
        .target(
            name: "Sync",
            dependencies: ["Directory", "Graph", "Matching", "Store", "Cryptography", logging],
            swiftSettings: pure
        ),
        .target(
            name: "Server",
            dependencies: [
                "Directory", "Cryptography", "HTTPClient", "Access", "Wire", "Matching",
                "Transport",
                "Store", "ReadModel", "ChangeFeed", "Graph", "Sync", "Documents", logging,
                configuration,
            ],
            swiftSettings: strict
        ),
        .target(
            name: "GraphSimulator",
            dependencies: ["Directory", "Cryptography"] + hummingbird + lifecycle,
            swiftSettings: pure
        ),

        // Floor 6: the programs.
        .executableTarget(
            name: "muster",
            dependencies: [
                "Directory", "Wire", "Client", "Server", "Transport", logging, arguments,
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "muster-graph",
            dependencies: ["GraphSimulator", "Directory", "Cryptography", arguments],
            swiftSettings: pure
        ),
        .executableTarget(
            name: "muster-bench",
            dependencies: [
                "Directory", "Matching", "Cryptography", "Access", "Wire", "ReadModel", "Transport",
                "Store", "Client", arguments,
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            path: "bench",
            exclude: ["peers", "sync", "subscriptions", "instructions.json"],
            // Named one by one: what a run writes below bench is no source.
            sources: [
                "Harness", "List", "Load", "Matcher", "Rest", "Stored", "Wire", "MusterBench.swift",
            ],
            swiftSettings: strict
        ),

        // Tests: a folder for each module.
        .target(
            name: "TestSupport",
            dependencies: ["Wire"],
            path: "Tests/TestSupport",
            swiftSettings: pure
        ),
        .testTarget(
            name: "DirectoryTests",
            dependencies: ["Directory", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CryptographyTests",
            dependencies: ["Cryptography", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "HTTPClientTests",
            dependencies: ["HTTPClient", "Cryptography", "Transport", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "AccessTests",
            dependencies: ["Access", "Directory", "TestSupport"],
            swiftSettings: pure
        ),
        .testTarget(name: "WireTests", dependencies: ["Wire", "TestSupport"], swiftSettings: pure),
        .testTarget(
            name: "MatchingTests",
            dependencies: ["Matching", "Directory", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TransportTests",
            dependencies: ["Transport", "TestSupport", "CNGHTTP2", "CLibSSL", "CLinux"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "StoreTests",
            dependencies: ["Store", "Directory", "Cryptography", "TestSupport", sqlite],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GraphTests",
            dependencies: [
                "Graph", "Directory", "HTTPClient", "Cryptography", "TestSupport", logging,
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ReadModelTests",
            dependencies: [
                "ReadModel", "Access", "Wire", "Directory", "Cryptography", "TestSupport",
            ],
            swiftSettings: pure
        ),
        .testTarget(
            name: "ChangeFeedTests",
            dependencies: [
                "ChangeFeed", "Access", "Wire", "Directory", "Cryptography", "TestSupport",
            ],
            swiftSettings: pure
        ),
        .testTarget(
            name: "DocumentsTests",
            dependencies: ["Documents", "Wire", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ClientTests",
            dependencies: ["Client", "Transport", "Wire", "Cryptography", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SyncTests",
            dependencies: ["Sync", "Directory", "Graph", "Store", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Server", "Sync", "Store", "ReadModel", "ChangeFeed", "Matching", "Graph", "Client",
                "Transport", "Wire", "Directory", "Cryptography", "Access", "TestSupport", logging,
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Server", "Sync", "Store", "ReadModel", "ChangeFeed", "Matching", "Graph",
                "GraphSimulator",
                "HTTPClient", "Directory", "Cryptography", "Access", "Wire", "Transport",
                "TestSupport", logging,
            ],
            exclude: ["Virtual/kept-seeds.txt"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GraphSimulatorTests",
            dependencies: ["GraphSimulator", "Directory", "Cryptography", "TestSupport"],
            swiftSettings: pure
        ),
        .testTarget(
            name: "MusterTests",
            dependencies: [
                "muster", "Client", "Server", "Transport", "Wire", "TestSupport", arguments,
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "BenchTests",
            dependencies: ["muster-bench", "Matching", "Store", "Directory"],
            swiftSettings: strict
        ),
        .testTarget(name: "TidyTests", swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)
