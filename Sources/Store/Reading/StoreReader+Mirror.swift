public import Directory

/// What a round is compared with: the documentation, and what is pending on top of it.
public struct MirroredObject: Hashable, Sendable {
    public var id: ObjectID
    public var entraID: GUID
    public var type: ObjectType
    /// What is documented; `nil` when nothing is.
    public var documented: ObjectProperties?
    /// Where Graph is ahead; `nil` when it is not.
    public var pending: PendingObject?

    /// What Entra last said, as far as it was kept.
    public var properties: ObjectProperties? {
        switch pending {
        case .present(let properties): properties
        case .gone: nil
        case nil: documented
        }
    }
}

extension StoreReader {
    /// What is known of `objects`, in that order; `nil` for an id that was never given out.
    public func mirrored(_ objects: [ObjectID]) throws(StoreError) -> [MirroredObject?] {
        let find = try session.statement(Self.mirroredSQL + " WHERE object.id = ?1")
        return try objects.map { id throws(StoreError) in
            try find.bind(1, id).first { row throws(StoreError) in try Self.mirrored(row) }
        }
    }

    /// The objects of a tenant in the order of their Entra ids, after `entraID`: to be merged with a
    /// staged round.
    ///
    /// Objects that only a membership has named, or that are long gone, are among them: both
    /// `documented` and `pending` are `nil` then.
    public func mirroredObjects(
        of tenant: TenantID,
        after entraID: GUID?,
        limit: Int
    ) throws(StoreError) -> [MirroredObject] {
        var objects: [MirroredObject] = []
        let next = try session.statement(
            Self.mirroredSQL + """
                 WHERE object.tenant = ?1 AND object.entra_id > ?2
                ORDER BY object.entra_id LIMIT ?3
                """
        )
        next.bind(1, tenant).bind(3, limit)
        if let entraID { next.bind(2, entraID) } else { next.bind(2, [UInt8]()) }
        try next.rows { row throws(StoreError) in objects.append(try Self.mirrored(row)) }
        return objects
    }

    /// The members of a group as Entra last said, sorted: documentation and pending together.
    public func mirroredMembers(of group: ObjectID) throws(StoreError) -> [ObjectID] {
        let documented = try documentedMembers(of: group)
        let pending = try pendingMembers(of: group)
        if pending.isEmpty { return documented }
        var members: [ObjectID] = []
        members.reserveCapacity(documented.count + pending.count)
        var next = 0
        for change in pending {
            while next < documented.count, documented[next] < change.member {
                members.append(documented[next])
                next += 1
            }
            if next < documented.count, documented[next] == change.member { next += 1 }
            if change.isMember { members.append(change.member) }
        }
        members.append(contentsOf: documented[next...])
        return members
    }

    /// The documented members of a group, sorted.
    public func documentedMembers(of group: ObjectID) throws(StoreError) -> [ObjectID] {
        var members: [ObjectID] = []
        try session.statement("SELECT member FROM member_now WHERE group_id = ?1 ORDER BY member")
            .bind(1, group)
            .rows { row throws(StoreError) in
                members.append(try row.interned(0, as: ObjectID.self))
            }
        return members
    }

    /// The pending memberships of a group, sorted by member.
    public func pendingMembers(of group: ObjectID) throws(StoreError) -> [PendingMember] {
        var members: [PendingMember] = []
        try session.statement(
            "SELECT member, is_member FROM pending_member WHERE group_id = ?1 ORDER BY member"
        ).bind(1, group).rows { row throws(StoreError) in
            members.append(
                PendingMember(
                    member: try row.interned(0, as: ObjectID.self),
                    isMember: row.integer(1) != 0
                )
            )
        }
        return members
    }

    /// The groups that wait to be documented with `member` in them, sorted.
    public func groupsAwaiting(_ member: ObjectID) throws(StoreError) -> [ObjectID] {
        var groups: [ObjectID] = []
        try session.statement(
            "SELECT group_id FROM pending_member WHERE member = ?1 AND is_member ORDER BY group_id"
        ).bind(1, member).rows { row throws(StoreError) in
            groups.append(try row.interned(0, as: ObjectID.self))
        }
        return groups
    }

    /// The pending differences of `objects`, in that order.
    public func pending(of objects: [ObjectID]) throws(StoreError) -> [PendingObject?] {
        let values: [PendingValue?] = try values("pending_object", objects.map(\.rawValue))
        return values.map { $0.map(PendingObject.init) }
    }

    /// The objects of a tenant that have a pending difference of their own or in their members,
    /// after `id`, sorted.
    public func objectsWithPending(
        in tenant: TenantID,
        after id: ObjectID?,
        limit: Int
    ) throws(StoreError) -> [ObjectID] {
        var objects: [ObjectID] = []
        try session.statement(
            """
            SELECT id FROM object WHERE tenant = ?1 AND id > ?2 AND (
                EXISTS (SELECT 1 FROM pending_object WHERE pending_object.id = object.id)
                OR EXISTS (SELECT 1 FROM pending_member WHERE group_id = object.id)
            ) ORDER BY id LIMIT ?3
            """
        ).bind(1, tenant).bind(2, id.map { Int($0.rawValue) } ?? -1).bind(3, limit)
            .rows { row throws(StoreError) in
                objects.append(try row.interned(0, as: ObjectID.self))
            }
        return objects
    }

    private static let mirroredSQL = """
        SELECT object.id, object.entra_id, object.type, object_now.value, pending_object.value
        FROM object
        LEFT JOIN object_now ON object_now.id = object.id
        LEFT JOIN pending_object ON pending_object.id = object.id
        """

    private static func mirrored(_ row: PreparedStatement) throws(StoreError) -> MirroredObject {
        let pending: PendingValue? =
            row.isNull(4) ? nil : try row.value(4, of: "pending_object")
        return MirroredObject(
            id: try row.interned(0, as: ObjectID.self),
            entraID: try row.guid(1),
            type: try row.objectType(2),
            documented: row.isNull(3) ? nil : try row.value(3, of: "object_now"),
            pending: pending.map(PendingObject.init)
        )
    }
}

/// One membership where Graph is ahead of the documentation.
public struct PendingMember: Hashable, Sendable {
    public var member: ObjectID
    public var isMember: Bool

    public init(member: ObjectID, isMember: Bool) {
        self.member = member
        self.isMember = isMember
    }
}

extension PendingObject {
    init(_ value: PendingValue) {
        switch value {
        case .present(let properties): self = .present(properties)
        case .gone: self = .gone
        }
    }
}
