extension V1 {
    /// The methods of `muster.v1.Matching`.
    public enum MatchingService {
        public static let name = "muster.v1.Matching"

        public static let list = Method<ListMatchesRequest, ListMatchesResponse>(
            name,
            "List",
            .server,
            """
            How the users and devices of an organization stand to its records, each with the reason.
            Needs the right to match.
            """
        )
        public static let match = Method<MatchRequest, MatchResponse>(
            name,
            "Match",
            .none,
            """
            Chooses a record by hand. Needs the right to match. Unknown user, device or record: NOT_FOUND.
            While the tenant's users are not synced, no user can be matched: FAILED_PRECONDITION
            USERS_NOT_SYNCED.
            """
        )
        public static let unmatch = Method<UnmatchRequest, MatchResponse>(
            name,
            "Unmatch",
            .none,
            "Gives a user or a device back to the rules. Needs the right to match."
        )
        public static let ignore = Method<IgnoreMatchRequest, MatchResponse>(
            name,
            "Ignore",
            .none,
            "Says that a user or a device has no record. Needs the right to match."
        )
        public static let explain = Method<ExplainMatchRequest, ExplainMatchResponse>(
            name,
            "Explain",
            .none,
            """
            Why a user or a device is matched or not, stage by stage. Needs the right to match.
            """
        )

        public static let description = ServiceDescription(
            name: name,
            meaning: "Which contact each user is, and which configuration each device.",
            methods: [
                list.description, match.description, unmatch.description, ignore.description,
                explain.description,
            ]
        )
    }
}
