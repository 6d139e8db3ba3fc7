extension V1 {
    /// The methods of `muster.v1.Groups`.
    public enum GroupsService {
        public static let name = "muster.v1.Groups"

        public static let list = Method<ListGroupsRequest, ListGroupsResponse>(
            name,
            "List",
            .server,
            """
            Rows of one organization and one kind, as pages or as one stream of everything. Unknown
            organization: NOT_FOUND. An old page token: OUT_OF_RANGE PAGE_EXPIRED.
            """
        )

        public static let get = Method<GetGroupRequest, GetGroupResponse>(
            name,
            "Get",
            .none,
            "One group. Unknown, deleted, or not to be seen by the caller: NOT_FOUND."
        )

        public static let members = Method<ListMembersRequest, ListMembersResponse>(
            name,
            "Members",
            .server,
            "The users and other members of a group."
        )

        public static let devices = Method<ListDevicesRequest, ListDevicesResponse>(
            name,
            "Devices",
            .server,
            "The devices of a security group. Another kind: FAILED_PRECONDITION."
        )

        public static let nestedGroups = Method<
            ListNestedGroupsRequest, ListNestedGroupsResponse
        >(
            name,
            "NestedGroups",
            .server,
            "The groups inside a security group. Another kind: FAILED_PRECONDITION."
        )

        public static let search = Method<SearchGroupsRequest, SearchGroupsResponse>(
            name,
            "Search",
            .server,
            "Groups by name, in every organization the caller may see."
        )

        public static let ofPrincipal = Method<
            GroupsOfPrincipalRequest, GroupsOfPrincipalResponse
        >(
            name,
            "OfPrincipal",
            .server,
            "The groups of a contact, a configuration, a user, a device or a group."
        )

        public static let getAccess = Method<GetAccessRequest, GetAccessResponse>(
            name,
            "GetAccess",
            .none,
            "Who sees a group, and through what. Unknown, or not to be seen: NOT_FOUND."
        )

        public static let setAccess = Method<SetAccessRequest, SetAccessResponse>(
            name,
            "SetAccess",
            .none,
            """
            Sets who sees groups, each with a result of its own. Creators and up. With `atomic`, a
            group that is refused fails the call.
            """
        )

        public static let create = Method<CreateGroupRequest, GroupResponse>(
            name,
            "Create",
            .none,
            "Makes a manual group. Documentation administrators only."
        )

        public static let update = Method<UpdateGroupRequest, GroupResponse>(
            name,
            "Update",
            .none,
            "Changes a manual group, or the custom fields of any. Editors and creators too."
        )

        public static let archive = Method<ArchiveGroupsRequest, GroupCommandResponse>(
            name,
            "Archive",
            .none,
            "Archives groups. Documentation administrators only."
        )

        public static let unarchive = Method<UnarchiveGroupsRequest, GroupCommandResponse>(
            name,
            "Unarchive",
            .none,
            "Unarchives groups. Documentation administrators only."
        )

        public static let delete = Method<DeleteGroupsRequest, GroupCommandResponse>(
            name,
            "Delete",
            .none,
            """
            Deletes groups that are not enabled. Without `confirm`: FAILED_PRECONDITION
            CONFIRMATION_MISSING.
            """
        )

        public static let setSync = Method<SetSyncRequest, GroupCommandResponse>(
            name,
            "SetSync",
            .none,
            "Enables or disables the sync of groups. Administrators and managers only."
        )

        public static let description = ServiceDescription(
            name: name,
            meaning: "The documented groups of the organizations that the caller may see.",
            methods: [
                list.description, get.description, members.description, devices.description,
                nestedGroups.description, search.description, ofPrincipal.description,
                getAccess.description, setAccess.description,
                create.description, update.description, archive.description,
                unarchive.description, delete.description, setSync.description,
            ]
        )
    }
}
