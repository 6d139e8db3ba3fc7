internal import CNGHTTP2

/// The header blocks that most responses use, in memory that lives for ever, so that nghttp2 copies nothing.
struct StaticFields: ~Copyable, @unchecked Sendable {
    // Written once in `init`, then only read.
    let responseHeaders: UnsafePointer<nghttp2_nv>
    let okTrailers: UnsafePointer<nghttp2_nv>

    static let responseHeaderCount = 2
    static let okTrailerCount = 1
    static let shared = StaticFields()

    private init() {
        responseHeaders = Self.make([(":status", "200"), ("content-type", "application/grpc")])
        okTrailers = Self.make([("grpc-status", "0")])
    }

    private static func make(_ pairs: [(StaticString, StaticString)]) -> UnsafePointer<nghttp2_nv> {
        let fields = UnsafeMutablePointer<nghttp2_nv>.allocate(capacity: pairs.count)
        for (index, pair) in pairs.enumerated() {
            (fields + index).initialize(
                to: nghttp2_nv(
                    name: UnsafeMutablePointer(mutating: pair.0.utf8Start),
                    value: UnsafeMutablePointer(mutating: pair.1.utf8Start),
                    namelen: pair.0.utf8CodeUnitCount,
                    valuelen: pair.1.utf8CodeUnitCount,
                    flags: UInt8(
                        NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue
                            | NGHTTP2_NV_FLAG_NO_COPY_VALUE.rawValue
                    )
                )
            )
        }
        return UnsafePointer(fields)
    }
}
