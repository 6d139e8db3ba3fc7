public import Wire

/// What two replies may differ in although they say the same: how often and when something was published, and what only
/// the server that gave it can read.
public enum ReplyMask {
    private static let masked: Set<String> = [
        // Revisions.
        "revision", "completeThrough", "currentRevision", "startRevision", "policyRevision",
        "firstRevision", "lastRevision", "throughRevision", "newest_revision", "floor", "chain",
        // Tokens and what is bound to them.
        "nextPageToken", "token", "tokenId", "secret", "storeId",
        // Freshness.
        "asOf", "lastSyncCompletedAt", "sourceWatermark", "runId", "time", "createdAt",
        "publishedAt", "startedAt", "completedAt", "setAt",
        // When a group last changed, and what is computed over rows that say so.
        "updated", "checksum",
    ]

    /// The reply without them.
    public static func masked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .number, .string: value
        case .array(let elements): .array(elements.map(masked))
        case .object(let members):
            .object(
                members.map { member in
                    Self.masked.contains(member.name)
                        ? .init(member.name, .string("masked"))
                        : .init(member.name, masked(member.value))
                }
            )
        }
    }

    /// A sentence without the numbers of revisions in it.
    public static func masked(sentence: String) -> String {
        var words = sentence.split(separator: " ", omittingEmptySubsequences: false).map(
            String.init
        )
        for index in words.indices.dropFirst() where words[index - 1] == "revision" {
            words[index] = "masked"
        }
        return words.joined(separator: " ")
    }
}
