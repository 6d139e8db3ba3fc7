import Directory

/// Ids in ascending order, each once: one direction of the memberships of one object.
struct SortedIDs: Hashable, Sendable {
    private(set) var rawValues: [UInt32]

    init() {
        rawValues = []
    }

    /// Takes `rawValues`, which must ascend, each once.
    init(ascending rawValues: [UInt32]) {
        self.rawValues = rawValues
    }

    var isEmpty: Bool { rawValues.isEmpty }
    var count: Int { rawValues.count }

    func contains(_ rawValue: UInt32) -> Bool {
        let index = lowerBound(rawValue)
        return index < rawValues.count && rawValues[index] == rawValue
    }

    mutating func insert(_ rawValue: UInt32) {
        let index = lowerBound(rawValue)
        if index < rawValues.count, rawValues[index] == rawValue { return }
        rawValues.insert(rawValue, at: index)
    }

    mutating func remove(_ rawValue: UInt32) {
        let index = lowerBound(rawValue)
        guard index < rawValues.count, rawValues[index] == rawValue else { return }
        rawValues.remove(at: index)
    }

    /// Adds and removes many at once; both lists ascend and have no id in common.
    mutating func merge(adding added: [UInt32], removing removed: [UInt32]) {
        if added.count + removed.count == 1 {
            for rawValue in added { insert(rawValue) }
            for rawValue in removed { remove(rawValue) }
            return
        }
        var merged: [UInt32] = []
        merged.reserveCapacity(rawValues.count + added.count)
        var nextAdded = 0
        var nextRemoved = 0
        for rawValue in rawValues {
            while nextAdded < added.count, added[nextAdded] <= rawValue {
                if added[nextAdded] != rawValue { merged.append(added[nextAdded]) }
                nextAdded += 1
            }
            while nextRemoved < removed.count, removed[nextRemoved] < rawValue { nextRemoved += 1 }
            if nextRemoved < removed.count, removed[nextRemoved] == rawValue { continue }
            merged.append(rawValue)
        }
        merged.append(contentsOf: added[nextAdded...])
        rawValues = merged
    }

    private func lowerBound(_ rawValue: UInt32) -> Int {
        var low = 0
        var high = rawValues.count
        while low < high {
            let middle = (low + high) / 2
            if rawValues[middle] < rawValue { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
