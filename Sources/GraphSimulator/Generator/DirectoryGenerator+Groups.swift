extension DirectoryGenerator {
    /// Whether a group that was made with the tenant is a security group.
    func groupIsSecurity(_ ordinal: Int) -> Bool {
        switch GroupShape.of(ordinal) {
        case .unified, .hiddenMembership, .distribution, .sameNameAs: false
        case .ordinary: hash.fraction(.groupShape, ordinal) >= 0.4
        default: true
        }
    }

    /// The properties that the group with this ordinal began with.
    func group(_ ordinal: Int) -> PropertyRecord {
        var record = PropertyRecord(count: GroupProperty.allCases.count)
        let shape = GroupShape.of(ordinal)
        let isUnified =
            switch shape {
            case .unified, .hiddenMembership, .sameNameAs: true
            case .ordinary: !groupIsSecurity(ordinal)
            default: false
            }
        let nickname = "group\(ordinal)"
        record[GroupProperty.displayName] = .text(groupName(ordinal, shape: shape))
        record[GroupProperty.mailNickname] = .text(nickname)
        record[GroupProperty.createdDateTime] = .date(
            creationSeconds(of: ObjectKey(kind: .group, ordinal: ordinal))
        )
        record[GroupProperty.renewedDateTime] = record[GroupProperty.createdDateTime]
        record[GroupProperty.securityIdentifier] = .text(
            "S-1-12-1-\(hash.number(.groupShape, ordinal, 1) >> 32)-\(ordinal)"
        )
        record[GroupProperty.resourceProvisioningOptions] = .texts([])
        setKind(of: &record, ordinal: ordinal, shape: shape, isUnified: isUnified)
        if record.isTrue(GroupProperty.mailEnabled) {
            let mail = "\(nickname)@\(domain)"
            record[GroupProperty.mail] = .text(mail)
            record[GroupProperty.proxyAddresses] = .texts(["SMTP:\(mail)"])
        } else {
            record[GroupProperty.proxyAddresses] = .texts([])
        }
        setDescription(of: &record, ordinal: ordinal, shape: shape)
        if shape == .roleAssignable { record[GroupProperty.isAssignableToRole] = .bool(true) }
        if shape == .synchronized || shape == .ordinary && !isUnified && ordinal % 10 == 0 {
            record[GroupProperty.onPremisesSyncEnabled] = .bool(true)
            record[GroupProperty.onPremisesDomainName] = .text("ad.\(domain)")
            record[GroupProperty.onPremisesSamAccountName] = .text(nickname)
            record[GroupProperty.onPremisesLastSyncDateTime] = .date(
                DirectoryGenerator.firstCreationSeconds + 200_000_000
            )
        }
        return record
    }

    private func setKind(
        of record: inout PropertyRecord,
        ordinal: Int,
        shape: GroupShape,
        isUnified: Bool
    ) {
        var types = isUnified ? ["Unified"] : []
        var mailEnabled = isUnified
        var securityEnabled = !isUnified
        switch shape {
        case .dynamicUsers(let paused):
            types.append("DynamicMembership")
            record[GroupProperty.membershipRule] = .text(
                "(user.department -eq \"Sales\") and (user.accountEnabled -eq true)"
            )
            record[GroupProperty.membershipRuleProcessingState] = .text(paused ? "Paused" : "On")
        case .dynamicDevices:
            types.append("DynamicMembership")
            record[GroupProperty.membershipRule] = .text("(device.deviceOSType -eq \"Windows\")")
            record[GroupProperty.membershipRuleProcessingState] = .text("On")
        case .mailEnabledSecurity:
            mailEnabled = true
        case .distribution:
            mailEnabled = true
            securityEnabled = false
        case .unified(let isSecurity):
            securityEnabled = isSecurity
        case .ordinary where ordinal % 25 == 24:
            types.append("DynamicMembership")
            record[GroupProperty.membershipRule] = .text("user.userType -eq \"Member\"")
            record[GroupProperty.membershipRuleProcessingState] = .text("On")
        default: break
        }
        if isUnified {
            let visibility = ordinal % 3 == 0 ? "Public" : "Private"
            record[GroupProperty.visibility] = .text(
                shape == .hiddenMembership ? "HiddenMembership" : visibility
            )
            if ordinal % 2 == 1 {
                record[GroupProperty.resourceProvisioningOptions] = .texts(["Team"])
            }
        }
        record[GroupProperty.groupTypes] = .texts(types)
        record[GroupProperty.mailEnabled] = .bool(mailEnabled)
        record[GroupProperty.securityEnabled] = .bool(securityEnabled)
    }

    private func setDescription(
        of record: inout PropertyRecord,
        ordinal: Int,
        shape: GroupShape
    ) {
        switch shape {
        case .emptyDescription: record[GroupProperty.description] = .text("")
        case .nullDescription: record[GroupProperty.description] = .null
        case .ordinary where ordinal % 4 == 0: break
        default:
            record[GroupProperty.description] = .text(
                "Members of \(record.text(GroupProperty.displayName) ?? "")"
            )
        }
    }

    private func groupName(_ ordinal: Int, shape: GroupShape) -> String {
        switch shape {
        case .everyone: return "All Staff"
        case .sized(let size): return "Group of \(size)"
        case .cycle(let other): return "Cycle \(ordinal) with \(other)"
        case .containsItself: return "Contains itself"
        case .dynamicUsers(let paused): return paused ? "Dynamic users, paused" : "Dynamic users"
        case .dynamicDevices: return "Windows devices"
        case .mailEnabledSecurity: return "Mail-enabled security"
        case .distribution: return "Newsletter"
        case .hiddenMembership: return "Works council"
        case .unified(let isSecurity): return isSecurity ? "Team with access" : "Project Phoenix"
        case .emptyDescription: return "Described by nothing"
        case .nullDescription: return "Described by null"
        case .emojiName:
            return "🚀 Launch 👩‍👩‍👧‍👦 \u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}"
        case .rightToLeftName: return "\u{202B}קבוצת المبيعات\u{202C}"
        case .longName: return longText("A group whose name is as long as names can be ", ordinal)
        case .applicationsAndContacts: return "Applications and contacts"
        case .roleAssignable: return "Privileged role holders"
        case .synchronized: return "Domain Computers"
        case .deleted: return "Closed project"
        case .sameNameAs(let other): return groupName(other, shape: GroupShape.of(other))
        case .ordinary: break
        }
        let catalogue = NameCatalogue.weighted[
            hash.number(.groupShape, ordinal, 2, below: NameCatalogue.weighted.count)
        ]
        let subject = catalogue.subjects[
            hash.number(.groupShape, ordinal, 3, below: catalogue.subjects.count)
        ]
        let suffixes = ["", " Team", " Readers", " Owners", " VPN", " EU", " Contractors"]
        let suffix = suffixes[hash.number(.groupShape, ordinal, 4, below: suffixes.count)]
        // One ordinary group in twenty shares its name with others: names are not unique.
        return ordinal % 20 == 0 ? subject + suffix : "\(subject)\(suffix) \(ordinal)"
    }
}
