import Configuration
import Cryptography
import Directory
import Logging
import Sync

/// Reads settings from flags, the environment and a file; the first of them that has a key decides.
public struct SettingsReader {
    private let values: [String: Value]

    /// One value as it was found, and where.
    private struct Value {
        let text: String
        let origin: String
    }

    /// Gathers every value and refuses what no key is called.
    ///
    /// - Parameters:
    ///   - file: A JSON file, or `nil` for none.
    ///   - environment: All of the process's variables.
    ///   - flags: By key name.
    /// - Throws: The file that cannot be read, or the name that does not exist.
    public init(
        file: String?,
        environment: [String: String],
        flags: [String: String]
    ) throws(SettingsError) {
        try Self.refuseUnknown(environment: environment, flags: flags)
        var sources: [(origin: String, reader: ConfigReader)] = [
            ("flag", ConfigReader(provider: InMemoryProvider(values: Self.values(in: flags)))),
            (
                "environment",
                ConfigReader(provider: InMemoryProvider(values: Self.values(in: environment)))
            ),
        ]
        if let file {
            let present = try SettingsFile(path: file)
            sources.append((file, present.reader))
        }
        var values: [String: Value] = [:]
        for key in SettingKey.all {
            for source in sources {
                guard let text = source.reader.text(of: key) else { continue }
                values[key.name] = Value(text: text, origin: source.origin)
                break
            }
        }
        self.values = values
    }

    /// The settings, each checked by itself and against those that it goes with.
    ///
    /// - Throws: The first setting that cannot be used.
    public func settings() throws(SettingsError) -> Settings {
        Settings(
            data: text(.data) ?? "data",
            tls: try tls(),
            cleartext: try cleartext(),
            loopCount: try loopCount(),
            loginBase: try base(.loginBase),
            graphBase: try base(.graphBase),
            graphCertificates: text(.graphCertificates),
            sealingKey: try sealingKey(),
            runsSchedule: try flag(.schedule, fallback: true),
            syncPolicy: try syncPolicy(),
            changes: try changes(),
            logLevel: try logLevel(),
            writeStallMilliseconds: try number(.writeStall, 100...3_600_000, 30_000)
        )
    }

    /// A line a key, as `--print-config` shows them: secrets are named, never shown.
    public var printed: [(key: String, value: String, origin: String, meaning: String)] {
        SettingKey.all.map { key in
            guard let value = values[key.name] else {
                return (key.name, key.fallback, "default", key.meaning)
            }
            return (key.name, key.isSecret ? "(set)" : value.text, value.origin, key.meaning)
        }
    }

    // MARK: One key at a time

    private func text(_ key: SettingKey) -> String? {
        values[key.name]?.text
    }

    private func flag(_ key: SettingKey, fallback: Bool) throws(SettingsError) -> Bool {
        guard let text = text(key) else { return fallback }
        switch text.lowercased() {
        case "true", "yes", "1": return true
        case "false", "no", "0": return false
        default:
            throw SettingsError(
                key.name,
                "\"\(text)\" is neither true nor false",
                remedy: "write one of them"
            )
        }
    }

    private func address(_ key: SettingKey) throws(SettingsError) -> Settings.Address? {
        guard let text = text(key), !text.isEmpty, text != "off" else { return nil }
        guard let address = Settings.Address(text) else {
            throw SettingsError(
                key.name,
                "\"\(text)\" is not an address with a port",
                remedy: "write it like 127.0.0.1:9443, or off"
            )
        }
        return address
    }

    private func tls() throws(SettingsError) -> Settings.TLS? {
        guard let address = try address(.listenTLS) else { return nil }
        guard let certificate = text(.certificate) else {
            throw SettingsError(
                SettingKey.certificate.name,
                "missing, though \(SettingKey.listenTLS.name) is set",
                remedy: "name the PEM file of the certificate"
            )
        }
        guard let key = text(.key) else {
            throw SettingsError(
                SettingKey.key.name,
                "missing, though \(SettingKey.listenTLS.name) is set",
                remedy: "name the PEM file of the private key"
            )
        }
        return Settings.TLS(address: address, certificate: certificate, key: key)
    }

    private func cleartext() throws(SettingsError) -> Settings.Address? {
        let isSet = text(.listenCleartext) != nil
        guard isSet else {
            return text(.listenTLS) == nil
                ? Settings.Address(SettingKey.listenCleartext.fallback) : nil
        }
        guard let address = try address(.listenCleartext) else { return nil }
        let isAllowedAnywhere = try flag(.listenCleartextAnywhere, fallback: false)
        guard address.isLoopback || isAllowedAnywhere else {
            throw SettingsError(
                SettingKey.listenCleartext.name,
                "\(address) is not the loopback, and tokens would cross the network in the clear",
                remedy: "use \(SettingKey.listenTLS.name), or set "
                    + "\(SettingKey.listenCleartextAnywhere.name) to true behind a proxy that ends TLS"
            )
        }
        return address
    }

