extension V1 {
    /// The methods of `muster.v1.Activity`.
    public enum ActivityService {
        public static let name = "muster.v1.Activity"

        public static let list = Method<ListActivityRequest, ListActivityResponse>(
            name,
            "List",
            .server,
            "Manual acts, newest first. Administrators and managers only."
        )
        public static let restore = Method<RestoreGroupRequest, RestoreGroupResponse>(
            name,
            "Restore",
            .none,
            "Brings a deleted group back. Administrators and managers only."
        )

        public static let description = ServiceDescription(
            name: name,
            meaning: "Who did what, when and from where, and the way back from a deletion.",
            methods: [list.description, restore.description]
        )
    }
}
