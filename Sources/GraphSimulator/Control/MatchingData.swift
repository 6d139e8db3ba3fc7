/// Contacts and configurations as a client's own documentation might hold them, as CSV.
///
/// They are derived from a tenant's users and devices so that most, not all, match: some by an
/// address in other letters, some by principal name, some by name only, some by nothing, and some
/// in more than one way.
struct MatchingData {
    private let tenant: Tenant
    /// The share of users and devices that have a counterpart.
    private let share: Double
    private let hash: SeededHash

    init(of tenant: Tenant, share: Double, seed: UInt64) {
        self.tenant = tenant
        self.share = share
        hash = SeededHash(seed: seed)
    }

    /// One line for each contact: `external_id,first_name,last_name,emails`.
    func contacts() -> [UInt8] {
        var lines = CSV(header: ["external_id", "first_name", "last_name", "emails"])
        for ordinal in 0..<tenant.count(of: .user) {
            let key = ObjectKey(kind: .user, ordinal: ordinal)
            guard let state = tenant.state(of: key), state.isLive else { continue }
            if hash.fraction(.matching, ordinal) < share {
                addContacts(ordinal, state.record, to: &lines)
            }
            if hash.fraction(.matching, ordinal, 1) < 0.05 {
                lines.add([
                    "X\(ordinal)", "Nobody", "Elsewhere\(ordinal)",
                    "nobody\(ordinal)@unrelated.example",
                ])
            }
        }
        return lines.bytes
    }

    /// One line for each configuration: `external_id,name,hostname,archived`.
    func configurations() -> [UInt8] {
        var lines = CSV(header: ["external_id", "name", "hostname", "archived"])
        for ordinal in 0..<tenant.count(of: .device) {
            let key = ObjectKey(kind: .device, ordinal: ordinal)
            guard let state = tenant.state(of: key), state.isLive else { continue }
            if hash.fraction(.matching, ordinal, 2) < share {
                let name = state.record.text(DeviceProperty.displayName) ?? ""
                addConfigurations(ordinal, name, to: &lines)
            }
            if hash.fraction(.matching, ordinal, 3) < 0.05 {
                lines.add(["Y\(ordinal)", "Printer \(ordinal)", "printer-\(ordinal)", "false"])
            }
        }
        return lines.bytes
    }

    private func addContacts(_ ordinal: Int, _ record: PropertyRecord, to lines: inout CSV) {
        let given = record.text(UserProperty.givenName) ?? ""
        let surname = record.text(UserProperty.surname) ?? ""
        let principal = record.text(UserProperty.userPrincipalName) ?? ""
        let addresses = record.texts(UserProperty.proxyAddresses).map { String($0.dropFirst(5)) }
        let chosen =
            addresses.isEmpty ? 0 : hash.number(.matching, ordinal, 4, below: addresses.count)
        let address = addresses.isEmpty ? principal : addresses[chosen]
        let id = "C\(ordinal)"
        switch hash.fraction(.matching, ordinal, 5) {
        case ..<0.45:
            // An address that differs in case only.
            lines.add([id, given, surname, address.uppercased()])
        case ..<0.70:
            lines.add([id, "", surname, "private\(ordinal)@home.example;\(principal)"])
        case ..<0.85:
            lines.add([id, " \(given.uppercased())", surname, ""])
        case ..<0.90:
            // Two contacts share an address: which of them is meant is for people to say.
            lines.add([id, given, surname, address])
            lines.add(["\(id)B", "Reception", "Desk", address.lowercased()])
        case ..<0.94:
            lines.add([id, given, surname, ""])
            lines.add(["\(id)B", given, surname, ""])
        default:
            lines.add([id, given, surname, "former\(ordinal)@elsewhere.example"])
        }
    }

    private func addConfigurations(_ ordinal: Int, _ name: String, to lines: inout CSV) {
        let id = "D\(ordinal)"
        switch hash.fraction(.matching, ordinal, 6) {
        case ..<0.50: lines.add([id, name, "", "false"])
        case ..<0.75: lines.add([id, "Machine \(ordinal)", name.lowercased(), "false"])
        case ..<0.88: lines.add([id, name.lowercased(), name, "false"])
        case ..<0.92:
            lines.add([id, name, "", "false"])
            lines.add(["\(id)B", name, "", "false"])
        case ..<0.96:
            // The only one that is still in use is meant.
            lines.add([id, name, "", "false"])
            lines.add(["\(id)B", name, "", "true"])
        default: lines.add([id, name, name, "true"])
        }
    }
}

/// Comma-separated values in the making (RFC 4180).
private struct CSV {
    private(set) var bytes: [UInt8] = []

    init(header: [String]) {
        add(header)
    }

    mutating func add(_ fields: [String]) {
        let line = fields.map { field in
            let isPlain = !field.contains { [",", "\"", "\n", "\r", "\r\n"].contains($0) }
            return isPlain
                ? field
                : "\"\(field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
        }
        bytes.append(contentsOf: line.joined(separator: ",").utf8)
        bytes.append(contentsOf: "\r\n".utf8)
    }
}
