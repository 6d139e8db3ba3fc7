public import Wire

/// The values of a group in words, as a person reads them.
public enum GroupText {
    public static func kind(_ row: V1.GroupRow) -> String {
        row.subtype == .mailEnabledSecurity ? "Security group (mail-enabled)" : kind(row.kind)
    }

    public static func kind(_ kind: V1.GroupKind) -> String {
        switch kind {
        case .microsoft365: "Microsoft 365 group"
        case .security: "Security group"
        case .unspecified, .unrecognized: "Not documented"
        }
    }

    public static func status(_ status: V1.SyncStatus) -> String {
        switch status {
        case .none: "Not synced"
        case .enabled: "Enabled"
        case .orphaned: "Orphaned"
        case .disabled: "Disabled"
        case .unspecified, .unrecognized: "–"
        }
    }

    public static func reasons(_ reasons: [V1.SyncStatusReason]) -> String {
        reasons.map { reason in
            switch reason {
            case .manual: "made in Muster"
            case .deletedHere: "deleted in Muster"
            case .archived: "archived"
            case .integrationRemoved: "its integration was removed"
            case .kindSwitchedOff: "its kind is switched off"
            case .syncDisabled: "its sync is disabled"
            case .sourceDeleted: "deleted in Entra"
            case .outOfScope: "no longer of a documented kind"
            case .unspecified, .unrecognized: "another reason"
            }
        }.joined(separator: ", ")
    }

    public static func membershipType(_ type: V1.MembershipType) -> String {
        switch type {
        case .assigned: "Assigned"
        case .dynamicUser: "Dynamic User"
        case .dynamicDevice: "Dynamic Device"
        case .unspecified, .unrecognized: ""
        }
    }

    public static func integration(_ integration: V1.IntegrationRef?) -> String {
        guard let integration else { return "" }
        return integration.removed ? "\(integration.name) (removed)" : integration.name
    }

    public static func memberType(_ type: V1.MemberType) -> String {
        switch type {
        case .user: "User"
        case .servicePrincipal: "Service principal"
        case .organizationalContact: "Organizational contact"
        case .other, .unspecified, .unrecognized: "Other"
        }
    }

    /// Why a user or a device has no record.
    public static func whyNotMatched(_ state: V1.MatchState, _ candidates: UInt32) -> String {
        switch state {
        case .ambiguous: "\(candidates) records fit"
        case .ignored: "ignored by a person"
        case .unmatched: "no record fits"
        case .matched, .unspecified, .unrecognized: ""
        }
    }

    /// When the group last changed in Entra, and how that is known.
    public static func updated(_ row: V1.GroupRow) -> String {
        let time = time(row.updated)
        switch row.updatedSource {
        case .notYetObserved: return time.isEmpty ? "" : "\(time) (created; no change seen since)"
        case .observedBySync, .manual, .unspecified, .unrecognized: return time
        }
    }

    /// To the minute, in UTC; empty when absent.
    public static func time(_ time: Google.Timestamp?) -> String {
        guard let text = time?.text else { return "" }
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
    }

    /// Opens a draft to this address; nil for what is none.
    public static func mailLink(_ address: String) -> LinkTarget? {
        guard address.contains("@"), !address.contains(where: \.isWhitespace) else { return nil }
        var escaped = "mailto:"
        for byte in address.utf8 {
            if mailSafe.contains(byte) {
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return .address(escaped)
    }

    /// What stands in an address as it is (RFC 6068): letters, digits and some signs.
    private static let mailSafe: Set<UInt8> = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@.-_~+!$*".utf8
    )
}
