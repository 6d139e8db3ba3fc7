import Cryptography
import Glibc
import Testing

@testable import Server

@Suite struct CredentialVaultTests {
    private let directory = ScratchDirectory()

    private func vault(_ byte: UInt8 = 1) throws -> CredentialVault {
        try CredentialVault(key: SealingKey(bytes: Array(repeating: byte, count: 32)))
    }

    @Test(
        arguments: [
            StoredCredential.secret("s3cret~"), .secret(""),
            .certificate(
                certificate: "-----BEGIN CERTIFICATE-----\n",
                key: "-----BEGIN KEY-----\n"
            ),
            .certificate(certificate: "", key: ""),
        ]
    )
    func whatIsSealedOpensForTheSameIntegration(credential: StoredCredential) throws {
        let sealed = try vault().seal(credential, integration: "main")
        #expect(try vault().open(sealed, integration: "main") == credential)
        #expect(throws: CryptographyError.self) { try vault().open(sealed, integration: "other") }
        #expect(throws: CryptographyError.self) { try vault(2).open(sealed, integration: "main") }
    }

    @Test func anyDamagedByteIsNoticed() throws {
        let sealed = try vault().seal(.secret("s3cret"), integration: "main")
        for index in sealed.indices {
            var damaged = sealed
            damaged[index] ^= 1
            #expect(throws: CryptographyError.self, "byte \(index)") {
                try vault().open(damaged, integration: "main")
            }
            #expect(throws: CryptographyError.self, "cut at \(index)") {
                try vault().open(Array(sealed[..<index]), integration: "main")
            }
        }
    }

    @Test func theSameSecretIsNeverSealedToTheSameBytes() throws {
        let first = try vault().seal(.secret("s"), integration: "main")
        #expect(try vault().seal(.secret("s"), integration: "main") != first)
    }

    // MARK: The key's file

    @Test func theKeyIsMadeOnceAndForItsOwnerAlone() throws {
        let path = directory.path + "/sealing.key"
        let made = try SealingKey(file: path)
        #expect(made.bytes.count == 32)
        #expect(try SealingKey(file: path).bytes == made.bytes)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o620] as [mode_t])
    func aKeyThatOthersCouldReadIsRefused(mode: mode_t) throws {
        let path = directory.path + "/sealing.key"
        _ = try SealingKey(file: path)
        #expect(chmod(path, mode) == 0)
        let error = #expect(throws: SettingsError.self) { try SealingKey(file: path) }
        #expect(error?.setting == path)
        #expect(error?.remedy == "chmod 600 \(path)")
    }

    @Test(arguments: [0, 31, 33, 4096])
    func aKeyOfAnotherLengthIsRefused(count: Int) throws {
        let path = directory.path + "/sealing.key"
        try PrivateFile.write(Array(repeating: 7, count: count), to: path)
        #expect(throws: SettingsError.self) { try SealingKey(file: path) }
    }

    @Test func aPlaceThatCannotBeWrittenIsNamed() {
        let path = directory.path + "/none/sealing.key"
        let error = #expect(throws: SettingsError.self) { try SealingKey(file: path) }
        #expect(error?.setting == path)
    }

    // MARK: Private files

    @Test func aPrivateFileReplacesAnotherWholeAndClosesItToOthers() throws {
        let path = directory.path + "/token"
        try PrivateFile.write(Array(repeating: 1, count: 10_000), to: path)
        #expect(chmod(path, 0o644) == 0)
        try PrivateFile.write([2, 3], to: path)
        #expect(try PrivateFile.read(path, bytesMax: 100) == [2, 3])
        #expect(try PrivateFile.read(path, bytesMax: 1) == [2])
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(access(path + ".new", F_OK) != 0)
    }
}
