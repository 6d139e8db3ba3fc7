import Directory

/// The record of a policy item, apart from its key.
enum PolicyValue {
    case organization(Organization)
    case integration(Integration)
    case tenant(Tenant)
    case principal(Principal)
    case token(AccessToken)
    case userGroup(UserGroup)
    case groupAccess(GroupAccess)
    case account(Account)
    case assetType(AssetType)
    case relatedItem(RelatedItem)
}

extension PolicyItem {
    /// The kind, then the key: what the item is stored under.
    var storedKey: [UInt8] {
        switch self {
        case .organization(let id, _): [1] + Self.bytes(id.rawValue)
        case .integration(let key, _): [2] + Array(key.utf8)
        case .tenant(let id, _): [3] + Self.bytes(id.rawValue)
        case .principal(let key, _): [4] + Array(key.utf8)
        case .token(let key, _): [5] + Array(key.utf8)
        case .userGroup(let key, _): [6] + Array(key.utf8)
        case .groupAccess(let id, _): [7] + Self.bytes(id.rawValue)
        case .account: [8]
        case .assetType(let kind, _): [20, kind.rawValue]
        case .relatedItem(let key, _): [32] + Array(key.utf8)
        }
    }

    /// The record, or `nil` where the item says that there is none.
    var storedValue: PolicyValue? {
        switch self {
        case .organization(_, let value): value.map { .organization($0) }
        case .integration(_, let value): value.map { .integration($0) }
        case .tenant(_, let value): value.map { .tenant($0) }
        case .principal(_, let value): value.map { .principal($0) }
        case .token(_, let value): value.map { .token($0) }
        case .userGroup(_, let value): value.map { .userGroup($0) }
        case .groupAccess(_, let value): value.map { .groupAccess($0) }
        case .account(let value): .account(value)
        case .assetType(_, let value): value.map { .assetType($0) }
        case .relatedItem(_, let value): value.map { .relatedItem($0) }
        }
    }

    /// The item back from its key and record; `nil` when they do not belong together.
    init?(storedKey key: [UInt8], value: PolicyValue) {
        guard key.first == value.kind else { return nil }
        let rest = key.dropFirst()
        let text = String(decoding: rest, as: UTF8.self)
        let number = rest.reduce(into: UInt32(0)) { $0 = $0 << 8 | UInt32($1) }
        switch value {
        case .organization(let value): self = .organization(Interned(number), value)
        case .integration(let value): self = .integration(text, value)
        case .tenant(let value): self = .tenant(Interned(number), value)
        case .principal(let value): self = .principal(text, value)
        case .token(let value): self = .token(text, value)
        case .userGroup(let value): self = .userGroup(text, value)
        case .groupAccess(let value): self = .groupAccess(Interned(number), value)
        case .account(let value): self = .account(value)
        case .assetType(let value):
            guard let raw = rest.first, rest.count == 1, let kind = GroupKind(rawValue: raw) else {
                return nil
            }
            self = .assetType(kind, value)
        case .relatedItem(let value): self = .relatedItem(text, value)
        }
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}

extension PolicyValue: StoredValue {
    fileprivate var kind: UInt8 {
        switch self {
        case .organization: 1
        case .integration: 2
        case .tenant: 3
        case .principal: 4
        case .token: 5
        case .userGroup: 6
        case .groupAccess: 7
        case .account: 8
        case .assetType: 20
        case .relatedItem: 32
        }
    }

    /// Version 2: names and organizations of principals, what client users see of an organization.
    static var codingVersion: UInt8 { 2 }

