public import Wire

/// The blocks of one group, made from the same messages that calls about it answer with.
///
/// The rows of its members come in pieces, part after part; a part begins with its heading, and one without rows says so.
public struct GroupSection: Sendable {
    private let row: V1.GroupRow
    private let detail: V1.GroupDetail
    private var begun: Set<Part> = []

    public init(_ row: V1.GroupRow, detail: V1.GroupDetail) {
        self.row = row
        self.detail = detail
    }

    /// The parts of a group's members, in the order of the page.
    enum Part: Int, CaseIterable, Comparable {
        case matched
        case notMatched
        case other
        case nestedGroups
        case devicesMatched
        case devicesNotMatched

        static func < (left: Part, right: Part) -> Bool { left.rawValue < right.rawValue }

        /// Only security groups have it.
        var isOfSecurityGroups: Bool { self > .other }
    }

    /// Title, status and fields.
    public func head() -> [Block] {
        [
            .section(
                Block.Section(
                    title: row.name,
                    kicker: GroupText.kind(row),
                    status: Block.Status(ink, statusLine)
                )
            ),
            .fields(fields),
        ] + customFields
    }

    /// What people wrote into the fields of the asset type, below its headings; what is empty is left out.
    private var customFields: [Block] {
        var parts: [(heading: String?, fields: [Block.Field])] = [(nil, [])]
        for custom in detail.customFields {
            let name = custom.field?.name ?? ""
            if custom.field?.type == .header {
                parts.append((name, []))
            } else if let field = Self.field(name, custom) {
                parts[parts.count - 1].fields.append(field)
            }
        }
        return parts.filter { !$0.fields.isEmpty }.flatMap { part -> [Block] in
            (part.heading.map { [.heading($0)] } ?? []) + [.fields(part.fields)]
        }
    }

    private static func field(_ name: String, _ custom: V1.GroupCustomField) -> Block.Field? {
        let value = custom.values.joined(separator: ", ")
        guard !value.isEmpty else { return nil }
        switch custom.field?.type {
        case .checkbox: return Block.Field(name, value == "true" ? "yes" : "no")
        case .percent: return Block.Field(name, "\(value) %")
        default: return Block.Field(name, value)
        }
    }

    private var ink: Ink {
        switch row.assetIcon {
        case .green: .green
        case .yellow: .yellow
        case .red: .red
        case .grey, .unspecified, .unrecognized: .grey
        }
    }

    private var statusLine: String {
        var line = GroupText.status(row.syncStatus)
        let reasons = GroupText.reasons(row.statusReasons)
        if !reasons.isEmpty { line += ": \(reasons)" }
        let integration = GroupText.integration(row.integration)
        return integration.isEmpty ? line : "\(line) · managed by \(integration)"
    }

    private var fields: [Block.Field] {
        var fields = [
            Block.Field("Description", row.description),
            Block.Field("Email", row.email, link: GroupText.mailLink(row.email)),
            Block.Field("Domain", row.domain),
            Block.Field("Membership type", GroupText.membershipType(row.membershipType)),
            Block.Field("Membership rule", row.membershipRule),
            Block.Field("Rule paused", row.membershipRulePaused ? "yes" : ""),
            Block.Field("Visibility", detail.visibility),
            Block.Field("Mail nickname", detail.mailNickname),
            Block.Field("Group types", detail.groupTypes.joined(separator: ", ")),
            Block.Field("Can hold a role", detail.assignableToRole ? "yes" : ""),
            Block.Field("From on-premises", detail.onPremisesSynced ? detail.onPremisesDomain : ""),
            Block.Field("Archived", row.archived ? "yes" : ""),
            Block.Field("Restricted", row.restricted ? "yes" : ""),
            Block.Field("Sync error", row.syncError),
            Block.Field("Created", GroupText.time(detail.createdAt)),
            Block.Field("Updated", GroupText.updated(row)),
            Block.Field("Stands as of", GroupText.time(row.frozenAt)),
            Block.Field("Asset id", row.id),
            Block.Field("Entra object id", row.entraID),
            Block.Field("Tenant id", row.tenantID),
        ]
        if !detail.manageURL.isEmpty {
            let link = LinkTarget.address(detail.manageURL)
            fields.append(Block.Field("Manage in Entra", detail.manageURL, link: link))
        }
        return fields.filter { !$0.value.isEmpty }
    }

    // MARK: Members

    public mutating func members(_ rows: [V1.MemberRow]) -> [Block] {
        var blocks: [Block] = []
        for member in rows {
            let part: Part =
                member.type != .user
                ? .other : member.matchState == .matched ? .matched : .notMatched
            blocks += begin(part)
            blocks.append(.row(Self.cells(member, part)))
        }
        return blocks
    }