    private func syncPolicy() throws(SettingsError) -> SyncPolicy {
        let usual = SyncPolicy()
        return SyncPolicy(
            hold: HoldThreshold(
                groups: UInt64(
                    try number(.holdGroups, in: 0...1_000_000_000, Int(usual.hold.groups))
                ),
                groupsPercent: UInt64(
                    try number(.holdGroupsPercent, in: 0...100, Int(usual.hold.groupsPercent))
                ),
                memberships: UInt64(
                    try number(.holdMemberships, in: 0...1_000_000_000, Int(usual.hold.memberships))
                ),
                membershipsPercent: UInt64(
                    try number(
                        .holdMembershipsPercent,
                        in: 0...100,
                        Int(usual.hold.membershipsPercent)
                    )
                )
            ),
            reconciliationSeconds: Int64(try number(.reconcileDays, in: 0...30, 7)) * 86_400,
            sampledGroups: try number(.sampledGroups, in: 0...1000, usual.sampledGroups),
            visibilityDelaySeconds: Int64(
                try number(
                    .visibilityDelay,
                    in: 0...Int(Integration.visibilityDelaySecondsMax),
                    0
                )
            ),
            listsAtFirst: try flag(.listsAtFirst, fallback: usual.listsAtFirst)
        )
    }

    private func number(
        _ key: SettingKey,
        in range: ClosedRange<Int>,
        _ fallback: Int
    ) throws(SettingsError) -> Int {
        guard let text = text(key) else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw SettingsError(
                key.name,
                "\"\(text)\" is not a number from \(range.lowerBound) to \(range.upperBound)",
                remedy: "leave it out for \(fallback)"
            )
        }
        return number
    }

    private func loopCount() throws(SettingsError) -> Int? {
        guard let text = text(.loops) else { return nil }
        guard let count = Int(text), (1...256).contains(count) else {
            throw SettingsError(
                SettingKey.loops.name,
                "\"\(text)\" is not a number from 1 to 256",
                remedy: "leave it out for one a core"
            )
        }
        return count
    }

    private func changes() throws(SettingsError) -> Settings.Changes {
        var changes = Settings.Changes()
        changes.ringBytes = try number(.changesRingBytes, 0...1 << 40, changes.ringBytes)
        changes.keepSeconds = try number(.changesKeepSeconds, 1...1 << 32, changes.keepSeconds)
        changes.keepChanges = try number(.changesKeepCount, 0...1 << 40, changes.keepChanges)
        changes.keepBytes = try number(.changesKeepBytes, 0...1 << 50, changes.keepBytes)
        changes.trimMilliseconds = try number(
            .changesTrim,
            10...86_400_000,
            changes.trimMilliseconds
        )
        changes.goodbyeMilliseconds = try number(
            .changesGoodbye,
            0...25_000,
            changes.goodbyeMilliseconds
        )
        return changes
    }

    private func number(
        _ key: SettingKey,
        _ range: ClosedRange<Int>,
        _ fallback: Int
    ) throws(SettingsError) -> Int {
        guard let text = text(key) else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw SettingsError(
                key.name,
                "\"\(text)\" is not a number from \(range.lowerBound) to \(range.upperBound)",
                remedy: "leave it out for \(key.fallback)"
            )
        }
        return number
    }

    private func base(_ key: SettingKey) throws(SettingsError) -> String? {
        guard let text = text(key) else { return nil }
        guard
            text.hasPrefix("https://") || text.hasPrefix("http://127.0.0.1")
                || text.hasPrefix("http://localhost")
        else {
            throw SettingsError(
                key.name,
                "\"\(text)\" is neither https nor the loopback",
                remedy: "write a base like https://graph.example:8443"
            )
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private func sealingKey() throws(SettingsError) -> [UInt8]? {
        guard let text = text(.sealingKey) else { return nil }
        guard let bytes = Base64.standard.decode(text), bytes.count == AES256GCM.keyBytes else {
            throw SettingsError(
                SettingKey.sealingKey.name,
                "it is not the base64 of \(AES256GCM.keyBytes) bytes",
                remedy: "make one with: openssl rand -base64 \(AES256GCM.keyBytes)"
            )
        }
        return bytes
    }

    private func logLevel() throws(SettingsError) -> Logger.Level {
        guard let text = text(.logLevel) else { return .info }
        guard let level = Logger.Level(rawValue: text.lowercased()) else {
            throw SettingsError(
                SettingKey.logLevel.name,
                "\"\(text)\" is no log level",
                remedy:
                    "use one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        return level
    }

    // MARK: Names

    /// What `texts` holds for each key, by the key's own name or by its name in the environment.
    private static func values(in texts: [String: String]) -> [AbsoluteConfigKey: ConfigValue] {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for key in SettingKey.all {
            guard let text = texts[key.name] ?? texts[key.environmentName] else { continue }
            values[AbsoluteConfigKey(key.path, context: [:])] = ConfigValue(
                .string(text),
                isSecret: key.isSecret
            )
        }
        return values
    }

    private static func refuseUnknown(
        environment: [String: String],
        flags: [String: String]
    ) throws(SettingsError) {
        let names = Set(SettingKey.all.map(\.environmentName))
        for name in environment.keys.sorted() where name.hasPrefix("MUSTER_") {
            guard names.contains(name) || SettingKey.commandEnvironmentNames.contains(name) else {
                throw SettingsError(
                    name,
                    "no setting has this name",
                    remedy: "unset it, or see muster serve --print-config for the names"
                )
            }
        }
        for name in flags.keys.sorted() {
            guard let key = SettingKey.all.first(where: { $0.name == name }) else {
                throw SettingsError(
                    name,
                    "no setting has this name",
                    remedy: "see muster serve --print-config for the names"
                )
            }
            guard !key.isSecret else {
                throw SettingsError(
                    name,
                    "a flag can be seen by every user of the machine",
                    remedy: "set \(key.environmentName) instead"
                )
            }
        }
    }
}

extension ConfigReader {
    /// The value of `key` as text, whatever its type in the source.
    fileprivate func text(of key: SettingKey) -> String? {
        string(forKey: ConfigKey(key.path), isSecret: key.isSecret)
    }
}
