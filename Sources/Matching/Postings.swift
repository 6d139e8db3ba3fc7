/// Who has which key, in both directions: for a key its owners, for an owner its keys.
///
///     key ──first──▶ posting ◀──▶ posting ◀──▶ …          one list a key, in no order
///     owner ──chain──▶ posting ──▶ posting ──▶ …          one chain an owner, in the order it was given
///
/// Adding and removing cost the same however many owners a key has. The owner keeps its chain.
struct Postings: Sendable {
    /// No posting.
    static let none = UInt32.max

    struct Posting {
        var key: UInt32
        var owner: UInt32
        var next: UInt32
        var previous: UInt32
        var nextOfOwner: UInt32
        /// What the key is to its owner: a stage's raw value.
        var stage: UInt8
    }

    private var postings: [Posting] = []
    private var firstFree = Postings.none
    private var firstOfKey: [UInt32] = []

    func posting(_ index: UInt32) -> Posting { postings[Int(index)] }

    /// The list of `key`.
    func first(of key: UInt32) -> UInt32 {
        Int(key) < firstOfKey.count ? firstOfKey[Int(key)] : Self.none
    }

    /// Puts one key before the rest of an owner's chain; answers the longer chain.
    mutating func add(key: UInt32, owner: UInt32, stage: UInt8, before chain: UInt32) -> UInt32 {
        while firstOfKey.count <= Int(key) { firstOfKey.append(Self.none) }
        let head = firstOfKey[Int(key)]
        let posting = Posting(
            key: key,
            owner: owner,
            next: head,
            previous: Self.none,
            nextOfOwner: chain,
            stage: stage
        )
        let index: UInt32
        if firstFree != Self.none {
            index = firstFree
            firstFree = postings[Int(index)].nextOfOwner
            postings[Int(index)] = posting
        } else {
            index = UInt32(postings.count)
            postings.append(posting)
        }
        if head != Self.none { postings[Int(head)].previous = index }
        firstOfKey[Int(key)] = index
        return index
    }

    /// Takes a whole chain out of the lists of its keys, and adds those keys to `released`.
    mutating func remove(chain: UInt32, released: inout [UInt32]) {
        var index = chain
        while index != Self.none {
            released.append(postings[Int(index)].key)
            index = postings[Int(index)].nextOfOwner
        }
        remove(chain: chain)
    }

    /// Takes a whole chain out of the lists of its keys.
    mutating func remove(chain: UInt32) {
        var index = chain
        while index != Self.none {
            let posting = postings[Int(index)]
            if posting.previous == Self.none {
                firstOfKey[Int(posting.key)] = posting.next
            } else {
                postings[Int(posting.previous)].next = posting.next
            }
            if posting.next != Self.none {
                postings[Int(posting.next)].previous = posting.previous
            }
            postings[Int(index)].nextOfOwner = firstFree
            firstFree = index
            index = posting.nextOfOwner
        }
    }

    mutating func reserve(postings count: Int, keys: Int) {
        postings.reserveCapacity(count)
        firstOfKey.reserveCapacity(keys)
    }
}
