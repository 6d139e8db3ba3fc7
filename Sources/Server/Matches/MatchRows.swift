import Directory
import Matching
import ReadModel
import Wire

/// The messages about the matches of one organization.
struct MatchRows {
    private let image: OrganizationSnapshot
    private let text: MatchText

    init(_ image: OrganizationSnapshot) {
        self.image = image
        text = MatchText(image)
    }

    func row(_ object: OrganizationSnapshot.MatchedObject) -> V1.MatchRow {
        var row = V1.MatchRow()
        row.entraID = object.entraID.text
        row.tenantID = image.context.tenants[object.tenant]?.entraID.text ?? ""
        row.name = object.name
        row.reason = text.reason(object)
        if object.type == .user {
            let member: V1.MemberRow = ExportSubject.decoded(object.row)
            row.type = .user
            row.userPrincipalName = member.userPrincipalName
            row.mail = member.mail
            row.guest = member.guest
            row.disabled = member.disabled
        } else {
            let device: V1.DeviceRow = ExportSubject.decoded(object.row)
            row.type = .device
            row.disabled = device.disabled
        }
        switch object.match {
        case .unmatched: row.state = .unmatched
        case .ignored: row.state = .ignored
        case .matched(let record, let stage):
            row.state = .matched
            row.stage = V1.MatchStage(stage)
            row.record = text.reference(record, object.type)
        case .ambiguous(let candidates, let stage):
            row.state = .ambiguous
            row.stage = V1.MatchStage(stage)
            row.candidates = candidates.compactMap { text.reference($0, object.type) }
        }
        return row
    }

    /// What each stage finds, told for one object.
    func stages(
        _ explanation: MatchExplanation,
        of object: OrganizationSnapshot.MatchedObject
    ) -> [V1.MatchStageResult] {
        let deciding = explanation.deciding
        return explanation.stages.enumerated().map { index, stage in
            let found = stage.records.prefix(MatchIndex.candidatesMax)
            return V1.MatchStageResult {
                $0.stage = V1.MatchStage(stage.stage)
                $0.keys = stage.keys
                $0.candidates = found.compactMap { text.reference($0, object.type) }
                $0.decides = index == deciding
                $0.reason = text.finding(stage, isLater: deciding.map { index > $0 } ?? false)
            }
        }
    }
}

/// Matches in words.
struct MatchText {
    private let image: OrganizationSnapshot

    init(_ image: OrganizationSnapshot) {
        self.image = image
    }

    func reference(_ record: UInt32, _ type: ObjectType) -> V1.RecordRef? {
        let found =
            type == .user
            ? image.record(of: ContactID(record)) : image.record(of: ConfigurationID(record))
        return found.map { V1.RecordRef(externalID: $0.externalID, name: $0.name) }
    }

    /// A match in a word or two, for the activity log.
    func standing(_ match: Match, _ type: ObjectType) -> String {
        switch match {
        case .unmatched: "left to the rules"
        case .ignored: "ignored"
        case .ambiguous(let candidates, _): "ambiguous (\(candidates.count))"
        case .matched(let record, _): reference(record, type)?.externalID ?? "a deleted record"
        }
    }

    /// Why an object stands as it does.
    func reason(_ object: OrganizationSnapshot.MatchedObject) -> String {
        if object.isSwitchedOff, object.match != .ignored {
            return "the integration does not sync users, so none of them is matched"
        }
        switch object.match {
        case .ignored: return "a person said that it has no record"
        case .unmatched:
            return object.type == .user
                ? "no contact has one of its mail addresses, its user principal name or its name"
                : "no configuration has its name as name or host name"
        case .matched(_, let stage): return Self.reason(stage)
        case .ambiguous(let candidates, let stage):
            let count =
                candidates.count == MatchIndex.candidatesMax
                ? "\(candidates.count) or more" : "\(candidates.count)"
            return "\(count) records fit by \(Self.word(stage)); choose one by hand"
        }
    }

