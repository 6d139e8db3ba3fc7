import Client
import Directory
import Foundation
import Wire

/// A tenant at rest: bytes on disk, seconds until lists are served, memory of the server; then a day of hourly changes
/// through the whole server, after which memory and file must be what they were.
///
/// The changes are imports of contacts, which take the way of every publish; Microsoft Graph is not asked.
struct RestScenario: Scenario {
    static let name = "rest"
    private let options: BenchOptions

    init(options: BenchOptions) {
        self.options = options
    }

    func run(sizes: [BenchSize], log: (String) -> Void) throws -> Measured {
        let program = "\(options.programsPath)/muster"
        guard FileManager.default.isExecutableFile(atPath: program) else {
            log("\(Self.name): left out, because there is no \(program)")
            return Measured()
        }
        var measured = Measured()
        for size in sizes {
            guard size != .million else {
                log("\(Self.name) \(size.rawValue): no tenant of this size is stored")
                continue
            }
            let store = try options.stores.open(size, log: log)
            measured.figures += disk(store, size, log: log)
            measured.figures += try starts(store, size)
            measured.figures += try day(store, size)
        }
        return measured
    }

    // MARK: On disk

    private func disk(_ store: TenantStores.Opened, _ size: BenchSize, log: (String) -> Void)
        -> [Figure]
    {
        guard let database = store.tenant.database else {
            log("\(Self.name) \(size.rawValue): no bytes a membership, because there is no sqlite3")
            return []
        }
        let count = store.tenant.membershipCount
        log("\(Self.name) \(size.rawValue): bytes a membership: \(database.summary(for: count))")
        var counted = Figure(
            "main database, bytes a membership (without contacts and change log)",
            size,
            unit: "B",
            [Double(database.countedBytes) / Double(count)]
        )
        counted.target = "P13"
        counted.compared = counted.value
        counted.limit = size.isLarge ? .atMost(80) : nil
        return [
            counted,
            Figure(
                "whole file, bytes a membership",
                size,
                unit: "B",
                [Double(database.totalBytes) / Double(count)]
            ),
        ]
    }

    // MARK: Starts

    private func starts(_ store: TenantStores.Opened, _ size: BenchSize) throws -> [Figure] {
        var ready: [Double] = []
        var listed: [Double] = []
        var all: [Double] = []
        var busy: [Double] = []
        var memory: [Double] = []
        for _ in 0..<min(options.rounds, 3) {
            let start = ContinuousClock.now
            let served = try serve(store)
            ready.append(served.timeToReady.seconds)
            let client = served.client()
            try Self.askForList(client)
            listed.append((ContinuousClock.now - start).seconds)
            try Self.askForMembers(client, of: store.tenant)
            all.append((ContinuousClock.now - start).seconds)
            busy.append(try served.server.processorTime().seconds)
            memory.append(try Self.megabytes(of: served))
        }
        func target(_ figure: Figure, atMost limit: Double) -> Figure {
            var figure = figure
            figure.target = "P13"
            figure.compared = figure.value
            figure.limit = size.isLarge ? .atMost(limit) : nil
            return figure
        }
        return [
            Figure("start until it says that it serves", size, unit: "s", ready),
            target(Figure("start until the first list", size, unit: "s", listed), atMost: 3),
            target(
                Figure("start until members and groups of a user", size, unit: "s", all),
                atMost: 15
            ),
            Figure("start, time on a processor", size, unit: "s", busy),
            target(
                Figure("memory of the server once all was asked", size, unit: "MB", memory),
                atMost: 3000
            ),
        ]
    }

    private func serve(_ store: TenantStores.Opened) throws -> ServedTenant {
        try ServedTenant(
            store.tenant,
            in: store.path,
            programs: options.programsPath,
            pin: Pins.current.server
        )
    }

    private static func askForList(_ client: MusterClient) throws {
        let call = try client.stream(
            V1.GroupsService.list,
            .init {
                $0.organizationID = StoredTenant.organization
                $0.kind = .security
                $0.pageSize = 50
            }
        )
        var count = 0
        while let response = try call.next() { count += response.rows.count }
        guard count == 50 else { throw BenchFailure("the first list had \(count) rows") }
    }

