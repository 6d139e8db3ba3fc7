import Directory
import ReadModel
import Store
import Testing
import Wire

@testable import Server

/// Groups that people make, and fields that people fill in.
@Suite struct GroupEditTests {
    private let directory = ScratchDirectory()

    private func setFields(_ fields: [V1.CustomField], in world: StatusWorld) throws {
        let context = world.side.context
        let request = V1.UpdateAssetTypeRequest {
            $0.assetType = V1.AssetType {
                $0.kind = .security
                $0.customFields = fields
            }
        }
        _ = try world.side.perform { try AssetTypesService.update(request, context, $0) }
    }

    private func field(
        _ key: String,
        _ type: V1.CustomFieldType,
        options: [String] = [],
        required: Bool = false
    ) -> V1.CustomField {
        V1.CustomField {
            $0.key = key
            $0.name = key.uppercased()
            $0.type = type
            $0.options = options
            $0.required = required
        }
    }

    private func value(_ key: String, _ values: String...) -> V1.CustomFieldValue {
        V1.CustomFieldValue {
            $0.key = key
            $0.values = values
        }
    }

    @discardableResult
    private func update(
        _ id: String,
        _ fields: [String],
        in world: StatusWorld,
        _ assign: (inout V1.GroupInput) -> Void = { _ in }
    ) throws -> V1.GroupResponse {
        let context = world.side.context
        let request = V1.UpdateGroupRequest {
            $0.id = id
            $0.group = V1.GroupInput(assign)
            $0.updateFields = fields
        }
        return try world.side.perform { try GroupsService.update(request, context, $0) }
    }

    private func create(
        _ kind: V1.GroupKind = .security,
        in world: StatusWorld,
        _ assign: (inout V1.GroupInput) -> Void
    ) throws -> V1.GroupResponse {
        let context = world.side.context
        let request = V1.CreateGroupRequest {
            $0.organizationID = "contoso"
            $0.kind = kind
            $0.group = V1.GroupInput(assign)
        }
        return try world.side.perform { try GroupsService.create(request, context, $0) }
    }