    public mutating func nestedGroups(_ rows: [V1.NestedGroupRow]) -> [Block] {
        var blocks: [Block] = []
        for group in rows {
            blocks += begin(.nestedGroups)
            blocks.append(
                .row([
                    group.name, GroupText.kind(group.kind),
                    GroupText.status(group.syncStatus) + (group.archived ? ", archived" : ""),
                    group.email, group.description,
                ])
            )
        }
        return blocks
    }

    public mutating func devices(_ rows: [V1.DeviceRow]) -> [Block] {
        var blocks: [Block] = []
        for device in rows {
            let system = [device.operatingSystem, device.operatingSystemVersion]
                .filter { !$0.isEmpty }.joined(separator: " ")
            let account = device.disabled ? "disabled" : ""
            if device.matchState == .matched {
                blocks += begin(.devicesMatched)
                let configuration = device.configuration?.name ?? ""
                blocks.append(.row([configuration, device.name, system, account]))
            } else {
                blocks += begin(.devicesNotMatched)
                let why = GroupText.whyNotMatched(device.matchState, device.candidateCount)
                blocks.append(.row([device.name, system, why, account]))
            }
        }
        return blocks
    }

    /// What remains to be said once every row is in.
    public mutating func end() -> [Block] {
        if row.membershipHidden || row.importing {
            let text =
                row.membershipHidden
                ? "Entra does not show the members of this group: they are unknown, which is not none."
                : "The first import has not reached the members of this group."
            return [.heading("Members"), .note(text)]
        }
        return begin(nil)
    }

    private static func cells(_ member: V1.MemberRow, _ part: Part) -> [String] {
        let account = [member.guest ? "guest" : "", member.disabled ? "disabled" : ""]
            .filter { !$0.isEmpty }.joined(separator: ", ")
        switch part {
        case .matched:
            return [
                member.contact?.name ?? member.name, member.displayName, member.userPrincipalName,
                account,
            ]
        case .notMatched:
            let why = GroupText.whyNotMatched(member.matchState, member.candidateCount)
            return [
                member.name.isEmpty ? member.displayName : member.name, member.userPrincipalName,
                why, account,
            ]
        case .other, .nestedGroups, .devicesMatched, .devicesNotMatched:
            return [
                member.name.isEmpty ? member.displayName : member.name,
                GroupText.memberType(member.type), member.entraID,
            ]
        }
    }

    /// The heading of a part where its first row comes, with what is to be said of the parts before it.
    private mutating func begin(_ part: Part?) -> [Block] {
        if let part, begun.contains(part) { return [] }
        var blocks: [Block] = []
        for each in Part.allCases where part.map({ each <= $0 }) ?? true {
            guard row.kind == .security || !each.isOfSecurityGroups,
                begun.insert(each).inserted
            else { continue }
            blocks.append(.heading(Self.heading(each)))
            blocks.append(each == part ? .table(Self.columns(each)) : .note("None."))
        }
        return blocks
    }

    private static func heading(_ part: Part) -> String {
        switch part {
        case .matched: "Members matched to a contact"
        case .notMatched: "Members not matched to a contact"
        case .other: "Other members"
        case .nestedGroups: "Nested groups"
        case .devicesMatched: "Devices matched to a configuration"
        case .devicesNotMatched: "Devices not matched to a configuration"
        }
    }

    private static func columns(_ part: Part) -> [Block.Column] {
        switch part {
        case .matched:
            [.init("Contact", 0.22), .init("Name in Entra", 0.22)]
                + [.init("User principal name", 0.44), .init("Account", 0.12)]
        case .notMatched:
            [.init("Name", 0.25), .init("User principal name", 0.44)]
                + [.init("Why", 0.19), .init("Account", 0.12)]
        case .other:
            [.init("Name", 0.40), .init("Type", 0.22), .init("Entra id", 0.38)]
        case .nestedGroups:
            [.init("Name", 0.28), .init("Kind", 0.14), .init("Status", 0.14)]
                + [.init("Email", 0.22), .init("Description", 0.22)]
        case .devicesMatched:
            [.init("Configuration", 0.32), .init("Name in Entra", 0.32)]
                + [.init("Operating system", 0.24), .init("Account", 0.12)]
        case .devicesNotMatched:
            [.init("Name", 0.38), .init("Operating system", 0.28)]
                + [.init("Why", 0.22), .init("Account", 0.12)]
        }
    }
}
