public import Directory

/// One manual act, kept for ever.
public struct ActivityRecord: Hashable, Sendable {
    public var time: Timestamp
    /// The key of the principal that acted.
    public var actor: String
    /// A stable word such as `archived`.
    public var action: String
    public var organization: OrganizationID?
    public var asset: AssetID?
    /// The name of what was acted on, as it was then.
    public var subject: String
    public var detail: String
    /// What was so before and after, field by field.
    public var changes: [ActivityChange]
    /// Where the request came from.
    public var address: String

    public init(
        time: Timestamp,
        actor: String,
        action: String,
        organization: OrganizationID? = nil,
        asset: AssetID? = nil,
        subject: String = "",
        detail: String = "",
        changes: [ActivityChange] = [],
        address: String = ""
    ) {
        self.time = time
        self.actor = actor
        self.action = action
        self.organization = organization
        self.asset = asset
        self.subject = subject
        self.detail = detail
        self.changes = changes
        self.address = address
    }
}

/// One thing that an act changed: how it was and how it is, in the words of the contract.
public struct ActivityChange: Hashable, Sendable {
    /// The field's name, for instance `sync_status`.
    public var field: String
    /// Empty where there was nothing.
    public var before: String
    /// Empty where there is nothing any more.
    public var after: String

    public init(_ field: String, before: String, after: String) {
        self.field = field
        self.before = before
        self.after = after
    }
}

/// The changes of one act as they are stored.
struct StoredActivityChanges: StoredValue {
    var changes: [ActivityChange]

    func write(to writer: inout ByteWriter) {
        writer.number(changes.count)
        for change in changes {
            writer.text(change.field)
            writer.text(change.before)
            writer.text(change.after)
        }
    }

    static func read(from reader: inout ByteReader) -> StoredActivityChanges {
        var changes: [ActivityChange] = []
        for _ in 0..<reader.count() {
            let field = reader.text()
            let before = reader.text()
            changes.append(ActivityChange(field, before: before, after: reader.text()))
        }
        return StoredActivityChanges(changes: changes)
    }
}
