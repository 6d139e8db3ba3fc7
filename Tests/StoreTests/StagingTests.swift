import Directory
import TestSupport
import Testing

@testable import Store

@Suite struct StagingTests {
    private static let tenant = GUID(high: 0x1111, low: 0x2222)
    private static let time = Timestamp(milliseconds: 5)

    private func guid(_ number: Int) -> GUID {
        GUID(high: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, low: UInt64(number))
    }

    private func begin(_ stream: DirectoryStream, in file: StagingFile) throws(StoreError) {
        try file.begin(
            StagedRound(stream: stream, isFull: true, startLink: "start", started: Self.time)
        )
    }

    private func randomPage(using random: inout SplitMix64) -> StagedPage {
        var page = StagedPage()
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            page.objects.append(
                StagedObject(
                    id: guid(Int.random(in: 0..<8, using: &random)),
                    removal: [.none, .none, .changed, .deleted][
                        Int.random(in: 0..<4, using: &random)
                    ],
                    fields: random.stagedFields()
                )
            )
        }
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            page.memberships.append(
                StagedMembership(
                    group: guid(Int.random(in: 0..<4, using: &random)),
                    member: guid(Int.random(in: 0..<8, using: &random)),
                    odataType: ["#microsoft.graph.user", "", "#new"][
                        Int.random(in: 0..<3, using: &random)
                    ],
                    isMember: random.flag()
                )
            )
        }
        return page
    }

    /// What a round has said, as an obviously right dictionary.
    private struct Model {
        var objects: [GUID: StagedObject] = [:]
        var memberships: [GUID: [GUID: StagedMembership]] = [:]
        var objectCount = 0
        var membershipCount = 0
        var pageCount = 0

        mutating func add(_ page: StagedPage) {
            for object in page.objects {
                var merged = objects[object.id] ?? StagedObject(id: object.id)
                merged.removal = object.removal
                for field in object.fields.fields {
                    merged.fields.set(field.number, to: field.value)
                }
                objects[object.id] = merged
            }
            for membership in page.memberships {
                memberships[membership.group, default: [:]][membership.member] = membership
            }
            objectCount += page.objects.count
            membershipCount += page.memberships.count
            pageCount += 1
        }

        var sortedObjects: [StagedObject] { objects.values.sorted { $0.id < $1.id } }

        var sortedGroups: [StagedGroup] {
            memberships.map { group, members in
                StagedGroup(
                    id: group,
                    memberships: members.values.sorted { $0.member < $1.member }
                )
            }.sorted { $0.id < $1.id }
        }
    }

    private func expect(
        _ file: StagingFile,
        holds model: Model,
        _ comment: Comment
    ) throws(StoreError) {
        for limit in [1, 3, 100] {
            var objects: [StagedObject] = []
            while true {
                let batch = try file.objects(of: .groups, after: objects.last?.id, limit: limit)
                #expect(batch.count <= limit, comment)
                if batch.isEmpty { break }
                objects += batch
            }
            #expect(objects == model.sortedObjects, comment)
            var groups: [StagedGroup] = []
            while true {
                let batch = try file.groups(after: groups.last?.id, membershipLimit: limit)
                if batch.isEmpty { break }
                groups += batch
            }
            #expect(groups == model.sortedGroups, comment)
        }
        for group in model.sortedGroups {
            #expect(try file.memberships(of: group.id) == group.memberships, comment)
        }
        let round = try file.round(of: .groups)
        #expect(round?.pageCount == model.pageCount, comment)
        #expect(round?.objectCount == model.objectCount, comment)
        #expect(round?.membershipCount == model.membershipCount, comment)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func everyPageIsTheModelsAndSurvivesACrash(seed: UInt64) throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let file = try store.openStaging(for: Self.tenant)
        try begin(.groups, in: file)
        var model = Model()
        var random = SplitMix64(seed: seed)
        let pageCount = 25
        for number in 1...pageCount {
            let page = randomPage(using: &random)
            model.add(page)
            let end: PageEnd = number == pageCount ? .delta("delta") : .next("link-\(number)")
            try file.append(page, to: .groups, end: end, received: Self.time)
            let comment = Comment(rawValue: "seed \(seed), page \(number)")
            try expect(file, holds: model, comment)

            let copy = scratch.file("crash-\(number)")
            Scratch.copy(store.path, to: copy)
            let other = try Store(directory: copy)
            let resumed = try other.openStaging(for: Self.tenant)
            #expect(!resumed.wasDamaged, comment)
            try expect(resumed, holds: model, comment)
            let round = try #require(try resumed.round(of: .groups))
            #expect(round.nextLink == (number == pageCount ? nil : "link-\(number)"), comment)
            #expect(round.isComplete == (number == pageCount), comment)
            #expect(round.deltaLink == (number == pageCount ? "delta" : nil), comment)
        }
    }

    @Test func presentKeysWriteEvenNullAndAbsentOnesLeave() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let file = try store.openStaging(for: Self.tenant)
        try begin(.users, in: file)
        var first = StagedFields()
        first.set(3, to: .text("mail"))
        first.set(1, to: .text("name"))
        var second = StagedFields()
        second.set(3, to: .null)
        second.set(2, to: .flag(true))
        for fields in [first, second] {
            try file.append(
                StagedPage(objects: [StagedObject(id: guid(1), fields: fields)]),
                to: .users,
                end: .next("more"),
                received: Self.time
            )
        }
        let object = try #require(try file.objects(of: .users, limit: 10).first)
        #expect(object.fields.fields.map(\.number) == [1, 2, 3])
        #expect(object.fields[1] == .text("name"))
        #expect(object.fields[3] == .null)
        #expect(object.fields[4] == nil)

        // A new round starts from nothing.
        try begin(.users, in: file)
        #expect(try file.objects(of: .users, limit: 10).isEmpty)
    }

    @Test func anObjectThatComesBackIsThereAgainWithWhatWasKnown() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let file = try store.openStaging(for: Self.tenant)
        try begin(.users, in: file)
        var fields = StagedFields()
        fields.set(1, to: .text("name"))
        let sightings = [
            StagedObject(id: guid(1), fields: fields),
            StagedObject(id: guid(1), removal: .changed),
            StagedObject(id: guid(1)),
        ]
        let removals: [StagedObject.Removal] = [.none, .changed, .none]
        for (expected, sighting) in zip(removals, sightings) {
            let page = StagedPage(objects: [sighting])
            try file.append(page, to: .users, end: .next("more"), received: Self.time)
            let object = try #require(try file.objects(of: .users, limit: 1).first)
            #expect(object == StagedObject(id: guid(1), removal: expected, fields: fields))
        }
    }

    @Test func streamsAreApart() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let file = try store.openStaging(for: Self.tenant)
        for stream in DirectoryStream.allCases {
            try begin(stream, in: file)
            let object = StagedObject(id: guid(Int(stream.rawValue)))
            let membership = StagedMembership(
                group: guid(1),
                member: guid(2),
                odataType: "t",
                isMember: true
            )
            let page = StagedPage(
                objects: [object],
                memberships: stream == .groups ? [membership] : []
            )
            try file.append(page, to: stream, end: .delta("d"), received: Self.time)
        }
        try file.finish(.users)
        #expect(try file.round(of: .users) == nil)
        #expect(try file.objects(of: .users, limit: 9).isEmpty)
        #expect(try file.objects(of: .devices, limit: 9).map(\.id) == [guid(2)])
        #expect(try file.groups(membershipLimit: 9).count == 1)
        try file.finish(.groups)
        #expect(try file.groups(membershipLimit: 9).isEmpty)
        #expect(try file.round(of: .devices)?.isComplete == true)
    }

    @Test func aDamagedFileIsDroppedAndTheRoundBeginsAnew() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let first = try store.openStaging(for: Self.tenant)
        #expect(!first.wasDamaged)
        let path = first.path
        try begin(.groups, in: first)
        first.close()
        let whole = Scratch.bytes(of: path)
        let damaged: [[UInt8]] = [
            Array("rubbish".utf8),
            Array(whole.prefix(whole.count / 2)),
            Array(whole.prefix(4096)) + [UInt8](repeating: 0xA5, count: whole.count - 4096),
        ]
        for bytes in damaged {
            Scratch.write(bytes, to: path)
            let file = try store.openStaging(for: Self.tenant)
            #expect(file.wasDamaged, "\(bytes.count) bytes")
            #expect(try file.round(of: .groups) == nil)
            try begin(.groups, in: file)
            file.close()
        }
        Scratch.write(whole, to: path)
        let file = try store.openStaging(for: Self.tenant)
        #expect(!file.wasDamaged)
        #expect(try file.round(of: .groups) != nil)
    }

    @Test func removingLeavesNoFile() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let file = try store.openStaging(for: Self.tenant)
        try begin(.groups, in: file)
        #expect(Scratch.files(in: store.path).contains { $0.hasPrefix("staging-") })
        file.remove()
        #expect(!Scratch.files(in: store.path).contains { $0.hasPrefix("staging-") })
        #expect(reason { _ = try file.round(of: .groups) } == .closed)
        #expect(try store.openStaging(for: Self.tenant).round(of: .groups) == nil)
    }

    @Test func aFullDiskLosesThePageAndNothingElse() throws {
        #expect(FaultyFiles.registered)
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let file = try store.openStaging(for: Self.tenant)
        try begin(.groups, in: file)
        var random = SplitMix64(seed: 9)
        var model = Model()
        var failureCount = 0
        for number in 1...10 {
            let page = randomPage(using: &random)
            var successes = 0
            while true {
                FaultyFiles.fail(store.path, after: successes, kind: .diskFull)
                let failure = reason {
                    try file.append(
                        page,
                        to: .groups,
                        end: .next("link-\(number)"),
                        received: Self.time
                    )
                }
                _ = FaultyFiles.lift(store.path)
                if failure == nil { break }
                #expect(failure == .diskFull)
                try expect(file, holds: model, "page \(number), operation \(successes)")
                successes += 1
            }
            failureCount += successes
            model.add(page)
            try expect(file, holds: model, "page \(number)")
        }
        #expect(failureCount > 10)
    }
}
