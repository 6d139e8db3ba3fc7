public import Directory
public import Wire

extension SubscriptionPlan {
    /// Reads what a request asks for.
    ///
    /// - Parameters:
    ///   - request: As it came.
    ///   - organization: The organization with an id, if the caller may see it.
    /// - Throws: The first thing that is wrong with it.
    public init(
        _ request: V1.SubscribeRequest,
        organization: (String) -> OrganizationID?
    ) throws(SubscriptionRefusal) {
        self.init()
        filter = try ChangeFilter(request.filter ?? .init(), organization: organization)
        do throws(RowShape.UnknownField) {
            shape = try RowShape(names: request.fields)
        } catch {
            throw .invalid(field: "fields", problem: "there is no field \"\(error.name)\" in a row")
        }
        switch request.delivery {
        case .unspecified, .everyRevision: delivery = .everyRevision
        case .latestPerKey: delivery = .latestPerKey
        case .unrecognized:
            throw .invalid(
                field: "delivery",
                problem: "must be DELIVERY_EVERY_REVISION, DELIVERY_LATEST_PER_KEY or left out"
            )
        }
        switch request.onCompacted {
        case .unspecified, .fail: resnapshots = false
        case .resnapshot: resnapshots = true
        case .unrecognized:
            throw .invalid(
                field: "on_compacted",
                problem: "must be ON_COMPACTED_FAIL, ON_COMPACTED_RESNAPSHOT or left out"
            )
        }
        heartbeatMilliseconds =
            request.heartbeatMilliseconds == 0
            ? FeedLimits.heartbeatDefaultMilliseconds
            : request.heartbeatMilliseconds.clamped(to: FeedLimits.heartbeatMilliseconds)
        batchBytes = Int(
            request.maxBatchBytes == 0
                ? FeedLimits.batchDefaultBytes
                : request.maxBatchBytes.clamped(to: FeedLimits.batchBytes)
        )
        includesOld = request.includeOld
        includesMembers = request.includeMembers
        guard !includesMembers || delivery == .everyRevision else {
            throw .invalid(
                field: "include_members",
                problem: "members are told with DELIVERY_EVERY_REVISION only"
            )
        }
        until = request.untilRevision == 0 ? nil : Revision(request.untilRevision)
        filterBytes = Self.canonicalBytes(request.filter ?? .init(), fields: shape.names)
    }

    /// The same bytes for the same filter and fields, in whatever order their parts were given.
    private static func canonicalBytes(_ filter: V1.ChangeFilter, fields: [String]) -> [UInt8] {
        V1.SubscribeRequest {
            var sorted = filter
            sorted.organizationIDs = Set(filter.organizationIDs).sorted()
            sorted.groupIDs = Set(filter.groupIDs.map { $0.lowercased() }).sorted()
            sorted.statuses = Set(filter.statuses).sorted { $0.rawValue < $1.rawValue }
            $0.filter = sorted
            $0.fields = fields
        }.encoded()
    }
}

extension ChangeFilter {
    fileprivate init(
        _ filter: V1.ChangeFilter,
        organization: (String) -> OrganizationID?
    ) throws(SubscriptionRefusal) {
        self.init()
        if !filter.organizationIDs.isEmpty {
            organizations = try Self.organizations(filter.organizationIDs, organization)
        }
        switch filter.kind {
        case .unspecified: kind = nil
        case .microsoft365: kind = .microsoft365
        case .security: kind = .security
        case .unrecognized:
            throw .invalid(
                field: "filter.kind",
                problem: "must be GROUP_KIND_MICROSOFT_365, GROUP_KIND_SECURITY or left out"
            )
        }
        guard filter.groupIDs.count <= FeedLimits.groupsMax else {
            throw .invalid(
                field: "filter.group_ids",
                problem: "holds at most \(FeedLimits.groupsMax) ids"
            )
        }
        for text in filter.groupIDs {
            groups.insert(try Self.guid(text, field: "filter.group_ids"))
        }
        guard filter.namePattern.utf8.count <= FeedLimits.patternBytesMax else {
            throw .invalid(
                field: "filter.name_pattern",
                problem: "has at most \(FeedLimits.patternBytesMax) bytes"
            )
        }
        name = filter.namePattern.isEmpty ? nil : NamePattern(filter.namePattern)
        for status in filter.statuses {
            guard status.rawValue > 0 else {
                throw .invalid(
                    field: "filter.statuses",
                    problem: "holds a status that there is not"
                )
            }
            statuses.insert(status.rawValue)
        }
        principal = try Self.principal(filter.principal)
        guard principal == nil || organizations?.count == 1 else {
            throw .invalid(
                field: "filter.organization_ids",
                problem: "must name exactly one organization for the groups of someone or something"
            )
        }
    }

    private static func organizations(
        _ keys: [String],
        _ organization: (String) -> OrganizationID?
    ) throws(SubscriptionRefusal) -> Set<OrganizationID> {
        guard keys.count <= FeedLimits.organizationsMax else {
            throw .invalid(
                field: "filter.organization_ids",
                problem: "holds at most \(FeedLimits.organizationsMax) ids"
            )
        }
        var organizations: Set<OrganizationID> = []
        for key in keys {
            guard let id = organization(key) else {
                throw .organizationNotFound(field: "filter.organization_ids", key: key)
            }
            organizations.insert(id)
        }
        return organizations
    }

    private static func principal(
        _ principal: V1.ChangeFilter.Principal?
    ) throws(SubscriptionRefusal) -> PrincipalFilter? {
        switch principal {
        case nil: return nil
        case .contact(let id): return .contact(id)
        case .configuration(let id): return .configuration(id)
        case .user(let id): return .object(.user, try guid(id, field: "filter.user_entra_id"))
        case .device(let id): return .object(.device, try guid(id, field: "filter.device_entra_id"))
        case .group(let id): return .object(.group, try guid(id, field: "filter.group_entra_id"))
        }
    }

    private static func guid(_ text: String, field: String) throws(SubscriptionRefusal) -> GUID {
        guard let id = GUID(text) else {
            throw .invalid(field: field, problem: "\"\(text)\" is no GUID")
        }
        return id
    }
}

extension UInt32 {
    fileprivate func clamped(to range: ClosedRange<UInt32>) -> UInt32 {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
