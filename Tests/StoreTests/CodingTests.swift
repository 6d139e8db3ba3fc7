import Directory
import TestSupport
import Testing

@testable import Store

@Suite struct CodingTests {
    /// What is written reads back, and no prefix, extension or other version of it reads as anything.
    private func check<Value: StoredValue & Equatable>(_ value: Value, _ comment: Comment) {
        let bytes = value.storedBytes
        #expect(Value(storedBytes: bytes) == value, comment)
        #expect(Value(storedBytes: bytes)?.storedBytes == bytes, comment)
        for length in 0..<bytes.count {
            #expect(Value(storedBytes: Array(bytes.prefix(length))) == nil, comment)
        }
        #expect(Value(storedBytes: bytes + [0]) == nil, comment)
        #expect(Value(storedBytes: [Value.codingVersion + 1] + bytes.dropFirst()) == nil, comment)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func valuesReadBackWhole(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let comment = Comment(rawValue: "seed \(seed)")
        let asset = Universe.Asset(
            id: AssetID(1),
            organization: OrganizationID(.max),
            publicID: GUID(high: .max, low: 1),
            object: ObjectID(.max),
            tenant: TenantID(0)
        )
        for _ in 0..<8 {
            for type in ObjectType.allCases { check(random.properties(of: type), comment) }
            check(random.match(), comment)
            if let contact = random.contact(of: OrganizationID(3), externalID: random.text()) {
                check(contact, comment)
            }
            let machine = random.configuration(of: OrganizationID(3), externalID: random.text())
            if let machine { check(machine, comment) }
            var facts = random.facts(of: asset)
            check(facts, comment)
            facts.object = nil
            facts.tenant = nil
            check(facts, comment)
            check(random.tenantState(), comment)
            check(random.stagedFields(), comment)
        }
    }

    @Test(arguments: [4, 5] as [UInt64])
    func policyItemsReadBackUnderTheirKeys(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<40 {
            for item in random.policyItems() {
                let value = item.storedValue
                let read = value.flatMap { PolicyValue(storedBytes: $0.storedBytes) }
                #expect(read.flatMap { PolicyItem(storedKey: item.storedKey, value: $0) } == item)
            }
        }
    }

    /// What the first version wrote: it knew neither names nor organizations of principals.
    @Test func policyOfTheFirstVersionReadsWithTheDefaults() {
        let principal: [UInt8] = [1, 4, 1, 97, 7, 0]
        #expect(
            PolicyValue(storedBytes: principal).flatMap {
                PolicyItem(storedKey: [4, 97], value: $0)
            } == .principal("a", Principal(key: "a", role: .readOnly))
        )
        let organization: [UInt8] = [1, 1, 1, 97, 1, 98]
        #expect(
            PolicyValue(storedBytes: organization).flatMap {
                PolicyItem(storedKey: [1, 0, 0, 0, 9], value: $0)
            } == .organization(OrganizationID(9), Organization(key: "a", name: "b"))
        )
    }

    @Test func aPolicyValueUnderAKeyOfAnotherKindIsDamage() {
        let value = PolicyValue.principal(Principal(key: "a", role: .administrator))
        #expect(PolicyItem(storedKey: [5, 97], value: value) == nil)
        #expect(PolicyItem(storedKey: [], value: value) == nil)
        #expect(PolicyItem(storedKey: [4, 97], value: value) != nil)
    }

    /// Every byte of a value is tried with every other value: a reader neither traps nor changes its mind.
    @Test func damagedBytesAreNoValueOrACanonicalOne() {
        var random = SplitMix64(seed: 6)
        let values = [ObjectType.user, .group, .device, .unknown].map {
            random.properties(of: $0).storedBytes
        }
        for bytes in values {
            for index in bytes.indices {
                var damaged = bytes
                for byte in [0, 1, 2, 0x7F, 0x80, 0xFF] as [UInt8] {
                    damaged[index] = byte
                    guard let value = ObjectProperties(storedBytes: damaged) else { continue }
                    #expect(ObjectProperties(storedBytes: value.storedBytes) == value)
                }
            }
        }
    }

    /// A run's record of the first version, field by field: what came later reads as nothing.
    @Test func recordsOfTheFirstVersionAreStillRead() throws {
        var writer = ByteWriter(version: 1)
        writer.interned(TenantID(3))
        writer.timestamp(Timestamp(milliseconds: 1000))
        writer.timestamp(Timestamp(milliseconds: 2000) as Timestamp?)
        writer.byte(RunRecord.Trigger.request.rawValue)
        writer.byte(RunRecord.Outcome.succeeded.rawValue)
        for count in 1...4 as ClosedRange<UInt64> { writer.number(count) }
        writer.flag(false)
        writer.text("message")
        writer.number(5 as UInt64)
        writer.number(6 as UInt64)
        writer.flag(true)
        writer.number(0 as UInt64)
        let record = try #require(RunRecord(storedBytes: writer.bytes))
        #expect(record.message == "message")
        #expect(record.membershipsRemoved == 6)
        #expect(record.isFull)
        #expect(record.errorClass == nil)
        #expect(record.traffic == RunRecord.Traffic())
        #expect(RunRecord(storedBytes: record.storedBytes) == record)
    }

    @Test func numbersTakeTheirWholeRangeAndNoMore() {
        var writer = ByteWriter(version: 9)
        let numbers: [UInt64] = [0, 1, 127, 128, 1 << 32, .max]
        for number in numbers { writer.number(number) }
        var reader = ByteReader(writer.bytes, versions: 9...9)
        #expect(numbers.map { _ in reader.number() } == numbers)
        #expect(reader.isWhole)
        var tooLong = ByteReader([9] + [UInt8](repeating: 0xFF, count: 9) + [2], versions: 9...9)
        #expect(tooLong.number() == 0)
        #expect(!tooLong.isWhole)
    }
}

