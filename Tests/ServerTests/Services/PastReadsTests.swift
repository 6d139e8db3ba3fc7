import Client
import TestSupport
import Testing
import Transport
import Wire

@testable import Server

/// Reads of the past: what was answered once is answered again, for ever.
@Suite struct PastReadsTests {
    private let directory = ScratchDirectory()

    /// What the organization's lists and pages said at one revision.
    private struct Answer {
        var revision: UInt64
        var lists: [V1.GroupKind: [V1.ListGroupsResponse]] = [:]
        /// `nil` for a group that was not there.
        var pages: [String: V1.GetGroupResponse?] = [:]
    }

    private static let kinds: [V1.GroupKind] = [.security, .microsoft365]

    private func answer(
        _ client: MusterClient,
        _ ids: [String],
        at revision: UInt64? = nil
    ) throws -> Answer {
        let point = revision.map { revision in
            V1.ReadPoint { $0.point = .revision(revision) }
        }
        var answer = Answer(revision: revision ?? 0)
        for kind in Self.kinds {
            let call = try client.stream(
                V1.GroupsService.list,
                V1.ListGroupsRequest {
                    $0.organizationID = "contoso"
                    $0.kind = kind
                    $0.at = point
                    $0.filter = V1.GroupFilter { $0.includeArchived = true }
                }
            )
            var messages: [V1.ListGroupsResponse] = []
            while var message = try call.next() {
                if let freshness = message.freshness { answer.revision = freshness.revision }
                message.freshness = nil
                messages.append(message)
            }
            answer.lists[kind] = messages
        }
        for id in ids {
            do throws(ClientError) {
                var page = try client.call(
                    V1.GroupsService.get,
                    V1.GetGroupRequest {
                        $0.id = id
                        $0.at = point
                    }
                )
                page.freshness = nil
                answer.pages[id] = .some(page)
            } catch {
                guard error.code == .notFound else { throw error }
                answer.pages[id] = .some(nil)
            }
        }
        return answer
    }

    /// Does one thing at random to one of the groups, or makes another.
    private func step(
        _ client: MusterClient,
        _ ids: inout [String],
        _ random: inout SplitMix64
    ) throws {
        let choice = Int.random(in: 0..<9, using: &random)
        guard choice > 1, let id = ids.randomElement(using: &random) else {
            let number = ids.count
            let reply = try client.call(
                V1.GroupsService.create,
                V1.CreateGroupRequest {
                    $0.organizationID = "contoso"
                    $0.kind = Self.kinds[number % 2]
                    $0.group = V1.GroupInput { $0.name = "Group \(number)" }
                }
            )
            ids.append(reply.row?.id ?? "")
            return
        }
        let text = "text \(Int.random(in: 0..<100, using: &random))"
        do {
            switch choice {
            case 2: _ = try client.call(V1.GroupsService.archive, .init { $0.ids = [id] })
            case 3: _ = try client.call(V1.GroupsService.unarchive, .init { $0.ids = [id] })
            case 4:
                _ = try client.call(
                    V1.GroupsService.delete,
                    .init {
                        $0.ids = [id]
                        $0.confirm = true
                    }
                )
            case 5: _ = try client.call(V1.ActivityService.restore, .init { $0.groupID = id })
            case 6: try setFields(client, ["note", text.last == "7" ? "more" : "other"])
            default:
                let field = choice == 7 ? "description" : "custom_fields.note"
                _ = try client.call(
                    V1.GroupsService.update,
                    V1.UpdateGroupRequest {
                        $0.id = id
                        $0.updateFields = [field]
                        $0.group = V1.GroupInput {
                            $0.description = text
                            $0.customFields = [
                                V1.CustomFieldValue {
                                    $0.key = "note"
                                    $0.values = [text]
                                }
                            ]
                        }
                    }
                )
            }
        } catch let error as ClientError {
            let isExpected = [.notFound, .failedPrecondition, .invalidArgument].contains(error.code)
            try #require(isExpected, "\(error)")
        }
    }

    private func setFields(_ client: MusterClient, _ keys: [String]) throws {
        for kind in Self.kinds {
            _ = try client.call(
                V1.AssetTypesService.update,
                V1.UpdateAssetTypeRequest {
                    $0.assetType = V1.AssetType {
                        $0.kind = kind
                        $0.customFields = keys.map { key in
                            V1.CustomField {
                                $0.key = key
                                $0.name = key
                                $0.type = .text
                            }
                        }
                    }
                }
            )
        }
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func whatWasAnsweredIsAnsweredAgain(seed: UInt64) throws {
        let service = try RunningService(in: directory)
        let client = try service.client()
        let made = try client.putOrganization("contoso")
        try setFields(client, ["note"])
        var random = SplitMix64(seed: seed)
        var ids: [String] = []
        var answers: [Answer] = []
        for _ in 0..<40 {
            try step(client, &ids, &random)
            answers.append(try answer(client, ids))
        }
        #expect(Set(answers.map(\.revision)).count > 15, "seed \(seed)")
        for then in answers {
            let again = try answer(client, Array(then.pages.keys), at: then.revision)
            let comment: Comment = "seed \(seed), revision \(then.revision)"
            #expect(again.revision == then.revision, comment)
            #expect(again.lists == then.lists, comment)
            #expect(again.pages == then.pages, comment)
        }
        // Before the organization there is nothing, and the error says where its history begins.
        let error = #expect(throws: ClientError.self) {
            try answer(client, [], at: made.revision - 1)
        }
        #expect(error?.code == .outOfRange && error?.reason == "HISTORY_COMPACTED")
        #expect(error?.metadata["floor"] == String(made.revision))
    }
}
