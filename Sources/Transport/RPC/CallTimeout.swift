/// The `grpc-timeout` header: one to eight digits and a unit.
package enum CallTimeout: Equatable, Sendable {
    case absent
    case nanoseconds(Int64)
    case malformed

    /// Reads the header's value; what does not fit in 64 bits of nanoseconds is the largest that does.
    package init(parsing value: UnsafeBufferPointer<UInt8>) {
        guard value.count >= 2, value.count <= 9, let unit = value.last else {
            self = .malformed
            return
        }
        var number: Int64 = 0
        for digit in value.dropLast() {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else {
                self = .malformed
                return
            }
            number = number * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        let scale: Int64
        switch unit {
        case UInt8(ascii: "H"): scale = 3_600_000_000_000
        case UInt8(ascii: "M"): scale = 60_000_000_000
        case UInt8(ascii: "S"): scale = 1_000_000_000
        case UInt8(ascii: "m"): scale = 1_000_000
        case UInt8(ascii: "u"): scale = 1_000
        case UInt8(ascii: "n"): scale = 1
        default:
            self = .malformed
            return
        }
        let (product, overflow) = number.multipliedReportingOverflow(by: scale)
        self = .nanoseconds(overflow ? .max : product)
    }
}
