import Directory
import Store
import Wire

/// A person's changes of one group, field by field: checked, and told to the activity log.
struct GroupEdit {
    private(set) var facts: AssetFacts
    private(set) var changes: [ActivityChange] = []
    private let type: AssetType

    /// An edit of `facts`, whose kind has the fields of `type`.
    init(_ facts: AssetFacts, type: AssetType) {
        self.facts = facts
        self.type = type
    }

    /// The fields of a manual group that Entra fills in for every other.
    static let syncedFields = [
        "name", "description", "email", "domain", "membership_type", "membership_rule",
    ]
    /// What only Entra says of a group.
    private static let memberFields = ["members", "devices", "nested_groups"]
    private static let customPrefix = "custom_fields."

    /// Takes over the field that `name` names.
    mutating func take(_ name: String, from input: V1.GroupInput) throws(CallError) {
        if name == "custom_fields" {
            for value in input.customFields { try takeCustom(value.key, from: input) }
        } else if name.hasPrefix(Self.customPrefix) {
            try takeCustom(String(name.dropFirst(Self.customPrefix.count)), from: input)
        } else {
            try takeManual(name, from: input)
        }
    }

    /// Makes sure that nothing is empty which must not be.
    func checkRequired() throws(CallError) {
        for field in type.fields where field.isRequired {
            guard facts.customValues.contains(where: { $0.key == field.key }) else {
                throw .missing("group.custom_fields.\(field.key)")
            }
        }
    }

    // MARK: The fields of a manual group

    private mutating func takeManual(
        _ name: String,
        from input: V1.GroupInput
    ) throws(CallError) {
        guard !Self.memberFields.contains(name) else {
            throw .invalid(
                "update_fields",
                facts.manual == nil
                    ? "who is in a synced group is changed in Entra"
                    : "a group that was made by hand has no members of its own; note the contacts and configurations "
                        + "that belong to it as its related items",
                reason: .fieldSynced
            )
        }
        guard Self.syncedFields.contains(name) else {
            let names = (Self.syncedFields + ["custom_fields", "custom_fields.KEY"])
            throw .invalid(
                "update_fields",
                "there is no \"\(name)\"; these can be changed: \(names.joined(separator: ", "))"
            )
        }
        guard var manual = facts.manual else {
            throw .invalid(
                "update_fields",
                "\"\(name)\" comes from Entra, where it is to be changed; of a synced group only custom fields "
                    + "can be edited",
                reason: .fieldSynced
            )
        }
        switch name {
        case "name":
            guard !input.name.isBlank else { throw .missing("group.name") }
            set(name, &manual.name, try line(input.name, "group.name"))
        case "description":
            set(name, &manual.description, try text(input.description, "group.description"))
        case "email":
            set(name, &manual.email, try email(input.email))
        case "domain":
            set(name, &manual.domain, try line(input.domain, "group.domain"))
        case "membership_type":
            let wanted = try membershipType(input.membershipType)
            if wanted != manual.membershipType {
                changes.append(
                    ActivityChange(name, before: "\(manual.membershipType)", after: "\(wanted)")
                )
                manual.membershipType = wanted
            }
        default:
            set(
                name,
                &manual.membershipRule,
                try text(input.membershipRule, "group.membership_rule")
            )
        }
        facts.manual = manual
    }

    private mutating func set(_ name: String, _ value: inout String, _ wanted: String) {
        guard value != wanted else { return }
        changes.append(ActivityChange(name, before: value, after: wanted))
        value = wanted
    }

    private func line(_ text: String, _ field: String) throws(CallError) -> String {
        guard text.utf8.count <= CallLimits.textBytesMax, !text.contains(where: \.isNewline) else {
            throw .invalid(field, "must be one line of at most \(CallLimits.textBytesMax) bytes")
        }
        return text
    }

    private func text(_ text: String, _ field: String) throws(CallError) -> String {
        guard text.utf8.count <= CustomFieldLimits.textBytesMax else {
            throw .invalid(field, "must be at most \(CustomFieldLimits.textBytesMax) bytes")
        }
        return text
    }

    private func email(_ text: String) throws(CallError) -> String {
        if text.isEmpty { return text }
        guard facts.kind == .microsoft365 else {
            throw .invalid("group.email", "only Microsoft 365 groups have a mail address")
        }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
            !text.contains(where: { $0.isWhitespace || $0.isNewline })
        else { throw .invalid("group.email", "\"\(text)\" is no mail address") }
        return try line(text, "group.email")
    }

    private func membershipType(_ type: V1.MembershipType) throws(CallError) -> MembershipType {
        switch type {
        case .unspecified, .assigned: return .assigned
        case .dynamicUser: return .dynamicUser
        case .dynamicDevice where facts.kind == .security: return .dynamicDevice
        case .dynamicDevice:
            throw .invalid("group.membership_type", "a Microsoft 365 group has no devices")
        case .unrecognized:
            throw .invalid("group.membership_type", "names no type of membership")
        }
    }

    // MARK: Custom fields

    private mutating func takeCustom(
        _ key: String,
        from input: V1.GroupInput
    ) throws(CallError) {
        guard let field = type[key] else {
            throw .invalid(
                "group.custom_fields.\(key)",
                "this kind of group has no such field; AssetTypes/Get lists those that it has"
            )
        }
        let given = input.customFields.filter { $0.key == key }
        guard given.count <= 1 else {
            throw .invalid("group.custom_fields.\(key)", "is given twice")
        }
        let texts: [String]
        do throws(CustomValueProblem) {
            texts = try field.checked(given.first?.values ?? [])
        } catch {
            throw .invalid("group.custom_fields.\(key)", error.text)
        }
        let index = facts.customValues.firstIndex { $0.key >= key } ?? facts.customValues.count
        let isKnown = index < facts.customValues.count && facts.customValues[index].key == key
        let before = isKnown ? facts.customValues[index].texts : []
        guard before != texts else { return }
        if isKnown { facts.customValues.remove(at: index) }
        if !texts.isEmpty {
            facts.customValues.insert(CustomValue(key: key, texts: texts), at: index)
        }
        changes.append(
            ActivityChange(
                Self.customPrefix + key,
                before: before.joined(separator: ", "),
                after: texts.joined(separator: ", ")
            )
        )
    }
}
