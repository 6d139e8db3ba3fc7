import Access
import ChangeFeed
import Directory
import Testing
import Wire

@Suite struct SubscriptionTests {
    private func rows(_ messages: [V1.SubscribeResponse]) -> [V1.RowChange] {
        messages.compactMap(\.batch).flatMap(\.rows)
    }

    @Test func aSnapshotComesBetweenOpenedAndItsEnd() throws {
        var fixture = FeedFixture()
        var stream = try fixture.open()
        let (messages, _) = try fixture.drain(&stream)
        #expect(messages.count == 3)
        guard case .opened(let opened) = messages[0].event,
            case .snapshot(let chunk) = messages[1].event,
            case .snapshotEnd(let end) = messages[2].event
        else {
            Issue.record("\(messages)")
            return
        }
        #expect(opened.startRevision == 1)
        #expect(chunk.organizations.map(\.organizationID) == ["org-1"])
        #expect(chunk.organizations.flatMap(\.rows).map(\.id) == (1...3).map(FeedFixture.id))
        #expect(end.count == 3)
        #expect(messages.map(\.completeThrough) == [0, 0, 1])
        #expect(messages[2].chain == fixture.world.chain(at: Revision(1)))
        #expect(stream.isLive(fixture.feed))
    }

    @Test func aRowThatBeginsOrCeasesToMatchEntersAndLeaves() throws {
        var fixture = FeedFixture()
        let request = V1.SubscribeRequest {
            $0.filter = V1.ChangeFilter { $0.namePattern = "sales*" }
            $0.includeOld = true
        }
        var stream = try fixture.open(request)
        _ = try fixture.drain(&stream)
        fixture.rename(1, "Sales")
        fixture.rename(1, "Sales EU")
        fixture.rename(1, "Board")
        fixture.rename(2, "Sales")
        fixture.publish { $0.groups[AssetID(2)] = nil }
        let told = rows(try fixture.drain(&stream).0)
        #expect(told.map(\.kind) == [.enter, .update, .leave, .enter, .leave])
        #expect(
            told.map(\.reason) == [.unspecified, .unspecified, .noMatch, .unspecified, .deleted]
        )
        #expect(told[1].old?.name == "Sales")
        #expect(told.map { $0.old != nil } == [false, true, false, false, false])
        #expect(told[2].row == nil)
        #expect(told.map(\.revision) == [2, 3, 4, 5, 6])
        #expect(told.allSatisfy { $0.organizationID == "org-1" })
    }

    @Test func aFieldThatWasNotAskedForIsNoChange() throws {
        var fixture = FeedFixture()
        var stream = try fixture.open(V1.SubscribeRequest { $0.fields = ["name"] })
        _ = try fixture.drain(&stream)
        fixture.publish { $0.groups[AssetID(1)]?.row.description = "new" }
        #expect(try fixture.drain(&stream).0.isEmpty)
        fixture.rename(1, "new")
        let (messages, _) = try fixture.drain(&stream)
        #expect(messages.map(\.completeThrough) == [3])
        let told = rows(messages)
        #expect(told.map(\.row?.name) == ["new"])
        #expect(told.first?.row?.description == "")
    }

    @Test func aLargeRevisionIsSplitAndStaysWhole() throws {
        var fixture = FeedFixture(groups: 0)
        let request = V1.SubscribeRequest {
            $0.start = .tail(.init())
            $0.maxBatchBytes = 4096
            $0.includeMembers = true
        }
        var stream = try fixture.open(request)
        _ = try fixture.drain(&stream)
        fixture.publish { state in
            var group = FeedFixture.group(1)
            for number in 0..<25_000 {
                group.members[GUID(high: 9, low: UInt64(number))] = .init(type: .user, record: nil)
            }
            state.groups[AssetID(1)] = group
        }
        let revision = fixture.world.head.number
        let (messages, _) = try fixture.drain(&stream)
        let batches = messages.compactMap(\.batch)
        #expect(batches.count > 500)
        #expect(batches.map(\.more) == Array(repeating: true, count: batches.count - 1) + [false])
        #expect(messages.dropLast().allSatisfy { $0.completeThrough == revision - 1 })
        #expect(messages.last?.completeThrough == revision)
        #expect(batches.allSatisfy { $0.toRevision == revision && $0.encoded().count <= 4096 })
        let members = batches.flatMap(\.members)
        #expect(Set(members.map(\.entraID)).count == 25_000)
        #expect(members.allSatisfy { $0.kind == .added && $0.match?.state == .unmatched })
        #expect(batches.flatMap(\.revisions).map(\.revision) == [revision])
    }

    @Test func membersAreToldOfGroupsInViewWithTheirMatch() throws {
        var fixture = FeedFixture()
        let user = GUID(high: 9, low: 1)
        let request = V1.SubscribeRequest {
            $0.filter = V1.ChangeFilter { $0.groupIDs = [FeedFixture.id(1)] }
            $0.includeMembers = true
            $0.includeOld = true
        }
        var stream = try fixture.open(request)
        _ = try fixture.drain(&stream)
        for number in [1, 2] as [UInt32] {
            fixture.publish {
                $0.groups[AssetID(number)]?.members[user] = .init(type: .user, record: "c1")
            }
        }
        fixture.publish { $0.groups[AssetID(1)]?.members[user] = .init(type: .user, record: "c2") }
        fixture.publish { $0.groups[AssetID(1)]?.members[user] = nil }
        let members = try fixture.drain(&stream).0.compactMap(\.batch).flatMap(\.members)
        #expect(members.map(\.kind) == [.added, .matchChanged, .removed])
        #expect(members.map(\.revision) == [2, 4, 5])
        #expect(members.map(\.match?.recordExternalID) == ["c1", "c2", "c2"])
        #expect(members.map(\.oldMatch?.recordExternalID) == [nil, "c1", nil])
        #expect(members.allSatisfy { $0.groupID == FeedFixture.id(1) && $0.entraID == user.text })
    }

    @Test func theLatestOfEachGroupIsTheNetEffect() throws {
        var fixture = FeedFixture()
        var stream = try fixture.open(V1.SubscribeRequest { $0.delivery = .latestPerKey })
        _ = try fixture.drain(&stream)
        fixture.rename(1, "a")
        fixture.rename(1, "b")
        fixture.rename(2, "there")
        fixture.rename(2, "Group")
        fixture.publish { $0.groups[AssetID(9)] = FeedFixture.group(9) }
        fixture.publish { $0.groups[AssetID(9)] = nil }
        fixture.publish { $0.groups[AssetID(3)] = nil }
        let (messages, _) = try fixture.drain(&stream)
        #expect(messages.count == 1)
        #expect(messages.first?.batch?.fromRevision == 2)
        #expect(messages.first?.completeThrough == fixture.world.head.number)
        let told = rows(messages)
        #expect(told.map(\.id) == [FeedFixture.id(1), FeedFixture.id(3)])
        #expect(told.map(\.kind) == [.update, .leave])
        #expect(told.first?.row?.name == "b")
        #expect(told.first?.revision == 3)
    }

    @Test func aStreamEndsAtTheRevisionItWasAskedTo() throws {
        var fixture = FeedFixture()
        var stream = try fixture.open(V1.SubscribeRequest { $0.untilRevision = 3 })
        _ = try fixture.drain(&stream)
        for step in 0..<4 { fixture.rename(1, "name \(step)") }
        let (messages, end) = try fixture.drain(&stream)
        #expect(end == .end(.reachedUntil))
        #expect(rows(messages).map(\.revision) == [2, 3])
        guard case .closing(let closing)? = messages.last?.event else {
            Issue.record("no Closing")
            return
        }
        #expect(closing.reason == .untilRevision)
        #expect(messages.last?.completeThrough == 3)
    }

    @Test func aGoodbyeTellsWhereToResume() throws {
        var fixture = FeedFixture()
        var stream = try fixture.open()
        _ = try fixture.drain(&stream)
        stream.drain(retryAfterMilliseconds: 700)
        let (messages, end) = try fixture.drain(&stream)
        #expect(end == .end(.draining(retryAfterMilliseconds: 700)))
        guard case .closing(let closing)? = messages.last?.event else {
            Issue.record("no Closing")
            return
        }
        #expect(closing.reason == .draining)
        #expect(closing.retryAfterMilliseconds == 700)
        #expect(messages.last?.completeThrough == 1)
        #expect(closing.token == (try fixture.point(at: Revision(1)).token))
    }

    // MARK: Access

    @Test func whatAccessTakesAndGivesIsToldWithTheRevisionThatDidSo() throws {
        var fixture = FeedFixture()
        fixture.publish { $0.groups[AssetID(10)] = FeedFixture.group(10, in: 1) }
        var stream = try fixture.open()
        _ = try fixture.drain(&stream)
        let narrow = VisibleSet(organizations: .only([FeedWorld.organizations[1]]))
        fixture.publish { $0.visible = narrow }
        stream.accessChanged(to: narrow, at: fixture.world.head)
        var told = rows(try fixture.drain(&stream).0)
        #expect(Set(told.map(\.id)) == Set((1...3).map(FeedFixture.id)))
        #expect(told.allSatisfy { $0.kind == .leave && $0.reason == .access && $0.parts.isEmpty })
        fixture.rename(1, "hidden")
        #expect(try fixture.drain(&stream).0.isEmpty)
        fixture.publish { $0.visible = .everything }
        stream.accessChanged(to: .everything, at: fixture.world.head)
        told = rows(try fixture.drain(&stream).0)
        #expect(told.map(\.kind) == [.enter, .enter, .enter])
        #expect(told.first { $0.id == FeedFixture.id(1) }?.row?.name == "hidden")
        #expect(told.allSatisfy { $0.revision == fixture.world.head.number })
    }

    @Test func aNarrowingDuringTheSnapshotBeginsAgain() throws {
        var fixture = FeedFixture(groups: 500)
        var stream = try fixture.open(V1.SubscribeRequest { $0.maxBatchBytes = 4096 })
        for _ in 0..<3 { _ = stream.next(fixture.feed) }
        let narrow = VisibleSet(organizations: .only([]))
        fixture.publish { $0.visible = narrow }
        stream.accessChanged(to: narrow, at: fixture.world.head)
        let (messages, _) = try fixture.drain(&stream)
        guard case .reset(let reset)? = messages.first?.event,
            case .snapshotEnd(let end)? = messages.last?.event
        else {
            Issue.record("\(messages)")
            return
        }
        #expect(reset.reason == .access)
        #expect(messages.count == 2)
        #expect(end.count == 0)
    }

    @Test func aCredentialThatIsOverEndsTheStreamAfterABookmark() throws {
        var fixture = FeedFixture()
        var stream = try fixture.open()
        _ = try fixture.drain(&stream)
        stream.credentialExpired()
        let (messages, end) = try fixture.drain(&stream)
        #expect(messages.map(\.isBookmark) == [true])
        #expect(end == .end(.credentialExpired))
        var revoked = try fixture.open()
        _ = revoked.next(fixture.feed)
        revoked.end(.accessWithdrawn)
        #expect(revoked.next(fixture.feed) == .end(.accessWithdrawn))
    }
}