    @Test("what Entra fills in is refused by name, whatever the status (rows 86, 87)")
    func syncedFieldsAreRefusedByName() throws {
        let world = try StatusWorld(in: directory)
        let id = try world.facts.publicID.text
        for event in [.renamedInEntra, .disableSync, .archive] as [StatusEvent] {
            for name in GroupEdit.syncedFields {
                let error = #expect(throws: CallError.self) {
                    try update(id, [name], in: world) { $0.name = "Mine" }
                }
                #expect(error?.reason == .fieldSynced)
                #expect(error?.message.contains("\"\(name)\"") == true)
            }
            let error = #expect(throws: CallError.self) {
                try update(id, ["members"], in: world) { $0.name = "Mine" }
            }
            #expect(error?.reason == .fieldSynced && error?.message.contains("in Entra") == true)
            try world.apply(event)
        }
        #expect(try world.row?.name == "Group 1")
        world.side.stop()
    }

    @Test("custom fields of a synced group are edited field by field (rows 64, 88, 108)")
    func customFieldsAreMergedByTheirMask() throws {
        let world = try StatusWorld(in: directory)
        try setFields(
            [
                field("owner", .text), field("about", .header), field("level", .percent),
                field("tags", .tag), field("tier", .select, options: ["gold", "tin"]),
            ],
            in: world
        )
        let id = try world.facts.publicID.text
        let rowBefore = try world.row
        let first = try update(id, ["custom_fields"], in: world) {
            $0.customFields = [value("tags", "b", "a"), value("owner", "Ann")]
        }
        #expect(
            first.customFields.map(\.field?.key) == ["owner", "about", "level", "tags", "tier"]
        )
        #expect(first.customFields.map(\.values) == [["Ann"], [], [], ["b", "a"], []])
        // Only what the mask names: the owner stays although the message leaves it out.
        let second = try update(id, ["custom_fields.level", "custom_fields.tags"], in: world) {
            $0.customFields = [value("level", "050.0")]
        }
        #expect(second.customFields.map(\.values) == [["Ann"], [], ["50"], [], []])
        // A row holds no custom fields, and what Entra says has not changed.
        #expect(try world.row == rowBefore)
        let log = try world.activity
        let newest = try #require(log.first?.record)
        #expect(newest.action == "updated")
        #expect(
            newest.changes == [
                ActivityChange("custom_fields.level", before: "", after: "50"),
                ActivityChange("custom_fields.tags", before: "b, a", after: ""),
            ]
        )
        // The same again changes nothing, makes no revision and is not logged.
        let count = try world.activity.count
        let again = try update(id, ["custom_fields.level"], in: world) {
            $0.customFields = [value("level", "50")]
        }
        #expect(again.revision == second.revision)
        #expect(try world.activity.count == count)
        #expect(try world.equalsStore)
        world.side.stop()
    }

    @Test func aValueThatDoesNotFitChangesNothing() throws {
        let world = try StatusWorld(in: directory)
        try setFields([field("tier", .select, options: ["gold"]), field("day", .date)], in: world)
        let id = try world.facts.publicID.text
        let revision = try world.snapshot.revision
        for (key, text) in [("tier", "tin"), ("day", "2026-02-30"), ("none", "x")] {
            let error = #expect(throws: CallError.self) {
                try update(id, ["custom_fields.\(key)"], in: world) {
                    $0.customFields = [value(key, text)]
                }
            }
            #expect(error?.violations.map(\.field) == ["group.custom_fields.\(key)"])
        }
        #expect(throws: CallError.self) { try update(id, [], in: world) }
        #expect(throws: CallError.self) { try update(id, ["colour"], in: world) }
        #expect(try world.snapshot.revision == revision)
        world.side.stop()
    }

    @Test("the template: keys once, types for ever, values kept (row 89)")
    func aTemplateKeepsTheValuesOfFieldsThatAreLeftOut() throws {
        let world = try StatusWorld(in: directory)
        try setFields([field("owner", .text), field("tier", .text)], in: world)
        let id = try world.facts.publicID.text
        try update(id, ["custom_fields.owner"], in: world) {
            $0.customFields = [value("owner", "Ann")]
        }
        try setFields([field("tier", .text)], in: world)
        let without = try update(id, ["custom_fields.tier"], in: world) {
            $0.customFields = [value("tier", "gold")]
        }
        #expect(without.customFields.map(\.values) == [["gold"]])
        try setFields([field("tier", .text), field("owner", .text)], in: world)
        let with = try update(id, ["custom_fields.tier"], in: world)
        #expect(with.customFields.map(\.values) == [[], ["Ann"]])
        for fields in [
            [field("tier", .number)], [field("a", .text), field("a", .text)],
            [field("a b", .text)], [field("a", .select)], [field("a", .text, options: ["x"])],
            [field("a", .header, required: true)], [field("a", .unspecified)],
            (0..<101).map { field("f\($0)", .text) },
        ] {
            #expect(throws: CallError.self) { try setFields(fields, in: world) }
        }
        #expect(try world.activity.filter { $0.record.action == "asset type updated" }.count == 3)
        world.side.stop()
    }

    @Test("a manual group is outside every sync and all of it can be edited (rows 98 to 100)")
    func aManualGroupIsMadeEditedArchivedAndDeleted() throws {
        let world = try StatusWorld(in: directory)
        let made = try create(.microsoft365, in: world) {
            $0.name = "By hand"
            $0.email = "hand@contoso.example"
        }
        let row = try #require(made.row)
        #expect(row.syncStatus == .none && row.statusReasons == [.manual])
        #expect(row.listIcon == .unspecified && row.integration == nil && row.entraID.isEmpty)
        #expect(row.domain == "contoso.example" && row.domainSource == .mail)
        #expect(row.updatedSource == .manual)
        let edited = try update(row.id, ["name", "domain", "description"], in: world) {
            $0.name = "By two hands"
            $0.domain = "fabrikam.example"
        }
        #expect(edited.row?.name == "By two hands")
        #expect(edited.row?.email == "hand@contoso.example")
        #expect(edited.row?.domain == "fabrikam.example" && edited.row?.domainSource == .manual)
        let log = try world.activity
        let record = try #require(log.first?.record)
        #expect(record.changes.map(\.field) == ["name", "domain"])
        // Nothing that a sync or a setting does touches it.
        for event in [.settingCleared, .integrationRemoved, .integrationAdded] as [StatusEvent] {
            try world.apply(event)
        }
        let outcomes = try [
            GroupCommand.disableSync, .enableSync, .archive, .unarchive, .delete(isRow: false),
        ].map { try world.command($0, on: [row.id]).results[0].outcome }
        #expect(outcomes == [.refused, .refused, .done, .done, .done])
        #expect(try world.image.rowCount(of: .microsoft365) == 0)
        let context = world.side.context
        let restored = try world.side.perform {
            try ActivityService.restore(.init { $0.groupID = row.id }, context, $0)
        }
        #expect(restored.row?.statusReasons == [.manual])
        #expect(restored.row?.name == "By two hands")
        #expect(try world.equalsStore)
        world.side.stop()
    }

    @Test func aManualGroupNeedsANameAndItsRequiredFields() throws {
        let world = try StatusWorld(in: directory)
        try setFields([field("owner", .text, required: true)], in: world)
        let wrong: [(V1.GroupKind, (inout V1.GroupInput) -> Void)] = [
            (.security, { $0.name = " " }),
            (.security, { $0.name = "No owner" }),
            (
                .security,
                {
                    $0.name = "Mail"; $0.email = "a@b"; $0.customFields = [value("owner", "Ann")]
                }
            ),
            (
                .microsoft365,
                {
                    $0.name = "Mail"; $0.email = "nobody"
                }
            ),
            (
                .microsoft365,
                {
                    $0.name = "Dynamic"; $0.membershipType = .dynamicDevice
                }
            ),
            (.unspecified, { $0.name = "Kind" }),
        ]
        for (kind, assign) in wrong {
            #expect(throws: CallError.self) { try create(kind, in: world, assign) }
        }
        let made = try create(in: world) {
            $0.name = "Owned"
            $0.customFields = [value("owner", "Ann")]
        }
        let id = try #require(made.row?.id)
        #expect(throws: CallError.self) { try update(id, ["custom_fields.owner"], in: world) }
        #expect(try world.activity.filter { $0.record.action == "created" }.count == 1)
        world.side.stop()
    }
}
