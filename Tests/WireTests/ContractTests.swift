import Foundation
import Testing

@testable import Wire

@Suite struct ContractTests {
    static let files = Contract.foreignFiles + Contract.statusFiles + Contract.files
    static let messages = files.flatMap(\.messages)
    static let enums = files.flatMap(\.enums)

    /// Messages, enums and services share their names' space.
    @Test func everyNameIsGivenOnce() {
        var names: Set<String> = []
        for file in Self.files {
            let given =
                file.messages.map { $0.protoName } + file.enums.map { $0.protoName }
                + file.services.map(\.name)
            for name in given { #expect(names.insert(name).inserted, "\(name) stands twice") }
        }
    }

    @Test func everyTableIsInOrderAndNamesEachFieldOnce() {
        for message in Self.messages {
            let fields = message.fieldDescriptions
            let numbers = fields.map(\.number)
            #expect(numbers == Set(numbers).sorted(), "\(message.protoName)")
            #expect(Set(fields.map(\.name)).count == fields.count, "\(message.protoName)")
            for field in fields {
                #expect(field.name == field.name.lowercased(), "\(message.protoName).\(field.name)")
                #expect(!(19_000...19_999).contains(field.number))
            }
        }
    }

    @Test func everyEnumListsAllItsValuesUnderItsPrefix() {
        for type in Self.enums { check(type) }
    }

    private func check<Value: WireEnum>(_ type: Value.Type) {
        let numbers = Value.values.map(\.value.rawValue)
        #expect(numbers == Set(numbers).sorted(), "\(Value.protoName)")
        for number in Int32(0)..<64 {
            #expect(numbers.contains(number) == (Value(rawValue: number) != nil), "\(number)")
        }
        #expect(Value.unrecognized.rawValue == -1)
        guard Value.protoName.hasPrefix("muster.v1.") else { return }
        let prefix = Value.protoName.dropFirst("muster.v1.".count).reduce(into: "") {
            text,
            letter in
            if letter.isUppercase, !text.isEmpty { text += "_" }
            text += letter.uppercased()
        }
        #expect(Value.values.first?.name == "\(prefix)_UNSPECIFIED")
        for value in Value.values { #expect(value.name.hasPrefix("\(prefix)_"), "\(value.name)") }
    }

    @Test func everyTypeThatIsNamedIsDeclaredInSomeFile() {
        for file in Self.files {
            for message in file.messages {
                for field in message.fieldDescriptions {
                    guard let name = field.type.protoName else { continue }
                    #expect(Contract.owners[name] != nil, "\(message.protoName).\(field.name)")
                }
            }
            for method in file.services.flatMap(\.methods) {
                #expect(Contract.owners[method.request.protoName] != nil, "\(method.name)")
                #expect(Contract.owners[method.response.protoName] != nil, "\(method.name)")
            }
        }
    }

    @Test func everyMethodAndEveryMessageSaysWhatItIsFor() {
        for file in Contract.files {
            for service in file.services {
                #expect(!service.meaning.isEmpty)
                for method in service.methods { #expect(!method.meaning.isEmpty, "\(method.name)") }
            }
            for message in file.messages { #expect(!message.meaning.isEmpty) }
        }
    }

    @Test func rowsOfAListComeFirstInItsMessage() {
        let responses: [any Message.Type] = [
            V1.ListGroupsResponse.self, V1.ListMembersResponse.self, V1.ListDevicesResponse.self,
            V1.ListNestedGroupsResponse.self, V1.SearchGroupsResponse.self,
            V1.GroupsOfPrincipalResponse.self,
        ]
        for response in responses {
            let first = response.fieldDescriptions.first
            #expect(first?.number == 1)
            #expect(first?.name == "rows")
            #expect(first?.presence == .repeated)
        }
    }

    @Test(arguments: [
        ("list", V1.GroupsService.list.path, "/muster.v1.Groups/List"),
        ("import", V1.ContactsService.import.path, "/muster.v1.Contacts/Import"),
        ("health", GRPC.HealthService.check.path, "/grpc.health.v1.Health/Check"),
    ])
    func methodsHaveThePathOfTheirService(name: String, path: String, expected: String) {
        #expect(path == expected)
    }

    /// The files in `proto-spec/` are the tables, printed.
    ///
    /// Set `MUSTER_WRITE_PROTO=1` to print them anew.
    @Test func thePublishedFilesAreTheTables() throws {
        let root = Self.projectRoot.appending(path: "proto-spec")
        let isWriting = ProcessInfo.processInfo.environment["MUSTER_WRITE_PROTO"] == "1"
        for file in Contract.files {
            let url = root.appending(path: file.path)
            if isWriting {
                try Data(file.text.utf8).write(to: url)
            }
            let published = try String(contentsOf: url, encoding: .utf8)
            #expect(
                published == file.text,
                "\(file.path) differs: run MUSTER_WRITE_PROTO=1 swift test --filter WireTests"
            )
        }
        let folder = root.appending(path: "muster/v1")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let expected = Contract.files.map { String($0.path.split(separator: "/").last ?? "") }
        #expect(names.filter { $0.hasSuffix(".proto") }.sorted() == expected.sorted())
    }

    /// What a comparison with `protoc` reads: our descriptors in a file, when one is asked for.
    @Test func descriptorsCanBeWrittenToAFile() throws {
        let set = Google.FileDescriptorSet {
            $0.file = Self.files.map(\.descriptor)
        }
        // Readers of such a set expect each file behind those that it imports.
        for (index, file) in set.file.enumerated() {
            let before = Set(set.file[..<index].map(\.name))
            #expect(before.isSuperset(of: file.dependency), "\(file.name) imports what comes later")
        }
        let bytes = set.encoded()
        #expect(try Google.FileDescriptorSet(decoding: bytes) == set)
        guard let path = ProcessInfo.processInfo.environment["MUSTER_WRITE_DESCRIPTORS"] else {
            return
        }
        try Data(bytes).write(to: URL(filePath: path))
    }

    /// The folder that holds `Package.swift`, three above this file.
    static let projectRoot = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
}
