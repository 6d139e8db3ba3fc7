import Directory

extension Contact: StoredValue {
    func write(to writer: inout ByteWriter) {
        writer.interned(organization)
        writer.text(externalID)
        writer.text(firstName)
        writer.text(lastName)
        writer.texts(emails)
    }

    static func read(from reader: inout ByteReader) -> Contact {
        let organization = reader.interned(as: OrganizationID.self)
        let externalID = reader.text()
        let firstName = reader.text()
        let lastName = reader.text()
        return Contact(
            organization: organization,
            externalID: externalID,
            firstName: firstName,
            lastName: lastName,
            emails: reader.texts()
        )
    }
}

extension Configuration: StoredValue {
    func write(to writer: inout ByteWriter) {
        writer.interned(organization)
        writer.text(externalID)
        writer.text(name)
        writer.text(hostname)
        writer.flag(isArchived)
    }

    static func read(from reader: inout ByteReader) -> Configuration {
        let organization = reader.interned(as: OrganizationID.self)
        let externalID = reader.text()
        let name = reader.text()
        let hostname = reader.text()
        return Configuration(
            organization: organization,
            externalID: externalID,
            name: name,
            hostname: hostname,
            isArchived: reader.flag()
        )
    }
}

extension AssetFacts: StoredValue {
    /// 2: what people wrote; 3: why a group could not be read.
    static var codingVersion: UInt8 { 3 }

    func write(to writer: inout ByteWriter) {
        writer.guid(publicID)
        writer.interned(organization)
        writer.byte(kind.rawValue)
        writer.interned(object)
        writer.interned(tenant)
        writer.number(UInt32(reasons.rawValue))
        writer.timestamp(frozenAt)
        writer.timestamp(updated.time)
        writer.byte(updated.source.rawValue)
        writer.flag(manual != nil)
        if let manual { Self.write(manual, to: &writer) }
        writer.number(customValues.count)
        for value in customValues {
            writer.text(value.key)
            writer.texts(value.texts)
        }
        writer.text(syncError ?? "")
    }

    static func read(from reader: inout ByteReader) -> AssetFacts {
        let publicID = reader.guid()
        let organization = reader.interned(as: OrganizationID.self)
        let kind = reader.choice(GroupKind.security)
        let object = reader.optionalInterned(as: ObjectID.self)
        let tenant = reader.optionalInterned(as: TenantID.self)
        let reasons = UInt16(exactly: reader.number32())
        if reasons == nil { reader.fail() }
        let frozenAt = reader.optionalTimestamp()
        let time = reader.timestamp()
        let source = reader.choice(ObservedChange.Source.manual)
        var manual: ManualGroup?
        var customValues: [CustomValue] = []
        // The first version knew neither.
        if reader.version >= 2 {
            if reader.flag() { manual = readManual(from: &reader) }
            for _ in 0..<reader.count() {
                let key = reader.text()
                customValues.append(CustomValue(key: key, texts: reader.texts()))
            }
        }
        let syncError = reader.version < 3 ? "" : reader.text()
        return AssetFacts(
            publicID: publicID,
            organization: organization,
            kind: kind,
            object: object,
            tenant: tenant,
            reasons: StatusReasons(rawValue: reasons ?? 0),
            frozenAt: frozenAt,
            updated: ObservedChange(time: time, source: source),
            manual: manual,
            customValues: customValues,
            syncError: syncError.isEmpty ? nil : syncError
        )
    }

    private static func write(_ manual: ManualGroup, to writer: inout ByteWriter) {
        writer.text(manual.name)
        writer.text(manual.description)
        writer.text(manual.email)
        writer.text(manual.domain)
        writer.byte(manual.membershipType.rawValue)
        writer.text(manual.membershipRule)
        writer.timestamp(manual.created)
    }

    private static func readManual(from reader: inout ByteReader) -> ManualGroup {
        let name = reader.text()
        let description = reader.text()
        let email = reader.text()
        let domain = reader.text()
        let membershipType = reader.choice(MembershipType.assigned)
        let membershipRule = reader.text()
        return ManualGroup(
            name: name,
            description: description,
            email: email,
            domain: domain,
            membershipType: membershipType,
            membershipRule: membershipRule,
            created: reader.timestamp()
        )
    }
}

extension Match: StoredValue {
    func write(to writer: inout ByteWriter) {
        switch self {
        case .unmatched:
            writer.byte(0)
        case .matched(let record, let stage):
            writer.byte(1)
            writer.number(record)
            writer.byte(stage.rawValue)
        case .ambiguous(let candidates, let stage):
            writer.byte(2)
            writer.number(candidates.count)
            for candidate in candidates { writer.number(candidate) }
            writer.byte(stage.rawValue)
        case .ignored:
            writer.byte(3)
        }
    }

    static func read(from reader: inout ByteReader) -> Match {
        switch reader.byte() {
        case 0: return .unmatched
        case 1:
            let record = reader.number32()
            return .matched(record: record, by: reader.choice(MatchStage.manual))
        case 2:
            let count = reader.count()
            let candidates = (0..<count).map { _ in reader.number32() }
            return .ambiguous(candidates: candidates, by: reader.choice(MatchStage.manual))
        case 3: return .ignored
        default:
            reader.fail()
            return .unmatched
        }
    }
}

extension ByteReader {
    /// A case by its raw byte; `fallback` stands in for a byte that no case has, which fails the value.
    mutating func choice<Choice: RawRepresentable<UInt8>>(_ fallback: Choice) -> Choice {
        guard let choice = Choice(rawValue: byte()) else {
            fail()
            return fallback
        }
        return choice
    }
}
