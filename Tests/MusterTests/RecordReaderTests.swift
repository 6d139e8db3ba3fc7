import Testing
import Wire

@testable import muster

@Suite struct RecordReaderTests {
    private func rows<Record: ImportRecord>(
        _ text: String,
        _ format: ImportFormat,
        as type: Record.Type
    ) throws -> [RecordReader<Record>.Row] {
        var reader = RecordReader<Record>(format)
        return try reader.receive(Array(text.utf8)) + reader.end()
    }

    @Test func readsContactsFromCSV() throws {
        let text = "Last Name,E-mail,external id,first-name\r\nB,a@b.c; d@e.f,1,Ann\r\n"
        #expect(throws: CommandError.self) { try rows(text, .csv, as: V1.Contact.self) }
        let good = text.replacing("E-mail", with: "Email")
        let expected = V1.Contact {
            $0.externalID = "1"
            $0.firstName = "Ann"
            $0.lastName = "B"
            $0.emails = ["a@b.c", "d@e.f"]
        }
        #expect(try rows(good, .csv, as: V1.Contact.self) == [.record(expected, line: 2)])
    }

    @Test func namesBadRowsByTheirLine() throws {
        let text = "external_id,name,archived\n1,A,yes\n2,B\n,C,no\n4,D,maybe\n5,E,\n"
        let rows = try rows(text, .csv, as: V1.Configuration.self)
        let bad = rows.compactMap { row -> BadRow? in
            if case .bad(let row) = row { row } else { nil }
        }
        #expect(bad.map(\.line) == [3, 4, 5])
        #expect(bad.map(\.field) == ["", "external_id", "archived"])
        #expect(bad[0].reason == "has 2 values where the header has 3 columns")
        #expect(bad[2].externalID == "4")
        #expect(rows.count == 5)
    }

    @Test(arguments: [
        ("id,colour\n", "colour"), ("first_name\n", "external_id"), ("id,external_id\n", "twice"),
    ])
    func refusesABadHeader(text: String, reason: String) {
        let error = #expect(throws: CommandError.self) { try rows(text, .csv, as: V1.Contact.self) }
        #expect(error?.status == .usage)
        #expect(error?.message.contains(reason) == true)
        #expect(error?.message.hasPrefix("line 1: ") == true)
    }

    @Test func readsJSONLines() throws {
        let text = """
            {"externalId":"1","hostname":"pc-1","archived":true}

            {"externalId":"2","hostnam":"pc-2"}
            nonsense
            {"external_id":"3"}
            """
        let rows = try rows(text, .jsonl, as: V1.Configuration.self)
        let first = V1.Configuration {
            $0.externalID = "1"
            $0.hostname = "pc-1"
            $0.archived = true
        }
        #expect(rows.first == .record(first, line: 1))
        #expect(rows.last == .record(.init { $0.externalID = "3" }, line: 5))
        let bad = rows.compactMap { row -> BadRow? in
            if case .bad(let row) = row { row } else { nil }
        }
        #expect(bad.map(\.line) == [3, 4])
        #expect(bad[0].reason.contains("hostnam"))
    }

    @Test func theFormFollowsTheName() {
        #expect(ImportFormat(fileName: "a/b.JSONL") == .jsonl)
        #expect(ImportFormat(fileName: "contacts.csv") == .csv)
        #expect(ImportFormat(fileName: "-") == .csv)
    }

    @Test func batchesStayUnderTheLimitAndLoseNothing() {
        var batch = ImportBatch<V1.Contact>()
        var sent: [[V1.Contact]] = []
        for number in 0..<3000 {
            let contact = V1.Contact {
                $0.externalID = String(number)
                $0.lastName = String(repeating: "x", count: number % 200)
            }
            if let full = batch.add(contact) { sent.append(full) }
        }
        sent.append(batch.take())
        #expect(sent.joined().map(\.externalID) == (0..<3000).map(String.init))
        for records in sent {
            let request = V1.ImportRecordsRequest<V1.Contact> {
                $0.organizationID = "o"
                $0.records = records
                $0.deleteOthers = true
            }
            #expect(request.encoded().count <= ImportBatch<V1.Contact>.bytesMax + 100)
        }
        #expect(sent.count > 3)
    }
}