    func write(to writer: inout ByteWriter) {
        writer.byte(kind)
        switch self {
        case .organization(let organization):
            writer.text(organization.key)
            writer.text(organization.name)
            writer.byte(organization.showsGroupsToClientUsers.map { $0 ? 2 : 1 } ?? 0)
        case .integration(let integration): Self.write(integration, to: &writer)
        case .tenant(let tenant):
            writer.guid(tenant.entraID)
            writer.text(tenant.displayName)
            writer.text(tenant.defaultDomain)
            writer.text(tenant.integrationKey)
            writer.interned(tenant.organization)
            writer.flag(tenant.isRemoved)
        case .principal(let principal):
            writer.text(principal.key)
            writer.byte(principal.role.rawValue)
            writer.flag(principal.isDisabled)
            writer.text(principal.name)
            writer.scope(principal.organizations)
        case .token(let token):
            writer.text(token.key)
            writer.text(token.principalKey)
            writer.blob(token.digest)
            writer.timestamp(token.created)
            writer.timestamp(token.expires)
            writer.flag(token.isRevoked)
            writer.text(token.note)
        case .userGroup(let group):
            writer.text(group.key)
            writer.text(group.name)
            writer.texts(group.members.sorted())
            for kind in GroupKind.allCases { writer.flag(group.deniedKinds.contains(kind)) }
        case .groupAccess(let access):
            writer.interned(access.organization)
            writer.texts(access.users.sorted())
            writer.texts(access.userGroups.sorted())
        case .account(let account):
            writer.flag(account.documentsGroups)
            writer.flag(account.showsGroupsToClientUsers)
        case .assetType(let type): AssetTypeCoding.write(type, to: &writer)
        case .relatedItem(let item): item.write(to: &writer)
        }
    }

    static func read(from reader: inout ByteReader) -> PolicyValue {
        switch reader.byte() {
        case 1: return .organization(readOrganization(from: &reader))
        case 2: return .integration(readIntegration(from: &reader))
        case 3: return .tenant(readTenant(from: &reader))
        case 4: return .principal(readPrincipal(from: &reader))
        case 5: return .token(readToken(from: &reader))
        case 6: return .userGroup(readUserGroup(from: &reader))
        case 7:
            let organization = reader.interned(as: OrganizationID.self)
            let users = Set(reader.texts())
            return .groupAccess(
                GroupAccess(
                    organization: organization,
                    users: users,
                    userGroups: Set(reader.texts())
                )
            )
        case 8:
            let documentsGroups = reader.flag()
            return .account(
                Account(documentsGroups: documentsGroups, showsGroupsToClientUsers: reader.flag())
            )
        case 20: return .assetType(AssetTypeCoding.read(from: &reader))
        case 32: return .relatedItem(RelatedItem.read(from: &reader))
        default:
            reader.fail()
            return .organization(Organization(key: "", name: ""))
        }
    }

    private static func readOrganization(from reader: inout ByteReader) -> Organization {
        let key = reader.text()
        var organization = Organization(key: key, name: reader.text())
        guard reader.version >= 2 else { return organization }
        switch reader.byte() {
        case 0: break
        case 1: organization.showsGroupsToClientUsers = false
        case 2: organization.showsGroupsToClientUsers = true
        default: reader.fail()
        }
        return organization
    }

    private static func readPrincipal(from reader: inout ByteReader) -> Principal {
        let key = reader.text()
        let role = reader.choice(Principal.Role.readOnly)
        var principal = Principal(key: key, role: role, isDisabled: reader.flag())
        guard reader.version >= 2 else { return principal }
        principal.name = reader.text()
        principal.organizations = reader.scope()
        return principal
    }

    private static func readUserGroup(from reader: inout ByteReader) -> UserGroup {
        let key = reader.text()
        let name = reader.text()
        let members = Set(reader.texts())
        let deniedKinds = GroupKind.allCases.filter { _ in reader.flag() }
        return UserGroup(key: key, name: name, members: members, deniedKinds: Set(deniedKinds))
    }

