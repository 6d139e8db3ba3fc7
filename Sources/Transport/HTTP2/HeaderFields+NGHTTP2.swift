internal import CNGHTTP2

extension HeaderFields {
    /// Lends the fields to a C call that copies what it keeps.
    func withFields<Result>(_ body: (UnsafePointer<nghttp2_nv>?, Int) -> Result) -> Result {
        withStorage { bytes, nameCounts, valueCounts in
            withUnsafeTemporaryAllocation(of: nghttp2_nv.self, capacity: nameCounts.count) {
                fields in
                var offset = 0
                for index in nameCounts.indices {
                    let name = bytes.baseAddress.map { $0 + offset }
                    offset += nameCounts[index]
                    let value = bytes.baseAddress.map { $0 + offset }
                    offset += valueCounts[index]
                    fields.initializeElement(
                        at: index,
                        to: nghttp2_nv(
                            name: UnsafeMutablePointer(mutating: name),
                            value: UnsafeMutablePointer(mutating: value),
                            namelen: nameCounts[index],
                            valuelen: valueCounts[index],
                            flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue)
                        )
                    )
                }
                return body(UnsafePointer(fields.baseAddress), nameCounts.count)
            }
        }
    }
}
