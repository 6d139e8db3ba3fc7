import Access
import Directory
import ReadModel
import Store
import Wire

/// How each caller has the two lists arranged; no revision knows of it.
enum ViewsService {
    static let endpoints: [Endpoint] = [
        .command(V1.ViewsService.get, needs: .read) {
            request,
            context,
            publisher throws(CallError) in
            try view(of: try kind(request.kind, field: "kind"), context, publisher)
        },
        .command(V1.ViewsService.set, needs: .read) {
            request,
            context,
            publisher throws(CallError) in
            try set(request, context, publisher)
        },
        .command(V1.ViewsService.restoreDefaults, needs: .read) {
            request,
            context,
            publisher throws(CallError) in
            let kind = try kind(request.kind, field: "kind")
            try store(nil, of: kind, context, publisher)
            return try view(of: kind, context, publisher)
        },
    ]

    private static let widthMax: UInt32 = 4000

    /// The columns of each list, in the order in which they stand until somebody arranges them.
    static func columns(of kind: GroupKind) -> [String] {
        let both = (
            members: ["members_matched", "members_not_matched"],
            rest: [
                "domain", "description", "membership_type", "sync_status", "updated", "actions",
            ]
        )
        return switch kind {
        case .microsoft365: ["name"] + both.members + ["email"] + both.rest
        case .security:
            ["name", "nested_groups"] + both.members + ["devices_matched", "devices_not_matched"]
                + both.rest
        }
    }

    private static func kind(_ kind: V1.GroupKind, field: String) throws(CallError) -> GroupKind {
        guard let kind = GroupKind(kind) else {
            throw .invalid(field, "must be GROUP_KIND_MICROSOFT_365 or GROUP_KIND_SECURITY")
        }
        return kind
    }

    private static func set(
        _ request: V1.SetViewRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.ViewResponse {
        guard let wanted = request.view else { throw .missing("view") }
        let kind = try kind(wanted.kind, field: "view.kind")
        guard !wanted.columns.isEmpty else {
            throw .invalid("view.columns", "must show a column at least")
        }
        let available = columns(of: kind)
        var seen: Set<String> = []
        for column in wanted.columns {
            guard available.contains(column.name) else {
                throw .invalid(
                    "view.columns",
                    "this list has no column \"\(column.name)\"; it has \(available.joined(separator: ", "))"
                )
            }
            guard seen.insert(column.name).inserted else {
                throw .invalid("view.columns", "has \"\(column.name)\" twice")
            }
            guard column.width <= widthMax else {
                throw .invalid("view.columns", "a width must be at most \(widthMax)")
            }
        }
        let stored = V1.ListView { $0.columns = wanted.columns }
        try store(stored, of: kind, context, publisher)
        return try view(of: kind, context, publisher)
    }

    private static func store(
        _ view: V1.ListView?,
        of kind: GroupKind,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) {
        do throws(StoreError) {
            try publisher.store.setListView(
                of: context.caller.principalKey,
                list: kind.rawValue,
                to: view?.encoded()
            )
        } catch {
            throw CallError(error)
        }
    }

    private static func view(
        of kind: GroupKind,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.ViewResponse {
        let stored: [UInt8]?
        do throws(StoreError) {
            stored = try publisher.store.read { reader throws(StoreError) in
                try reader.listView(of: context.caller.principalKey, list: kind.rawValue)
            }
        } catch {
            throw CallError(error)
        }
        let available = columns(of: kind)
        // What cannot be read, or names a column that there was, is no reason to show no list.
        let columns = stored.flatMap { try? V1.ListView(decoding: $0) }?.columns
            .filter { available.contains($0.name) }
        return V1.ViewResponse {
            $0.view = V1.ListView {
                $0.kind = V1.GroupKind(kind)
                $0.isDefault = columns == nil
                $0.columns = columns ?? available.map { name in V1.ViewColumn { $0.name = name } }
                $0.available = available
            }
        }
    }
}
