import Access
import ChangeFeed
import Directory
import TestSupport
import Wire

extension FeedSimulation {
    private static let users = (1...6).map { GUID(high: 7, low: UInt64($0)) }
    /// Groups that are members of others, and that subscribers ask for.
    static let innerGroups = (1...2).map { GUID(high: 8, low: UInt64($0)) }
    private static let words = ["Sales", "sales EU", "VPN users", "Board", "Straße", "İzmir"]
    private static let statuses: [V1.SyncStatus] = [.enabled, .orphaned, .disabled]

    static func publish(_ world: inout FeedWorld, _ random: inout SplitMix64, isLarge: Bool) {
        var generator = random
        world.publish(&random) { state, nextAsset in
            // Some revisions change nothing that anyone hears of.
            let count = generator.next() % 10 == 0 ? 0 : isLarge ? 300 : 1 + generator.next() % 4
            for _ in 0..<count { mutate(&state, &nextAsset, &generator) }
        }
        random = generator
    }

    static func mutate(
        _ state: inout FeedWorld.State,
        _ nextAsset: inout UInt32,
        _ random: inout SplitMix64
    ) {
        let known = state.groups.keys.sorted()
        let choice = random.next() % 12
        if known.count < 3 || choice < 2 {
            state.groups[AssetID(nextAsset)] = newGroup(nextAsset, &random)
            nextAsset += 1
            return
        }
        let asset = known[Int(random.next() % UInt64(known.count))]
        guard var group = state.groups[asset] else { return }
        switch choice {
        case 2:
            state.groups[asset] = nil
            return
        case 3...4: group.row.name = word(&random)
        case 5: group.row.syncStatus = statuses[Int(random.next() % 3)]
        case 6: group.row.description = "d\(random.next() % 4)"
        case 7:
            let inner = innerGroups[Int(random.next() % UInt64(innerGroups.count))]
            let isIn = group.members[inner] != nil
            group.members[inner] = isIn ? nil : FeedWorld.Member(type: .group, record: nil)
        case 8:
            group.listChanges += 1
            if random.next() % 2 == 0 { group.clientListChanges += 1 }
        case 9: group.fieldChanges += 1
        default:
            let user = users[Int(random.next() % UInt64(users.count))]
            if group.members[user] != nil, random.next() % 2 == 0 {
                group.members[user] = nil
            } else {
                let record: String? = random.next() % 3 == 0 ? nil : "c\(random.next() % 3)"
                group.members[user] = FeedWorld.Member(type: .user, record: record)
            }
        }
        state.groups[asset] = group
    }

    private static func word(_ random: inout SplitMix64) -> String {
        words[Int(random.next() % UInt64(words.count))]
    }

    private static func newGroup(_ number: UInt32, _ random: inout SplitMix64) -> FeedWorld.Group {
        let organization = FeedWorld.organizations[Int(random.next() % 3)]
        return FeedWorld.Group(
            organization: organization,
            row: V1.GroupRow {
                $0.id = GUID(high: 1, low: UInt64(number)).text
                $0.name = word(&random)
                $0.kind = random.next() % 2 == 0 ? .security : .microsoft365
                $0.syncStatus = .enabled
                $0.description = "d0"
            },
            members: random.next() % 2 == 0
                ? [:] : [users[0]: FeedWorld.Member(type: .user, record: "c0")]
        )
    }

    private static let burstWord = "Burst"

    static func addBurst(
        _ count: Int,
        to state: inout FeedWorld.State,
        _ nextAsset: inout UInt32
    ) {
        for _ in 0..<count {
            let number = nextAsset
            nextAsset += 1
            state.groups[AssetID(number)] = FeedWorld.Group(
                organization: FeedWorld.organizations[Int(number) % 3],
                row: V1.GroupRow {
                    $0.id = GUID(high: 1, low: UInt64(number)).text
                    $0.name = burstWord
                    $0.kind = number % 2 == 0 ? .security : .microsoft365
                    $0.syncStatus = .enabled
                }
            )
        }
    }

    static func changeBurst(of state: inout FeedWorld.State) {
        for (asset, group) in state.groups where group.row.name == burstWord {
            state.groups[asset]?.row.description = "changed"
        }
    }

    static func removeBurst(from state: inout FeedWorld.State) {
        state.groups = state.groups.filter { $0.value.row.name != burstWord }
    }

    static func randomVisible(_ random: inout SplitMix64) -> VisibleSet {
        var visible = VisibleSet.everything
        if random.next() % 2 == 0 {
            visible.organizations = .only(
                Set(FeedWorld.organizations.filter { _ in random.next() % 2 == 0 })
            )
        }
        if random.next() % 4 == 0 { visible.deniedKinds = [.security] }
        visible.isOfClientUser = random.next() % 4 == 0
        if random.next() % 4 == 0 {
            let hidden = Set((1...5).map { _ in AssetID(UInt32(1 + random.next() % 12)) })
            for organization in FeedWorld.organizations {
                visible.hiddenAssets[organization] = hidden
            }
        }
        return visible
    }

    mutating func randomRequest() -> V1.SubscribeRequest {
        var request = V1.SubscribeRequest()
        var filter = V1.ChangeFilter()
        switch draw() % 9 {
        case 0: filter.organizationIDs = ["org-1"]
        case 1: filter.kind = .security
        case 2: filter.namePattern = ["*sales*", "?oard", "v*n*", "STRASSE"][Int(draw() % 4)]
        case 3: filter.statuses = [.orphaned, .disabled]
        case 4: filter.groupIDs = (1...4).map { GUID(high: 1, low: UInt64($0)).text }
        case 5:
            filter.organizationIDs = ["org-2"]
            filter.principal = .user(entraID: Self.users[Int(draw() % 3)].text)
        case 6:
            filter.organizationIDs = ["org-1"]
            filter.principal = .contact(externalID: "c\(draw() % 3)")
        case 7:
            filter.organizationIDs = ["org-3"]
            filter.principal = .group(entraID: Self.innerGroups[Int(draw() % 2)].text)
        default: break
        }
        if draw() % 4 > 0 { request.filter = filter }
        if draw() % 3 == 0 { request.fields = ["name"] }
        if draw() % 4 == 0 { request.delivery = .latestPerKey }
        request.onCompacted = draw() % 2 == 0 ? .resnapshot : .fail
        request.includeOld = draw() % 2 == 0
        request.includeMembers = request.delivery == .unspecified && draw() % 2 == 0
        request.maxBatchBytes = draw() % 2 == 0 ? 4096 : 0
        if draw() % 8 == 0 { request.untilRevision = 10 + draw() % 40 }
        return request
    }
}
