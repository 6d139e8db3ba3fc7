extension V1 {
    /// The methods of `muster.v1.Exports`.
    public enum ExportsService {
        public static let name = "muster.v1.Exports"

        public static let groupPdf = Method<GroupPdfRequest, ExportResponse>(
            name,
            "GroupPdf",
            .server,
            "One group on paper, for every caller who may see it. Unknown: NOT_FOUND."
        )
        public static let runbook = Method<RunbookRequest, ExportResponse>(
            name,
            "Runbook",
            .server,
            """
            A book of the groups that the caller may see. Needs the right to export. An id that is
            unknown or of another organization: NOT_FOUND.
            """
        )
        public static let group = Method<ExportGroupRequest, ExportResponse>(
            name,
            "Group",
            .server,
            "One group with its members as CSV or JSON. Needs the right to export."
        )
        public static let list = Method<ExportListRequest, ExportResponse>(
            name,
            "List",
            .server,
            "A whole list as CSV or JSON. Needs the right to export."
        )

        public static let description = ServiceDescription(
            name: name,
            meaning: """
                Groups as documents and as files. They hold what the caller may see and nothing else. More
                than 16 at a time: RESOURCE_EXHAUSTED TOO_MANY_CALLS.
                """,
            methods: [
                groupPdf.description, runbook.description, group.description, list.description,
            ]
        )
    }
}
