import Glibc
import Logging
import Testing

@testable import Server

@Suite struct SettingsReaderTests {
    private let directory = ScratchDirectory()

    private func read(
        file: String? = nil,
        environment: [String: String] = [:],
        flags: [String: String] = [:]
    ) throws(SettingsError) -> SettingsReader {
        var path: String?
        if let file {
            let name = directory.path + "/muster.json"
            try PrivateFile.write(Array(file.utf8), to: name)
            path = name
        }
        return try SettingsReader(file: path, environment: environment, flags: flags)
    }

    @Test func withoutAnySourceTheDefaultsHold() throws {
        let settings = try read().settings()
        #expect(settings.data == "data")
        #expect(settings.tls == nil)
        #expect(settings.cleartext == Settings.Address(host: "127.0.0.1", port: 9480))
        #expect(settings.loopCount == nil)
        #expect(settings.loginBase == nil && settings.graphBase == nil)
        #expect(settings.sealingKey == nil)
        #expect(settings.runsSchedule)
        #expect(settings.logLevel == .info)
    }

    @Test func aFlagComesBeforeTheEnvironmentAndThatBeforeTheFile() throws {
        let file = #"{"data":"f","loops":1,"log":{"level":"error"}}"#
        let reader = try read(
            file: file,
            environment: ["MUSTER_LOOPS": "2", "MUSTER_LOG_LEVEL": "debug", "HOME": "/"],
            flags: ["log.level": "trace"]
        )
        let settings = try reader.settings()
        #expect(settings.data == "f")
        #expect(settings.loopCount == 2)
        #expect(settings.logLevel == .trace)
        let origins = Dictionary(uniqueKeysWithValues: reader.printed.map { ($0.key, $0.origin) })
        #expect(origins["data"]?.hasSuffix("muster.json") == true)
        #expect(origins["loops"] == "environment")
        #expect(origins["log.level"] == "flag")
        #expect(origins["sync.schedule"] == "default")
    }

    @Test func theFileTakesTextNumbersAndFlags() throws {
        let file = #"{"loops":3,"sync":{"schedule":false},"listen":{"cleartext":"[::1]:80"}}"#
        let settings = try read(file: file).settings()
        #expect(settings.loopCount == 3)
        #expect(!settings.runsSchedule)
        #expect(settings.cleartext == Settings.Address(host: "::1", port: 80))
    }

    // MARK: Names

    @Test func unknownNamesAreRefusedByName() {
        let file = #expect(throws: SettingsError.self) {
            try read(file: #"{"listen":{"cleartxt":"x"}}"#)
        }
        #expect(file?.setting.hasSuffix("muster.json: listen.cleartxt") == true)
        let environment = #expect(throws: SettingsError.self) {
            try read(environment: ["MUSTER_LOOPZ": "1"])
        }
        #expect(environment?.setting == "MUSTER_LOOPZ")
        let flag = #expect(throws: SettingsError.self) { try read(flags: ["loopz": "1"]) }
        #expect(flag?.setting == "loopz")
    }

    @Test func theCommandsOwnVariablesAreLeftAlone() throws {
        let reader = try read(environment: ["MUSTER_TOKEN": "t", "MUSTER_ADDRESS": "a"])
        #expect(reader.printed.allSatisfy { $0.origin == "default" })
    }

    @Test(arguments: SettingKey.all)
    func everyKeyHasOneNameInEachSource(key: SettingKey) throws {
        #expect(!key.meaning.isEmpty)
        let inEnvironment = try read(environment: [key.environmentName: "v"])
        #expect(inEnvironment.printed.first { $0.key == key.name }?.origin == "environment")
        guard !key.isSecret else { return }
        let inFlags = try read(flags: [key.name: "v"])
        #expect(inFlags.printed.first { $0.key == key.name }?.origin == "flag")
    }

    // MARK: Secrets

    @Test func aSecretIsNeverPrintedNorTakenFromAFlag() throws {
        let text = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
        let reader = try read(environment: ["MUSTER_SEALING_KEY": text])
        #expect(try reader.settings().sealingKey?.count == 32)
        let printed = reader.printed.map { "\($0)" }.joined()
        #expect(!printed.contains(text))
        #expect(reader.printed.first { $0.key == "sealing-key" }?.value == "(set)")
        let error = #expect(throws: SettingsError.self) {
            try read(flags: ["sealing-key": text])
        }
        #expect(error?.description.contains(text) == false)
        #expect(error?.remedy.contains("MUSTER_SEALING_KEY") == true)
    }

    // MARK: Bad values

    @Test(
        arguments: [
            (["loops": "0"], "loops"), (["loops": "many"], "loops"), (["loops": "257"], "loops"),
            (["log.level": "loud"], "log.level"), (["sync.schedule": "maybe"], "sync.schedule"),
            (["listen.cleartext": "9480"], "listen.cleartext"),
            (["listen.cleartext": "127.0.0.1:70000"], "listen.cleartext"),
            (["listen.cleartext": "0.0.0.0:9480"], "listen.cleartext"),
            (["listen.tls": "nowhere"], "listen.tls"),
            (["listen.tls": "0.0.0.0:9443"], "tls.certificate"),
            (["listen.tls": "0.0.0.0:9443", "tls.certificate": "c"], "tls.key"),
            (["graph.base": "http://graph.example"], "graph.base"),
            (["graph.login-base": "ftp://x"], "graph.login-base"),
        ]
    )
    func aBadValueIsToldWithItsNameAndARemedy(flags: [String: String], name: String) {
        let error = #expect(throws: SettingsError.self) { try read(flags: flags).settings() }
        #expect(error?.setting == name)
        #expect(error?.reason.isEmpty == false)
        #expect(error?.remedy.isEmpty == false)
    }

    @Test(arguments: ["", "[]", "null", "{", #"{"loops":[1]}"#, #"{"loops":null}"#])
    func aFileThatIsNoObjectOfValuesIsRefused(text: String) {
        #expect(throws: SettingsError.self) { try read(file: text) }
    }

    @Test func aFileThatIsMissingIsNamed() {
        let path = directory.path + "/none.json"
        let error = #expect(throws: SettingsError.self) {
            try SettingsReader(file: path, environment: [:], flags: [:])
        }
        #expect(error?.setting == path)
    }

    @Test func aSealingKeyOfAnotherLengthIsRefusedWithoutShowingIt() {
        let error = #expect(throws: SettingsError.self) {
            try read(environment: ["MUSTER_SEALING_KEY": "c2hvcnQ="]).settings()
        }
        #expect(error?.setting == "sealing-key")
        #expect(error?.description.contains("c2hvcnQ") == false)
    }

    @Test func cleartextGoesBeyondTheLoopbackOnlyWhenItIsAllowed() throws {
        let flags = ["listen.cleartext": "0.0.0.0:9480", "listen.cleartext-anywhere": "true"]
        #expect(try read(flags: flags).settings().cleartext?.host == "0.0.0.0")
        let tls = ["listen.tls": "0.0.0.0:9443", "tls.certificate": "c", "tls.key": "k"]
        let settings = try read(flags: tls).settings()
        #expect(settings.cleartext == nil)
        #expect(settings.tls?.address.port == 9443)
    }
}
