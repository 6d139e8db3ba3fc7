import Cryptography
import Directory
import GRDBSQLite
import Glibc
import Testing

@testable import Store

@Suite struct OpeningTests {
    private func refusal(_ path: String) -> StoreError? {
        do throws(StoreError) {
            try Store(directory: path).close()
            return nil
        } catch {
            return error
        }
    }

    /// Runs SQL on a file that no store has open.
    private func execute(_ sql: String, on path: String) {
        var handle: OpaquePointer?
        #expect(sqlite3_open(path, &handle) == SQLITE_OK)
        #expect(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
        #expect(sqlite3_close(handle) == SQLITE_OK)
    }

    private func closedStore(in scratch: Scratch) throws -> String {
        let directory = scratch.file("data")
        let store = try Store(directory: directory)
        _ = try Universe(in: store, objectsPerTenant: 300)
        store.close()
        return directory
    }

    @Test func theDirectoryIsMadeForItsOwnerOnly() throws {
        let scratch = Scratch()
        let directory = try closedStore(in: scratch)
        var status = stat()
        #expect(stat(directory, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
    }

    @Test(arguments: [0o701, 0o710, 0o740, 0o755, 0o777] as [UInt32])
    func aDirectoryThatOthersCanEnterIsRefused(mode: UInt32) throws {
        let scratch = Scratch()
        #expect(mkdir(scratch.file("data"), 0o700) == 0)
        #expect(chmod(scratch.file("data"), mode) == 0)
        let error = try #require(refusal(scratch.file("data")))
        #expect(error.reason == .permissionsTooWide(mode: mode))
        #expect(error.path == scratch.file("data"))
        #expect(error.description.contains("mode \(String(mode, radix: 8))"))
        #expect(error.description.contains("chmod 700"))
    }

    @Test func aFileIsNoDirectory() throws {
        let scratch = Scratch()
        Scratch.write([1], to: scratch.file("data"))
        #expect(refusal(scratch.file("data"))?.reason == .notADirectory)
        #expect(refusal(scratch.file("data/inner"))?.reason == .notADirectory)
    }

    @Test func aDirectoryThatCannotBeMadeIsNamed() throws {
        let scratch = Scratch()
        let error = try #require(refusal(scratch.file("missing/data")))
        #expect(error.reason == .inputOutput)
        #expect(error.code == ENOENT)
        #expect(error.path == scratch.file("missing/data"))
    }

    @Test func aSecondProcessIsToldWhoHasTheDirectory() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        // The lock belongs to the open file, so a second opening stands for a second process.
        let error = try #require(refusal(scratch.file("data")))
        #expect(error.reason == .lockedByProcess(getpid()))
        #expect(error.description.contains("process \(getpid())"))
        #expect(error.description.contains(scratch.file("data")))
        store.close()
        #expect(refusal(scratch.file("data")) == nil)
    }

    @Test func aNewerSchemaIsRefusedAndLeftAlone() throws {
        let scratch = Scratch()
        let directory = try closedStore(in: scratch)
        let file = "\(directory)/muster.sqlite"
        execute("PRAGMA user_version = 99", on: file)
        let before = Scratch.bytes(of: file)
        let error = try #require(refusal(directory))
        #expect(error.reason == .newerSchema(found: 99, supported: Schema.version))
        #expect(error.description.contains("newer"))
        #expect(Scratch.bytes(of: file) == before)
    }

    @Test func aForeignFileIsRefusedAndLeftAlone() throws {
        let scratch = Scratch()
        let directory = scratch.file("data")
        #expect(mkdir(directory, 0o700) == 0)
        let file = "\(directory)/muster.sqlite"
        execute("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)", on: file)
        let before = Scratch.bytes(of: file)
        #expect(refusal(directory)?.reason == .foreign)
        #expect(Scratch.bytes(of: file) == before)
        execute("PRAGMA application_id = 12345", on: file)
        let error = try #require(refusal(directory))
        #expect(error.reason == .foreign)
        #expect(error.detail.contains("12345"))
    }

    @Test func aFileThatIsNoDatabaseIsDamaged() throws {
        let scratch = Scratch()
        let directory = scratch.file("data")
        #expect(mkdir(directory, 0o700) == 0)
        for bytes in [Array("hello".utf8), [UInt8](repeating: 7, count: 8192)] {
            Scratch.write(bytes, to: "\(directory)/muster.sqlite")
            let error = try #require(refusal(directory))
            #expect(error.reason == .damaged)
            #expect(error.path == "\(directory)/muster.sqlite")
        }
    }

    @Test func aFileThatIsCutShortAnywhereIsDamaged() throws {
        let scratch = Scratch()
        let directory = try closedStore(in: scratch)
        let file = "\(directory)/muster.sqlite"
        let whole = Scratch.bytes(of: file)
        #expect(whole.count > 20 * 4096)
        for length in [
            20, 99, 100, 511, 4096, whole.count / 2, whole.count - 4096, whole.count - 1,
        ] {
            Scratch.write(Array(whole.prefix(length)), to: file)
            let error = refusal(directory)
            #expect(error?.reason == .damaged, "\(length) of \(whole.count) bytes: \(error as Any)")
        }
        Scratch.write(whole, to: file)
        #expect(refusal(directory) == nil)
    }

    @Test func aPageOfRubbishIsFoundAtTheStart() throws {
        let scratch = Scratch()
        let directory = try closedStore(in: scratch)
        let file = "\(directory)/muster.sqlite"
        var bytes = Scratch.bytes(of: file)
        let page = bytes.count / 4096 / 2
        for index in page * 4096..<(page + 1) * 4096 { bytes[index] = 0xA5 }
        Scratch.write(bytes, to: file)
        #expect(refusal(directory)?.reason == .damaged)
    }

    @Test func anInterruptedFirstStartIsNotForeign() throws {
        let scratch = Scratch()
        let directory = scratch.file("data")
        #expect(mkdir(directory, 0o700) == 0)
        let table = "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)"
        execute(table, on: "\(directory)/muster.sqlite")
        #expect(refusal(directory) == nil)
    }

    @Test func aClosedStoreAnswersThatItIsClosed() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        store.close()
        store.close()
        #expect(reason { _ = try store.intern(organization: "a") } == .closed)
        #expect(reason { try store.changes(after: .none) } == .closed)
    }

    @Test func theSchemaIsWhatItsVersionSays() throws {
        let scratch = Scratch()
        let store = try Store(
            directory: scratch.file("data"),
            options: .init(checksWholeFile: true)
        )
        try store.connection.perform("looking") { session throws(StoreError) in
            #expect(try session.pragma("PRAGMA user_version") == String(Schema.version))
            #expect(try session.pragma("PRAGMA application_id") == String(Schema.applicationID))
            #expect(try session.pragma("PRAGMA journal_mode") == "wal")
            // 2 is FULL.
            #expect(try session.pragma("PRAGMA synchronous") == "2")
            #expect(try session.pragma("PRAGMA cache_size") == "-262144")
        }
    }

    /// Files with this schema are in use: a change to it is a new version, not another first one.
    @Test func theFirstVersionOfTheSchemaNeverChanges() {
        let text = SchemaVersion1.statements.joined(separator: ";")
        let digest = SHA256.digest(of: Array(text.utf8)).map { String($0, radix: 16) }
        #expect(
            digest.joined(separator: " ")
                == "b9 87 c5 56 f4 1a d0 12 f6 ce 32 9c e1 66 d6 11 db 2f d 47 2f b6 4e 56 7f 66 d3 bd 4c 17 23 31"
        )
    }
}