    private static func askForMembers(_ client: MusterClient, of tenant: StoredTenant) throws {
        let members = try client.stream(
            V1.GroupsService.members,
            .init {
                $0.id = tenant.largestGroup
                $0.pageSize = 50
            }
        )
        var count = 0
        while let response = try members.next() { count += response.rows.count }
        guard count == 50 else { throw BenchFailure("the largest group had \(count) members") }
        let groups = try client.stream(
            V1.GroupsService.ofPrincipal,
            .init {
                $0.organizationID = StoredTenant.organization
                $0.principal = .user(entraID: tenant.busiestUser)
                $0.pageSize = 50
            }
        )
        count = 0
        while let response = try groups.next() { count += response.rows.count }
        guard count > 0 else { throw BenchFailure("the busiest user is in no group") }
    }

    private static func megabytes(of served: ServedTenant) throws -> Double {
        guard let megabytes = ProcessMemory.megabytes("VmRSS", of: "\(served.server.identifier)")
        else { throw BenchFailure("the server is gone") }
        return Double(megabytes)
    }

    // MARK: A day

    private static let hours = 24
    private static let contactsAnHour = 200
    /// Until then caches fill and the allocator finds its level.
    private static let settledHour = 6

    private func day(_ store: TenantStores.Opened, _ size: BenchSize) throws -> [Figure] {
        let served = try serve(store)
        let client = served.client()
        try Self.askForList(client)
        try Self.askForMembers(client, of: store.tenant)
        var milliseconds: [Double] = []
        var busy: [Double] = []
        var memory: [Double] = []
        let fileBefore = store.fileBytes
        for hour in 0..<Self.hours {
            let used = try served.server.processorTime()
            let start = ContinuousClock.now
            try change(client, hour: hour, size)
            milliseconds.append((ContinuousClock.now - start).seconds * 1e3)
            busy.append((try served.server.processorTime() - used).seconds * 1e3)
            try Self.askForList(client)
            memory.append(try Self.megabytes(of: served))
        }
        let settled = memory[Self.settledHour]
        var level = Figure(
            "memory after a day of hourly changes",
            size,
            unit: "MB",
            [memory[Self.hours - 1]]
        )
        level.target = "P13"
        level.baseline = Figure.Baseline(
            name: "after \(Self.settledHour + 1) hours",
            value: settled
        )
        level.compared = level.value / settled
        level.limit = size.isLarge ? .atMost(1.02) : nil
        return [
            Figure(
                "\(Self.count(size)) changed contacts, wall time",
                size,
                unit: "ms",
                milliseconds
            ),
            Figure(
                "\(Self.count(size)) changed contacts, the server's time",
                size,
                unit: "ms",
                busy
            ),
            level,
            Figure(
                "bytes on disk for each changed contact, log included",
                size,
                unit: "B",
                [
                    Double(max(store.fileBytes - fileBefore, 1))
                        / Double(Self.hours * Self.count(size))
                ]
            ),
        ]
    }

    /// Gives people other names: every hour others, and other names in every run.
    private func change(_ client: MusterClient, hour: Int, _ size: BenchSize) throws {
        let call = try client.open(V1.ContactsService.import)
        let run = UInt64(Date().timeIntervalSince1970)
        let first = hour * Self.contactsAnHour
        var request = V1.ImportRecordsRequest<V1.Contact>()
        request.organizationID = StoredTenant.organization
        // Every tenth user has no contact, and the one after has one.
        request.records = (0..<Self.count(size)).map { step in
            let number = (first + step) * 10 % size.userCount + 1
            return V1.Contact {
                $0.externalID = "contact-\(number)"
                $0.firstName = "Hour \(hour)"
                $0.lastName = "Of \(run)"
                $0.emails = MatcherDirectory.user(number).mail.map { [$0] } ?? []
            }
        }
        try call.send(request, isLast: true)
        let response = try call.only()
        guard response.updated == UInt64(request.records.count), response.rejected == 0 else {
            throw BenchFailure("an import updated \(response.updated) contacts")
        }
    }

    private static func count(_ size: BenchSize) -> Int { min(contactsAnHour, size.userCount / 10) }
}

extension BenchSize {
    /// Whether the targets of a tenant at rest speak of it.
    fileprivate var isLarge: Bool { self == .l || self == .xl }
}

extension Figure {
    /// A figure of this scenario from numbers of several rounds.
    fileprivate init(_ name: String, _ size: BenchSize, unit: String, _ rounds: [Double]) {
        let sorted = rounds.sorted()
        self.init(
            target: "",
            scenario: RestScenario.name,
            name: name,
            size: size.rawValue,
            unit: unit,
            value: sorted[sorted.count / 2],
            lowest: sorted[0],
            highest: sorted[sorted.count - 1]
        )
    }
}
