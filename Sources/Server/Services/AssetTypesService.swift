import Access
import Directory
import ReadModel
import Store
import Wire

/// The two kinds of groups, and the fields that people have added to them.
enum AssetTypesService {
    static let endpoints: [Endpoint] = [
        .read(V1.AssetTypesService.get) { request, context throws(CallError) in
            let kind = try kind(request.kind, field: "kind")
            return V1.AssetTypeResponse {
                $0.assetType = V1.AssetType(kind, context.snapshot.policy.assetTypes[kind])
                $0.revision = context.snapshot.revision.number
            }
        },
        .command(V1.AssetTypesService.update, needs: .configure) {
            request,
            context,
            publisher throws(CallError) in
            try update(request, context, publisher)
        },
    ]

    static func update(
        _ request: V1.UpdateAssetTypeRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.AssetTypeResponse {
        guard let wanted = request.assetType else { throw .missing("asset_type") }
        let kind = try kind(wanted.kind, field: "asset_type.kind")
        let before = publisher.snapshot.policy.assetTypes[kind] ?? AssetType()
        let after = try checked(wanted.customFields, before)
        var batch = context.batch()
        if after != before {
            batch.changes = [.policy(.assetType(kind, after))]
            var record = context.activity("asset type updated", subject: "\(kind)")
            record.changes = changes(from: before, to: after)
            batch.activity = [record]
        }
        let published = try publisher.commit(batch)
        return V1.AssetTypeResponse {
            $0.assetType = V1.AssetType(kind, publisher.snapshot.policy.assetTypes[kind])
            $0.revision = published.revision.number
        }
    }

    static func kind(_ kind: V1.GroupKind, field: String) throws(CallError) -> GroupKind {
        guard let kind = GroupKind(kind) else {
            throw .invalid(field, "must be GROUP_KIND_MICROSOFT_365 or GROUP_KIND_SECURITY")
        }
        return kind
    }

    // MARK: Fields

    private static func checked(
        _ wanted: [V1.CustomField],
        _ before: AssetType
    ) throws(CallError) -> AssetType {
        guard wanted.count <= CustomFieldLimits.fieldsMax else {
            throw .invalid(
                "asset_type.custom_fields",
                "must be at most \(CustomFieldLimits.fieldsMax) fields"
            )
        }
        var type = AssetType()
        for (index, message) in wanted.enumerated() {
            let path = "asset_type.custom_fields[\(index)]"
            let field = try checked(message, path)
            guard type[field.key] == nil else {
                throw .invalid("\(path).key", "\"\(field.key)\" is the key of two fields")
            }
            if let known = before[field.key], known.type != field.type {
                throw .invalid(
                    "\(path).type",
                    "the type of \"\(field.key)\" cannot change, since groups have values of it; "
                        + "add a field with another key"
                )
            }
            type.fields.append(field)
        }
        return type
    }

    private static func checked(
        _ message: V1.CustomField,
        _ path: String
    ) throws(CallError) -> CustomField {
        try Keys.check(message.key, field: "\(path).key")
        guard !message.name.isBlank else { throw .missing("\(path).name") }
        for (name, text) in [("name", message.name), ("hint", message.hint)]
        where text.utf8.count > CustomFieldLimits.lineBytesMax {
            throw .invalid(
                "\(path).\(name)",
                "must be at most \(CustomFieldLimits.lineBytesMax) bytes"
            )
        }
        guard let type = CustomFieldType(message.type) else {
            throw .invalid("\(path).type", "names no type of field")
        }
        let options = message.options
        guard (type == .select) == !options.isEmpty else {
            throw .invalid("\(path).options", "a select field has options, and no other has")
        }
        guard options.count <= CustomFieldLimits.optionsMax, Set(options).count == options.count,
            options.allSatisfy({
                !$0.isBlank && $0.utf8.count <= CustomFieldLimits.lineBytesMax
            })
        else {
            throw .invalid(
                "\(path).options",
                "must be at most \(CustomFieldLimits.optionsMax) different texts"
            )
        }
        guard type != .header || !message.required else {
            throw .invalid("\(path).required", "a heading holds nothing")
        }
        return CustomField(
            key: message.key,
            name: message.name,
            type: type,
            options: options,
            isRequired: message.required,
            hint: message.hint
        )
    }

    /// What became of each field, those that only moved included.
    private static func changes(from before: AssetType, to after: AssetType) -> [ActivityChange] {
        var keys = before.fields.map(\.key)
        keys += after.fields.map(\.key).filter { before[$0] == nil }
        var changes = keys.compactMap { key -> ActivityChange? in
            let (old, new) = (before[key].map(text) ?? "", after[key].map(text) ?? "")
            return old == new
                ? nil : ActivityChange("custom_fields.\(key)", before: old, after: new)
        }
        let kept = { (type: AssetType, other: AssetType) in
            type.fields.map(\.key).filter { other[$0] != nil }.joined(separator: ", ")
        }
        let (old, new) = (kept(before, after), kept(after, before))
        if old != new { changes.append(ActivityChange("order", before: old, after: new)) }
        return changes
    }

    private static func text(_ field: CustomField) -> String {
        var text = "\(field.name): \(field.type)"
        if !field.options.isEmpty { text += " of \(field.options.joined(separator: " | "))" }
        if field.isRequired { text += ", required" }
        if !field.hint.isEmpty { text += " (\(field.hint))" }
        return text
    }
}

extension V1.GetAssetTypeRequest: RevisionedRequest {}

extension V1.AssetType {
    fileprivate init(_ kind: GroupKind, _ type: AssetType?) {
        self.init()
        self.kind = V1.GroupKind(kind)
        customFields = (type?.fields ?? []).map { V1.CustomField($0) }
    }
}

extension CustomFieldType {
    /// `nil` for none, or one that this program does not know.
    fileprivate init?(_ type: V1.CustomFieldType) {
        switch type {
        case .text: self = .text
        case .textarea: self = .textarea
        case .number: self = .number
        case .date: self = .date
        case .checkbox: self = .checkbox
        case .select: self = .select
        case .tag: self = .tag
        case .percent: self = .percent
        case .header: self = .header
        case .unspecified, .unrecognized: return nil
        }
    }
}
