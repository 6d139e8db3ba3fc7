import Directory
import Foundation

/// A tenant of a given size, written straight into a store and not through a sync, so that hundreds of thousands of groups
/// are there within minutes.
///
/// The same size gives the same directory. Nine users in ten have a contact and are matched with it; the rows, matches and
/// counts are those that the read model makes of them.
struct StoredTenant: Codable, Sendable {
    static let organization = "bench"

    let size: String
    let membershipCount: Int
    let revisionCount: Int
    /// A group with as many members as `TenantShape` says of its largest.
    let largestGroup: String
    /// A user that is in many groups.
    let busiestUser: String
    /// As it was when it had been written; `nil` without SQLite's program.
    var database: DatabaseSize?

    /// The tenant of `size` in `folder`, built there unless it was before; a note says that it was built to its end.
    static func kept(_ size: BenchSize, in folder: String, log: (String) -> Void) throws
        -> StoredTenant
    {
        let note = "\(folder)/tenant.json"
        if let text = FileManager.default.contents(atPath: note) {
            let tenant = try JSONDecoder().decode(StoredTenant.self, from: text)
            guard tenant.size == size.rawValue else {
                throw BenchFailure("\(folder) has a tenant of size \(tenant.size)")
            }
            return tenant
        }
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let start = ContinuousClock.now
        var tenant: StoredTenant?
        let time = try ProcessorTime.measure {
            tenant = try TenantWriter(TenantShape(size), in: folder).write()
        }
        guard var tenant else { throw BenchFailure("no tenant was written") }
        let rate = Double(tenant.membershipCount) / time.seconds
        log(
            "store \(size.rawValue): \(tenant.membershipCount) memberships in \(tenant.revisionCount) revisions within \(Int((ContinuousClock.now - start).seconds)) s, \(Report.number(rate)) a second of the processor, memory at most \(ProcessMemory.peakMegabytes) MB"
        )
        tenant.database = DatabaseSize(path: "\(folder)/muster.sqlite")
        try JSONEncoder().encode(tenant).write(to: URL(fileURLWithPath: note))
        return tenant
    }
}

/// How many of everything a tenant of a size has, and who is in which group.
struct TenantShape: Sendable {
    let size: BenchSize

    init(_ size: BenchSize) {
        self.size = size
    }

    var userCount: Int { size.userCount }
    var groupCount: Int { size.groupCount }

    /// How many members a group has that is neither the largest nor a large one.
    private var memberCountOfMost: Int {
        switch size {
        case .xs, .s: 4
        case .m: 7
        case .l: 50
        case .million: 10
        case .xl: 48
        }
    }

    static let largestGroup = 1
    static let busiestUser = 1
    private static let largestMemberCount = 25_000

    /// The numbers of a group's members, ascending; groups and users count from 1.
    func members(ofGroup group: Int) -> [Int] {
        if group == Self.largestGroup { return Array(1...min(Self.largestMemberCount, userCount)) }
        // One group in ten is three times as large as most.
        let count = group % 10 == 0 ? memberCountOfMost * 3 : memberCountOfMost
        var members = Set(
            (0..<count).map { step in
                Int(Scatter.word(group * 1009 + step) % UInt64(userCount)) + 1
            }
        )
        if group % 50 == 0 { members.insert(Self.busiestUser) }
        return members.sorted()
    }
}

/// Numbers that are spread evenly and are the same in every run.
enum Scatter {
    /// A bijection of the numbers (the finalizer of SplitMix64).
    static func word(_ number: Int) -> UInt64 {
        var word = UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