    private static func reason(_ stage: MatchStage) -> String {
        switch stage {
        case .manual: "a person chose it"
        case .email: "a mail address of the user is one of the contact's"
        case .userPrincipalName: "the user principal name is a mail address of the contact"
        case .fullName: "first and last name are the contact's"
        case .deviceName: "its name is the configuration's name or host name"
        }
    }

    private static func word(_ stage: MatchStage) -> String {
        switch stage {
        case .manual: "a person's choice"
        case .email: "mail address"
        case .userPrincipalName: "user principal name"
        case .fullName: "first and last name"
        case .deviceName: "device name"
        }
    }

    /// What a stage found.
    func finding(_ stage: MatchExplanation.Stage, isLater: Bool) -> String {
        let tried = isLater ? " (not tried: an earlier stage decides)" : ""
        if stage.keys.isEmpty { return "there is nothing to look for" + tried }
        switch stage.records.count {
        case 0: return "no record has it" + tried
        case 1: return "one record has it" + tried
        default:
            guard stage.preferred == nil else {
                return "\(stage.records.count) records have it, one of them not archived" + tried
            }
            return "\(stage.records.count) records have it, so that none is chosen" + tried
        }
    }
}

extension V1.MatchStage {
    init(_ stage: Directory.MatchStage) {
        switch stage {
        case .manual: self = .manual
        case .email: self = .email
        case .userPrincipalName: self = .userPrincipalName
        case .fullName: self = .fullName
        case .deviceName: self = .deviceName
        }
    }
}

/// Which users and devices a list shows.
struct MatchFilter: Sendable {
    private let types: Set<ObjectType>
    /// Empty: any.
    private let states: Set<V1.MatchState>
    private let needle: String

    init(_ request: V1.ListMatchesRequest) throws(CallError) {
        switch request.type {
        case .unspecified: types = [.user, .device]
        case .user: types = [.user]
        case .device: types = [.device]
        case .unrecognized:
            throw .invalid("type", "must be MATCHED_TYPE_USER, MATCHED_TYPE_DEVICE or left out")
        }
        for state in request.states where state.rawValue <= 0 {
            throw .invalid("states", "holds a state that does not exist")
        }
        states = Set(request.states)
        do throws(InvalidField) {
            try ListQuery.check(request.nameContains, field: "name_contains")
        } catch {
            throw CallError(error)
        }
        needle = CaseFolding.folded(request.nameContains)
    }

    /// What a page token is bound to.
    var fingerprint: [String] {
        [
            types.map { "\($0)" }.sorted().joined(separator: ","),
            states.map(\.name).sorted().joined(separator: ","), needle,
        ]
    }

    /// An object that passes, and where it stands in the list.
    struct Found: Sendable {
        var key: RecordPage.Key
        var object: OrganizationSnapshot.MatchedObject
    }

    /// The objects that pass, in the order of folded name and id.
    func objects(
        of image: OrganizationSnapshot
    ) -> [Found] {
        var found: [Found] = []
        image.forEachMatchedObject { object in
            guard types.contains(object.type),
                states.isEmpty || states.contains(Self.state(object.match))
            else { return }
            let name = CaseFolding.folded(object.name)
            guard needle.isEmpty || name.contains(needle) || hasNeedle(object) else { return }
            let key = RecordPage.Key(name: name, externalID: object.entraID.text)
            found.append(Found(key: key, object: object))
        }
        return found.sorted {
            ($0.key.name, $0.key.externalID) < ($1.key.name, $1.key.externalID)
        }
    }

    private func hasNeedle(_ object: OrganizationSnapshot.MatchedObject) -> Bool {
        guard object.type == .user else { return false }
        let member: V1.MemberRow = ExportSubject.decoded(object.row)
        return [member.userPrincipalName, member.mail].contains {
            CaseFolding.folded($0).contains(needle)
        }
    }

    private static func state(_ match: Match) -> V1.MatchState {
        switch match {
        case .unmatched: .unmatched
        case .matched: .matched
        case .ambiguous: .ambiguous
        case .ignored: .ignored
        }
    }
}
