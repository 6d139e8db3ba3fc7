import Access
import Wire

/// What people do to the status of groups.
extension GroupsService {
    static let commands: [Endpoint] = [
        .command(V1.GroupsService.archive, needs: .archive) {
            request,
            context,
            publisher throws(CallError) in
            try GroupCommandRun(command: .archive, context: context, publisher: publisher)
                .run(request.ids, atomic: request.atomic)
        },
        .command(V1.GroupsService.unarchive, needs: .archive) {
            request,
            context,
            publisher throws(CallError) in
            try GroupCommandRun(command: .unarchive, context: context, publisher: publisher)
                .run(request.ids, atomic: request.atomic)
        },
        .command(V1.GroupsService.delete, needs: .delete) {
            request,
            context,
            publisher throws(CallError) in
            guard request.confirm else {
                throw CallError(
                    .confirmationMissing,
                    "confirm: must be true: the groups leave the documentation, and no sync brings them back"
                )
            }
            let isRow = request.fromList || request.ids.count > 1
            let command = GroupCommand.delete(isRow: isRow)
            return try GroupCommandRun(command: command, context: context, publisher: publisher)
                .run(request.ids, atomic: request.atomic)
        },
        .command(V1.GroupsService.setSync, needs: .switchSync) {
            request,
            context,
            publisher throws(CallError) in
            guard let enabled = request.enabled else { throw .missing("enabled") }
            let command = enabled ? GroupCommand.enableSync : .disableSync
            return try GroupCommandRun(command: command, context: context, publisher: publisher)
                .run(request.ids, atomic: request.atomic)
        },
    ]
}
