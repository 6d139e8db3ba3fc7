import Client
import Directory
import TestSupport
import Testing
import Wire

@testable import Server

/// Custom fields in files, and how fresh a file of the past says it is.
@Suite(.serialized) struct ExportedFieldsTests {
    private let directory = ScratchDirectory()

    private struct File {
        var text = ""
        var freshness: V1.Freshness?
    }

    private func read<Request>(_ stream: TypedCall<Request, V1.ExportResponse>) throws -> File {
        var bytes: [UInt8] = []
        var file = File()
        while let message = try stream.next() {
            bytes += message.data
            if let freshness = message.freshness { file.freshness = freshness }
        }
        file.text = String(decoding: bytes, as: UTF8.self)
        return file
    }

    private func list(_ client: MusterClient, _ format: V1.ExportFormat) throws -> File {
        try read(
            client.stream(
                V1.ExportsService.list,
                V1.ExportListRequest {
                    $0.organizationID = DocumentedStore.organization
                    $0.kind = .security
                    $0.format = format
                }
            )
        )
    }

    private func group(
        _ client: MusterClient,
        _ id: String,
        _ format: V1.ExportFormat,
        at revision: UInt64? = nil
    ) throws -> File {
        try read(
            client.stream(
                V1.ExportsService.group,
                V1.ExportGroupRequest {
                    $0.id = id
                    $0.format = format
                    $0.at = revision.map { revision in
                        V1.ReadPoint { $0.point = .revision(revision) }
                    }
                }
            )
        )
    }

    private func setFields(_ client: MusterClient) throws {
        _ = try client.call(
            V1.AssetTypesService.update,
            V1.UpdateAssetTypeRequest {
                $0.assetType = V1.AssetType {
                    $0.kind = .security
                    $0.customFields = [
                        V1.CustomField {
                            $0.key = "owner"
                            $0.name = "Owner"
                            $0.type = .text
                        },
                        V1.CustomField {
                            $0.key = "about"
                            $0.name = "About"
                            $0.type = .header
                        },
                    ]
                }
            }
        )
    }

    private func setOwner(_ client: MusterClient, of id: String, _ owner: String) throws {
        _ = try client.call(
            V1.GroupsService.update,
            V1.UpdateGroupRequest {
                $0.id = id
                $0.updateFields = ["custom_fields.owner"]
                $0.group = V1.GroupInput {
                    $0.customFields = [
                        V1.CustomFieldValue {
                            $0.key = "owner"
                            $0.values = [owner]
                        }
                    ]
                }
            }
        )
    }

    @Test(
        "Files hold the custom fields of groups, and those of the past what they were (rows 64, 76)"
    )
    func filesHoldCustomFields() throws {
        let plan = DocumentedStore(seed: 3)
        try plan.write(to: directory)
        let running = try RunningService(in: directory)
        let client = try running.client()
        let planned = try #require(plan.groups.first { $0.kind == .security })
        let id = planned.publicID.text
        let before = try list(client, .csv)
        #expect(!before.text.contains("custom_"))
        try setFields(client)
        try setOwner(client, of: id, "Ann, of \"Sales\"")
        let then = try #require(try group(client, id, .csv).freshness)

        let table = try list(client, .csv).text
        let header = before.text.prefix(while: { $0 != "\r\n" })
        #expect(table.hasPrefix("\(header),custom_owner\r\n"))
        #expect(table.contains(",\"Ann, of \"\"Sales\"\"\"\r\n"))
        #expect(table.split(separator: "\r\n").count == before.text.split(separator: "\r\n").count)
        let json = try list(client, .json).text
        #expect(json.contains(#""values":["Ann, of \"Sales\""]"#))
        #expect(json.contains(#""customFields":[{"field":{"key":"owner""#))

        let groupTable = try group(client, id, .csv).text
        #expect(groupTable.contains(",custom_owner\r\n"))
        #expect(groupTable.contains(",\"Ann, of \"\"Sales\"\"\"\r\n"))
        #expect(try group(client, id, .json).text.contains(#""values":["Ann, of \"Sales\""]"#))

        try setOwner(client, of: id, "Bo")
        let now = try group(client, id, .csv)
        let again = try group(client, id, .csv, at: then.revision)
        #expect(now.text.contains(",Bo\r\n") && again.text == groupTable)
        #expect(again.freshness?.revision == then.revision)
        #expect(again.freshness?.asOf == then.asOf && then.asOf != nil)
        #expect(now.freshness?.revision ?? 0 > then.revision)
        #expect(
            try group(client, id, .json, at: then.revision).text
                .contains(#""revision":"\#(then.revision)""#)
        )
    }
}