    private static func write(_ integration: Integration, to writer: inout ByteWriter) {
        writer.text(integration.key)
        writer.text(integration.name)
        writer.byte(integration.cloud.rawValue)
        writer.text(integration.applicationID)
        writer.flag(integration.syncsMicrosoft365Groups)
        writer.flag(integration.syncsSecurityGroups)
        writer.flag(integration.syncsMailEnabledSecurityGroups)
        writer.flag(integration.syncsUsers)
        writer.flag(integration.isEnabled)
        writer.number(integration.intervalSeconds)
        writer.flag(integration.isRemoved)
        writer.timestamp(integration.created)
        writer.byte(integration.credential?.kind.rawValue ?? 0)
        if let credential = integration.credential {
            writer.timestamp(credential.set)
            writer.timestamp(credential.expires)
            writer.blob(credential.thumbprint)
        }
        if let seconds = integration.visibilityDelaySeconds {
            writer.flag(integration.createsMissingContacts)
            writer.number(seconds)
        } else if integration.createsMissingContacts {
            writer.flag(true)
        }
    }

    private static func readIntegration(from reader: inout ByteReader) -> Integration {
        let key = reader.text()
        let name = reader.text()
        let cloud = reader.choice(Integration.Cloud.global)
        var integration = Integration(
            key: key,
            name: name,
            cloud: cloud,
            applicationID: reader.text()
        )
        integration.syncsMicrosoft365Groups = reader.flag()
        integration.syncsSecurityGroups = reader.flag()
        integration.syncsMailEnabledSecurityGroups = reader.flag()
        integration.syncsUsers = reader.flag()
        integration.isEnabled = reader.flag()
        integration.intervalSeconds = reader.number32()
        integration.isRemoved = reader.flag()
        integration.created = reader.optionalTimestamp()
        integration.credential = readCredential(from: &reader)
        // Written only where they say something: what was stored before they came reads as it did.
        if !reader.isAtEnd {
            integration.createsMissingContacts = reader.flag()
            if !reader.isAtEnd {
                integration.visibilityDelaySeconds = reader.number32()
            } else if !integration.createsMissingContacts {
                reader.fail()
            }
        }
        return integration
    }

    private static func readCredential(from reader: inout ByteReader) -> CredentialSummary? {
        let raw = reader.byte()
        guard raw > 0 else { return nil }
        guard let kind = CredentialSummary.Kind(rawValue: raw) else {
            reader.fail()
            return nil
        }
        let set = reader.timestamp()
        let expires = reader.optionalTimestamp()
        return CredentialSummary(kind: kind, set: set, expires: expires, thumbprint: reader.blob())
    }

    private static func readTenant(from reader: inout ByteReader) -> Tenant {
        let entraID = reader.guid()
        let displayName = reader.text()
        let defaultDomain = reader.text()
        let integrationKey = reader.text()
        let organization = reader.interned(as: OrganizationID.self)
        return Tenant(
            entraID: entraID,
            displayName: displayName,
            defaultDomain: defaultDomain,
            integrationKey: integrationKey,
            organization: organization,
            isRemoved: reader.flag()
        )
    }

    private static func readToken(from reader: inout ByteReader) -> AccessToken {
        let key = reader.text()
        let principalKey = reader.text()
        let digest = reader.blob()
        let created = reader.timestamp()
        let expires = reader.optionalTimestamp()
        let isRevoked = reader.flag()
        return AccessToken(
            key: key,
            principalKey: principalKey,
            digest: digest,
            created: created,
            expires: expires,
            isRevoked: isRevoked,
            note: reader.text()
        )
    }
}

extension ByteWriter {
    fileprivate mutating func scope(_ scope: OrganizationScope) {
        switch scope {
        case .all: byte(0)
        case .only(let organizations):
            byte(1)
            number(organizations.count)
            for organization in organizations.sorted() { interned(organization) }
        }
    }
}

extension ByteReader {
    fileprivate mutating func scope() -> OrganizationScope {
        switch byte() {
        case 0: return .all
        case 1:
            var organizations: Set<OrganizationID> = []
            for _ in 0..<count() { organizations.insert(interned(as: OrganizationID.self)) }
            return .only(organizations)
        default:
            fail()
            return .only([])
        }
    }
}
