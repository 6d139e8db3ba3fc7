import Foundation

/// Where the stores of stored tenants are: in a folder that stays from run to run, or for as long as they are used.
struct TenantStores: Sendable {
    /// A folder for a store of each size; `nil` for none that stays.
    var kept: String?

    /// A stored tenant and its files.
    struct Opened {
        let tenant: StoredTenant
        /// The folder of the store.
        let path: String
        fileprivate let folder: TemporaryFolder?

        /// The size of the database file and of what is not yet written into it.
        var fileBytes: Int {
            ["muster.sqlite", "muster.sqlite-wal"].reduce(0) { sum, name in
                let facts = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
                return sum + ((facts?[.size] as? Int) ?? 0)
            }
        }
    }

    /// The tenant of `size`, built when it is not there yet.
    func open(_ size: BenchSize, log: (String) -> Void) throws -> Opened {
        let folder = kept == nil ? try TemporaryFolder() : nil
        let path = kept.map { "\($0)/\(size.rawValue)" } ?? folder?.path(size.rawValue) ?? ""
        let tenant = try StoredTenant.kept(size, in: path, log: log)
        return Opened(tenant: tenant, path: path, folder: folder)
    }
}