extension SplitMix64 {
    mutating func tenantState() -> TenantState {
        var state = TenantState(
            isImporting: flag(),
            heldSince: optionalTimestamp(),
            hold: flag() ? holdSummary() : nil,
            lastSuccess: optionalTimestamp(),
            watermark: optionalTimestamp(),
            lastRun: flag() ? RunID(UInt32.random(in: 0...9, using: &self)) : nil,
            missingPermissions: flag() ? ["Member.Read.Hidden"] : [],
            sampling: Sampling(
                lastSample: optionalTimestamp(),
                last: flag() ? GUID(high: next(), low: next()) : nil,
                suspects: flag() ? [GUID(high: next(), low: 1), GUID(high: 0, low: next())] : []
            ),
            epoch: UInt64.random(in: 0...3, using: &self),
            notes: bytes(atMost: 4)
        )
        for stream in DirectoryStream.allCases {
            state[stream] = StreamState(
                deltaLink: optionalText(),
                issued: optionalTimestamp(),
                lastFullRound: optionalTimestamp()
            )
        }
        return state
    }

    private mutating func holdSummary() -> HoldSummary {
        HoldSummary(
            run: RunID(UInt32.random(in: 0...9, using: &self)),
            groupsOrphaned: next(),
            groupCount: next(),
            membershipsRemoved: next(),
            membershipCount: next(),
            samples: [
                HoldSummary.Sample(
                    group: ObjectID(UInt32.random(in: 0...9, using: &self)),
                    isOrphaned: flag(),
                    membershipsRemoved: next()
                )
            ]
        )
    }

    mutating func stagedFields() -> StagedFields {
        var fields = StagedFields()
        for _ in 0..<Int.random(in: 0...6, using: &self) {
            fields.set(UInt8.random(in: 0...9, using: &self), to: stagedValue())
        }
        return fields
    }

    private mutating func stagedValue() -> StagedValue {
        switch Int.random(in: 0..<5, using: &self) {
        case 0: .null
        case 1: .flag(flag())
        case 2: .number(Int64.random(in: .min ... .max, using: &self))
        case 3: .text(text())
        default: .texts(texts())
        }
    }

    mutating func policyItems() -> [PolicyItem] {
        let key = text()
        let organization = OrganizationID(UInt32.random(in: 0 ... .max, using: &self))
        let tenant = TenantID(UInt32.random(in: 0 ... .max, using: &self))
        return [
            .organization(organization, Organization(key: key, name: text())),
            .assetType(
                .microsoft365,
                AssetType(fields: [
                    CustomField(
                        key: key,
                        name: text(),
                        type: .select,
                        options: texts(),
                        isRequired: flag(),
                        hint: text()
                    )
                ])
            ),
            .integration(
                key,
                Integration(
                    key: key,
                    name: text(),
                    cloud: .china,
                    applicationID: text(),
                    syncsMicrosoft365Groups: flag(),
                    syncsSecurityGroups: flag(),
                    syncsMailEnabledSecurityGroups: flag(),
                    syncsUsers: flag(),
                    createsMissingContacts: flag(),
                    isEnabled: flag(),
                    intervalSeconds: .max,
                    visibilityDelaySeconds: flag() ? nil : 900,
                    isRemoved: flag(),
                    created: Timestamp(milliseconds: .max),
                    credential: flag()
                        ? nil
                        : CredentialSummary(
                            kind: .certificate,
                            set: Timestamp(milliseconds: 7),
                            expires: flag() ? nil : Timestamp(milliseconds: -1),
                            thumbprint: Array(text().utf8)
                        )
                )
            ),
            .tenant(
                tenant,
                Tenant(
                    entraID: GUID(high: 1, low: .max),
                    displayName: text(),
                    defaultDomain: text(),
                    integrationKey: text(),
                    organization: organization,
                    isRemoved: flag()
                )
            ),
            .principal(key, Principal(key: key, role: .administrator, isDisabled: flag())),
            .principal(
                key,
                Principal(
                    key: key,
                    name: text(),
                    role: .customDocumentation,
                    organizations: .only([organization, OrganizationID(7)])
                )
            ),
            .userGroup(
                key,
                UserGroup(
                    key: key,
                    name: text(),
                    members: Set(texts()),
                    deniedKinds: flag() ? [.security] : Set(GroupKind.allCases)
                )
            ),
            .groupAccess(
                AssetID(UInt32.random(in: 0 ... .max, using: &self)),
                GroupAccess(
                    organization: organization,
                    users: Set(texts()),
                    userGroups: Set(texts())
                )
            ),
            .account(Account(documentsGroups: flag(), showsGroupsToClientUsers: flag())),
            .organization(
                organization,
                Organization(key: key, name: text(), showsGroupsToClientUsers: flag())
            ),
            .token(
                key,
                AccessToken(
                    key: key,
                    principalKey: text(),
                    digest: bytes(atMost: 32),
                    created: timestamp(),
                    expires: optionalTimestamp(),
                    isRevoked: flag(),
                    note: text()
                )
            ),
            .relatedItem(
                key,
                RelatedItem(
                    organization: organization,
                    first: .contact(ContactID(UInt32.random(in: 0 ... .max, using: &self))),
                    second: flag()
                        ? .configuration(ConfigurationID(7)) : .group(AssetID(.max)),
                    note: text(),
                    created: timestamp(),
                    creator: text()
                )
            ),
        ]
    }
}
