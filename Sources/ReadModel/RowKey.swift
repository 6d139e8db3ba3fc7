import Directory

/// A row's place in the default order: the folded name, then the asset's public id.
struct RowKey: Hashable, Comparable, Sendable {
    var name: [UInt8]
    var publicID: GUID

    static func < (left: RowKey, right: RowKey) -> Bool {
        switch left.name.compare(0..<left.name.count, with: right.name) {
        case .ascending: true
        case .descending: false
        case .equal: left.publicID < right.publicID
        }
    }
}

/// How one value stands to another in ascending order.
enum Comparison {
    case ascending
    case equal
    case descending
}

extension [UInt8] {
    /// Compares the bytes in `range` with all of `other`, the shorter first: for UTF-8, the order of the
    /// code points.
    @inline(__always)
    func compare(_ range: Range<Int>, with other: [UInt8]) -> Comparison {
        let common = Swift.min(range.count, other.count)
        for index in 0..<common {
            let mine = self[range.lowerBound + index]
            let theirs = other[index]
            if mine != theirs { return mine < theirs ? .ascending : .descending }
        }
        if range.count == other.count { return .equal }
        return range.count < other.count ? .ascending : .descending
    }
}
