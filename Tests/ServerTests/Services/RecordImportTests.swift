import Client
import Testing
import Transport
import Wire

@testable import Server

@Suite struct RecordImportTests {
    private func contact(_ id: String, _ last: String = "Lee") -> V1.Contact {
        V1.Contact {
            $0.externalID = id
            $0.lastName = last
        }
    }

    private func rejections(_ rows: [V1.Contact]) throws -> [V1.ImportRejection] {
        var records = RecordImport<ContactKind>()
        try records.add(rows, organizationKey: "contoso", deletesOthers: false)
        return records.rejections
    }

    private static func long(_ count: Int) -> String { String(repeating: "x", count: count) }

    @Test func aRejectionTellsTheIndexTheFieldAndTheReason() throws {
        var many = contact("4")
        many.emails = Array(repeating: "a@b.example", count: 101)
        var long = contact("5")
        long.emails = ["a@b.example", Self.long(1025)]
        let rejected = try rejections([
            contact("1"), contact(" "), contact(Self.long(257)), contact("2", " "), many, long,
            contact("6", Self.long(1025)), contact("7", Self.long(1024)),
        ])
        #expect(rejected.map(\.index) == [1, 2, 3, 4, 5, 6])
        #expect(
            rejected.map(\.field) == [
                "external_id", "external_id", "last_name", "emails", "emails", "last_name",
            ]
        )
        #expect(rejected.map(\.externalID).prefix(1) == [" "])
        #expect(rejected.allSatisfy { !$0.reason.isEmpty })
    }

    @Test func anIdThatComesTwiceIsRejectedTheSecondTime() throws {
        var records = RecordImport<ContactKind>()
        try records.add([contact("1"), contact("2")], organizationKey: "o", deletesOthers: false)
        try records.add([contact("3"), contact("1")], organizationKey: "", deletesOthers: true)
        #expect(records.rejections.map(\.index) == [3])
        #expect(records.rejections.map(\.field) == ["external_id"])
        #expect(records.deletesOthers)
    }

    @Test func aRejectedRowLeavesItsIdToALaterOne() throws {
        #expect(try rejections([contact("1", ""), contact("1")]).map(\.index) == [0])
    }

    @Test func anImportIsForOneOrganization() throws {
        var records = RecordImport<ContactKind>()
        #expect(throws: CallError.self) {
            try records.add([contact("1")], organizationKey: "", deletesOthers: false)
        }
        try records.add([contact("1")], organizationKey: "o", deletesOthers: false)
        let error = #expect(throws: CallError.self) {
            try records.add([contact("2")], organizationKey: "p", deletesOthers: false)
        }
        #expect(error?.violations.map(\.field) == ["organization_id"])
    }

    @Test func anImportHasOnlySoManyRecords() throws {
        var records = RecordImport<ContactKind>(recordsMax: 2)
        try records.add([contact("1"), contact("2")], organizationKey: "o", deletesOthers: false)
        try records.add([contact("1")], organizationKey: "o", deletesOthers: false)
        let error = #expect(throws: CallError.self) {
            try records.add([contact("3")], organizationKey: "o", deletesOthers: false)
        }
        #expect(error?.reason == .requestTooLarge)
    }

    @Test func onlySoManyRejectionsAreToldOneByOne() throws {
        let rows = Array(repeating: contact(""), count: CallLimits.importRejectionsMax + 5)
        #expect(try rejections(rows).count == CallLimits.importRejectionsMax)
    }

    @Test(arguments: [0, 1])
    func aMessageHasALimitOfItsOwn(bytesBeyond: Int) throws {
        let directory = ScratchDirectory()
        let running = try RunningService(in: directory)
        let client = try running.client()
        try client.putOrganization("contoso")
        let limit = CallLimits.importMessageBytesMax
        var request = V1.ImportRecordsRequest<V1.Contact> { $0.organizationID = "contoso" }
        let perRecord = V1.ImportRecordsRequest<V1.Contact> {
            $0.records = [contact("10000", Self.long(200))]
        }.encoded().count
        for number in 0..<limit / perRecord - 1 {
            request.records.append(contact(String(10_000 + number), Self.long(200)))
        }
        let missing = limit + bytesBeyond - request.encoded().count
        request.records[0].lastName += Self.long(missing)
        #expect(request.encoded().count == limit + bytesBeyond)

        let call = try client.open(V1.ContactsService.import)
        if bytesBeyond == 0 {
            try call.send(request, isLast: true)
            #expect(try call.only().created == UInt64(request.records.count))
        } else {
            let error = #expect(throws: ClientError.self) {
                try call.send(request, isLast: true)
                _ = try call.only()
            }
            #expect(error?.code == .resourceExhausted)
        }
    }

    @Test(
        arguments: [
            ("1", "PC", "", nil), ("", "PC", "", "external_id"), ("1", " ", "h", "name"),
            ("1", long(1025), "", "name"), ("1", "PC", long(1025), "hostname"),
        ] as [(String, String, String, String?)]
    )
    func aConfigurationNeedsAnIdAndAName(
        id: String,
        name: String,
        hostname: String,
        field: String?
    ) {
        let row = V1.Configuration {
            $0.externalID = id
            $0.name = name
            $0.hostname = hostname
        }
        #expect(ConfigurationKind.problem(in: row)?.field == field)
    }
}
