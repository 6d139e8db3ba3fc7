internal import Glibc

/// Finds a method by the bytes of its path without making a string.
///
/// Open addressing over FNV-1a at a load of at most one half; it never changes once made.
package struct MethodTable: Sendable {
    /// The bounds of one method, without anything that is counted by reference.
    package struct Rules: Sendable {
        let takesOneRequest: Bool
        let requestBytesMax: Int
        let requestIdleMilliseconds: Int64
        let weight: RPCMethod.Weight
        let admission: RPCMethod.Admission
    }

    /// In the order of the server's methods.
    package let rules: [Rules]
    private let paths: [[UInt8]]
    private let slots: [Int32]
    private let mask: Int

    package init(_ methods: [RPCMethod], limits: Limits) {
        rules = methods.map { method in
            Rules(
                takesOneRequest: method.kind.takesOneRequest,
                requestBytesMax: method.requestBytesMax ?? limits.requestBytesMax,
                requestIdleMilliseconds: method.requestIdleMilliseconds
                    ?? limits.requestStreamIdleMilliseconds,
                weight: method.weight,
                admission: method.admission
            )
        }
        paths = methods.map { Array($0.path.utf8) }
        var size = 4
        while size < methods.count * 2 { size *= 2 }
        mask = size - 1
        var slots = [Int32](repeating: -1, count: size)
        for (index, path) in paths.enumerated() {
            var slot = path.withUnsafeBufferPointer { Self.hash($0) } & (size - 1)
            while slots[slot] >= 0 {
                precondition(paths[Int(slots[slot])] != path, "each path is served by one method")
                slot = (slot + 1) & (size - 1)
            }
            slots[slot] = Int32(index)
        }
        self.slots = slots
    }

    package func index(of path: UnsafeBufferPointer<UInt8>) -> Int? {
        var slot = Self.hash(path) & mask
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            let isEqual = paths[index].withUnsafeBufferPointer { candidate in
                candidate.count == path.count
                    && (path.isEmpty
                        || memcmp(
                            candidate.baseAddress.unsafelyUnwrapped,
                            path.baseAddress.unsafelyUnwrapped,
                            path.count
                        ) == 0)
            }
            if isEqual { return index }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private static func hash(_ path: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in path { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return Int(truncatingIfNeeded: hash >> 8)
    }
}
