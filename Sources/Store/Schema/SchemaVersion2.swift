/// What the second version adds: the groups that wait for a member can be found by the member.
enum SchemaVersion2 {
    static let statements = [
        "CREATE INDEX pending_member_member ON pending_member (member)"
    ]
}
