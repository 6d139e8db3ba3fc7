import Directory
import Wire

/// Makes the rows of member lists: users, other members and devices, each with its match.
///
/// Encoding an object from its properties, and putting a new match into its encoded row, give the same
/// bytes.
enum MemberRowEncoder {
    /// What a row shows of an object's match, once the rules for counting it have been applied.
    struct Standing {
        var match: Match
        /// The matched contact or configuration; present if and only if the match counts.
        var record: RecordEntry?
    }

    /// The row of an object that is not a group.
    static func row(
        of type: ObjectType,
        entraID: GUID,
        properties: ObjectProperties?,
        standing: Standing
    ) -> [UInt8] {
        switch type {
        case .group:
            return []
        case .device:
            var row = V1.DeviceRow { $0.entraID = entraID.text }
            if case .device(let device) = properties {
                row.name = device.displayName
                row.deviceID = device.deviceID ?? ""
                row.operatingSystem = device.operatingSystem ?? ""
                row.operatingSystemVersion = device.operatingSystemVersion ?? ""
                row.trustType = device.trustType ?? ""
                row.disabled = !device.isEnabled
            }
            set(standing, in: &row)
            return row.encoded()
        case .user, .servicePrincipal, .organizationalContact, .unknown:
            var row = V1.MemberRow {
                $0.entraID = entraID.text
                $0.type = V1.MemberType(type)
            }
            if case .user(let user) = properties {
                row.displayName = user.displayName
                row.userPrincipalName = user.userPrincipalName
                row.mail = user.mail ?? ""
                row.guest = user.isGuest
                row.disabled = !user.isEnabled
            } else {
                row.displayName = properties?.displayName ?? ""
            }
            set(standing, in: &row, type: type, name: properties?.displayName ?? "")
            return row.encoded()
        }
    }

    /// The row in `bytes` with another match; `name` is the one to show where no contact gives one.
    static func row(
        _ bytes: [UInt8],
        of type: ObjectType,
        name: String,
        standing: Standing
    ) -> [UInt8] {
        do {
            switch type {
            case .group:
                return []
            case .device:
                var row = try V1.DeviceRow(decoding: bytes)
                set(standing, in: &row)
                return row.encoded()
            case .user, .servicePrincipal, .organizationalContact, .unknown:
                var row = try V1.MemberRow(decoding: bytes)
                set(standing, in: &row, type: type, name: name)
                return row.encoded()
            }
        } catch {
            preconditionFailure("a row that this program encoded cannot be read: \(error)")
        }
    }

    /// A device or a group that stands among the other members of a Microsoft 365 group.
    static func otherMember(_ entry: ObjectEntry) -> [UInt8] {
        V1.MemberRow {
            $0.entraID = entry.entraID.text
            $0.type = .other
            $0.name = entry.name
            $0.displayName = entry.name
        }.encoded()
    }

    private static func set(_ standing: Standing, in row: inout V1.DeviceRow) {
        row.matchState = V1.MatchState(standing.match)
        row.matchStage = V1.MatchStage(standing.match)
        row.candidateCount = standing.match.candidateCount
        row.configuration = standing.record.map { record in
            V1.ConfigurationRef {
                $0.externalID = record.externalID
                $0.name = record.name
            }
        }
    }

    private static func set(
        _ standing: Standing,
        in row: inout V1.MemberRow,
        type: ObjectType,
        name: String
    ) {
        row.name = standing.record?.name ?? name
        guard type == .user else { return }
        row.matchState = V1.MatchState(standing.match)
        row.matchStage = V1.MatchStage(standing.match)
        row.candidateCount = standing.match.candidateCount
        row.contact = standing.record.map { record in
            V1.ContactRef {
                $0.externalID = record.externalID
                $0.name = record.name
            }
        }
    }
}

extension Match {
    fileprivate var candidateCount: UInt32 {
        guard case .ambiguous(let candidates, _) = self else { return 0 }
        return UInt32(candidates.count)
    }
}

extension V1.MemberType {
    fileprivate init(_ type: ObjectType) {
        switch type {
        case .user: self = .user
        case .servicePrincipal: self = .servicePrincipal
        case .organizationalContact: self = .organizationalContact
        case .unknown, .group, .device: self = .other
        }
    }
}

extension V1.MatchState {
    fileprivate init(_ match: Match) {
        switch match {
        case .unmatched: self = .unmatched
        case .matched: self = .matched
        case .ambiguous: self = .ambiguous
        case .ignored: self = .ignored
        }
    }
}

extension V1.MatchStage {
    fileprivate init(_ match: Match) {
        switch match {
        case .unmatched, .ignored: self = .unspecified
        case .matched(_, let stage), .ambiguous(_, let stage): self = Self(stage)
        }
    }

    private init(_ stage: Directory.MatchStage) {
        switch stage {
        case .manual: self = .manual
        case .email: self = .email
        case .userPrincipalName: self = .userPrincipalName
        case .fullName: self = .fullName
        case .deviceName: self = .deviceName
        }
    }
}
