import Directory
import TestSupport

@testable import Store

/// Random values of the vocabulary, from small ranges so that they meet again.
extension SplitMix64 {
    mutating func text() -> String {
        let words = [
            "", "a", "Sales", "ß", "営業部", "naïve", "long " + String(repeating: "x", count: 300),
        ]
        return words[Int.random(in: 0..<words.count, using: &self)]
    }

    mutating func optionalText() -> String? {
        Bool.random(using: &self) ? text() : nil
    }

    mutating func flag() -> Bool {
        Bool.random(using: &self)
    }

    mutating func texts() -> [String] {
        (0..<Int.random(in: 0...3, using: &self)).map { _ in text() }
    }

    mutating func bytes(atMost count: Int) -> [UInt8] {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in
            UInt8.random(in: 0...255, using: &self)
        }
    }

    mutating func timestamp() -> Timestamp {
        let extremes: [Int64] = [.min, -1, 0, 1, 1_700_000_000_000, .max]
        return Timestamp(milliseconds: extremes[Int.random(in: 0..<extremes.count, using: &self)])
    }

    mutating func optionalTimestamp() -> Timestamp? {
        flag() ? timestamp() : nil
    }

    mutating func properties(of type: ObjectType) -> ObjectProperties {
        switch type {
        case .user: .user(user())
        case .group: .group(group())
        case .device: .device(device())
        case .servicePrincipal:
            .other(
                OtherObject(odataType: "#microsoft.graph.servicePrincipal", displayName: text())
            )
        case .organizationalContact, .unknown:
            .other(OtherObject(odataType: "#microsoft.graph.thing", displayName: text()))
        }
    }

    private mutating func user() -> User {
        User(
            displayName: text(),
            givenName: optionalText(),
            surname: optionalText(),
            userPrincipalName: text(),
            mail: optionalText(),
            proxyAddresses: texts(),
            isGuest: flag(),
            isEnabled: flag(),
            isDeleted: flag()
        )
    }

    private mutating func device() -> Device {
        Device(
            displayName: text(),
            deviceID: optionalText(),
            operatingSystem: optionalText(),
            operatingSystemVersion: optionalText(),
            trustType: optionalText(),
            isEnabled: flag(),
            isDeleted: flag()
        )
    }

    private mutating func group() -> Group {
        Group(
            displayName: text(),
            description: optionalText(),
            mail: optionalText(),
            mailNickname: optionalText(),
            isMailEnabled: flag(),
            isSecurityEnabled: flag(),
            groupTypes: texts(),
            membershipRule: optionalText(),
            isMembershipRulePaused: flag(),
            onPremisesDomainName: optionalText(),
            isOnPremisesSynced: flag(),
            isAssignableToRole: flag(),
            visibility: optionalText(),
            created: optionalTimestamp(),
            isDeleted: flag()
        )
    }

    mutating func match() -> Match {
        switch Int.random(in: 0..<4, using: &self) {
        case 0: .unmatched
        case 1: .matched(record: UInt32.random(in: 0...3, using: &self), by: .email)
        case 2: .ambiguous(candidates: [1, .max], by: .fullName)
        default: .ignored
        }
    }

    mutating func contact(of organization: OrganizationID, externalID: String) -> Contact? {
        guard Int.random(in: 0..<4, using: &self) > 0 else { return nil }
        return Contact(
            organization: organization,
            externalID: externalID,
            firstName: text(),
            lastName: text(),
            emails: texts()
        )
    }

    mutating func configuration(
        of organization: OrganizationID,
        externalID: String
    ) -> Configuration? {
        guard Int.random(in: 0..<4, using: &self) > 0 else { return nil }
        return Configuration(
            organization: organization,
            externalID: externalID,
            name: text(),
            hostname: text(),
            isArchived: flag()
        )
    }

    mutating func facts(of asset: Universe.Asset) -> AssetFacts {
        AssetFacts(
            publicID: asset.publicID,
            organization: asset.organization,
            kind: flag() ? .microsoft365 : .security,
            object: asset.object,
            tenant: asset.tenant,
            reasons: StatusReasons(rawValue: UInt16.random(in: 0...255, using: &self)),
            frozenAt: optionalTimestamp(),
            updated: ObservedChange(
                time: timestamp(),
                source: flag() ? .observedBySync : .notYetObserved
            ),
            manual: flag() ? manualGroup() : nil,
            customValues: flag() ? [] : [CustomValue(key: "a", texts: texts())]
        )
    }

    private mutating func manualGroup() -> ManualGroup {
        ManualGroup(
            name: text(),
            description: text(),
            email: text(),
            domain: text(),
            membershipType: flag() ? .assigned : .dynamicDevice,
            membershipRule: text(),
            created: timestamp()
        )
    }
}
